"""How far a run is, as it puts it down beside its checkpoints for whoever looks on from outside."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

PROGRESS = "progress.json"
_PACE = 1.0
_MOST_BYTES = 4096


class RunProgress(msgspec.Struct, frozen=True):
    """`step` of `steps` is done, a part of one included; this run began at `first`, `seconds` ago, and wrote this `at`.

    `at` is the time by the system's clock, in seconds.
    """

    step: float
    steps: int
    first: int
    seconds: float
    at: float


class ProgressFile:
    """The record of a run in its folder, written at most once a second, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PROGRESS
        self._first, self._steps, self._began, self._written = 0, 0, 0.0, 0.0

    def begin(self, step: int, steps: int) -> None:
        """The run goes on from `step`."""
        self._first, self._steps, self._began, self._written = step, steps, time.monotonic(), 0.0
        self.write(step)

    def write(self, step: float) -> None:
        """So far it is now."""
        now = time.monotonic()
        if self._written and now - self._written < _PACE and step < self._steps:
            return
        self._written = now
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f"{PROGRESS}.new")
        found = RunProgress(step, self._steps, self._first, now - self._began, time.time())
        beside.write_bytes(msgspec.json.encode(found))
        beside.replace(self._path)


def read_run_progress(folder: Path) -> RunProgress | None:
    """How far the newest run in a model folder came; None where nothing tells it."""
    path = folder / PROGRESS
    try:
        return msgspec.json.decode(path.read_bytes(), type=RunProgress) if path.stat().st_size <= _MOST_BYTES else None
    except (OSError, ValueError):
        return None


def seconds_left(progress: RunProgress, now: float) -> float | None:
    """About how long a run still takes at the pace it has had; None before its first step is done."""
    done = progress.step - progress.first
    if done < 1:
        return None
    whole = progress.seconds / done * (progress.steps - progress.step)
    return max(whole - max(now - progress.at, 0.0), 0.0)
