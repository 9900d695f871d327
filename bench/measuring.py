"""Measuring: processor time and peak memory of programs that run one after the other, each as a process of its own."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

import msgspec


class Cost(msgspec.Struct, frozen=True):
    """Seconds of processor time, those of the processes that it started included, and the highest memory in MB."""

    seconds: float
    memory: float


def cost(command: Sequence[str]) -> Cost:
    """What a program costs; ends this one where it fails."""
    # Where nothing compiled may be written, an editable install is compiled again in every process.
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=kept)
    _, status, usage = _wait(process.pid)
    if status:
        sys.exit(f"failed: {' '.join(command)[:200]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def took(command: Sequence[str]) -> float:
    """How long a program takes by the clock, the least of two times."""
    times = []
    for _ in range(2):
        start = time.perf_counter()
        cost(command)
        times.append(time.perf_counter() - start)
    return min(times)


def told(command: Sequence[str]) -> float:
    """The seconds that a program prints last."""
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def in_turn(commands: Sequence[Sequence[str]], runs: int) -> list[Cost]:
    """The median costs of several programs that take turns; the first turn is not counted."""
    rounds = [[cost(command) for command in commands] for _ in range(runs + 1)][1:]
    return [
        Cost(statistics.median(one.seconds for one in each), max(one.memory for one in each))
        for each in zip(*rounds, strict=True)
    ]


def _wait(pid: int) -> tuple[int, int, resource.struct_rusage]:
    return os.wait4(pid, 0)
