"""`make fuzz`: damaged exports for as long as you like, blind and guided by coverage in turn.

`python -m tests.fuzzing --minutes 60` runs on one core and goes on after a find; `--again fuzz-finds/X` tries what was
found once more.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from simulacrum_core import Registry
from simulacrum_core.cli import cli

from .finds import FINDS, again
from .material import IMPORTERS
from .running import BrokenLawError

_ROUND, _GUIDED = 100, 60
"""Examples of each importer in a round of hypothesis, and seconds of the round of atheris that follows."""
_LONGEST = 900
_OUTCOMES = re.compile(r"^fuzz (\w+) (\w+) (\d+)$", re.MULTILINE)
_FIND = re.compile(r"^(?:find: |E +tests\.fuzzing\.running\.BrokenLawError: )(.*)$", re.MULTILINE)
_UNITS = re.compile(r"number_of_executed_units: (\d+)")


def main() -> int:
    """Returns 1 where something was found."""
    parser = argparse.ArgumentParser(prog="tests.fuzzing", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--again", type=Path)
    arguments = parser.parse_args()
    return _again(arguments.again) if arguments.again else _run(arguments.minutes)


def _again(kept: Path) -> int:
    registry = Registry.installed()
    registry.add_commands(cli)
    try:
        print(again(kept, registry))
    except BrokenLawError as broken:
        print(broken)
        return 1
    return 0


def _run(minutes: float) -> int:
    """Rounds until the time is over, each in processes of its own, so that none grows and a crash ends only its own."""
    end, counts = time.monotonic() + minutes * 60, Counter[str]()
    for command in _commands():
        left = end - time.monotonic()
        if left <= 0:
            break
        counts.update(_round(command, min(left, _LONGEST)))
        print(f"{(minutes * 60 - left) / 60:.0f} min: {dict(sorted(counts.items()))}", flush=True)
    found = sorted(path.name for path in FINDS.iterdir() if (path / "case.msgpack").exists()) if FINDS.is_dir() else []
    print(f"{len(found)} finds in {FINDS}: {', '.join(found)}" if found else "Every promise held.")
    return 1 if found else 0


def _commands() -> Iterator[list[str]]:
    """All importers with hypothesis, then one of them with atheris where it is installed, without end."""
    blind = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-s", "--tb=short", "tests/test_fuzz.py"]
    for importer in itertools.cycle(IMPORTERS):
        yield blind
        if find_spec("atheris"):
            corpus = FINDS / "corpus" / importer
            corpus.mkdir(parents=True, exist_ok=True)
            yield [sys.executable, "-m", "tests.fuzzing.guided", importer, str(_GUIDED), str(corpus)]


def _round(command: list[str], seconds: float) -> Counter[str]:
    """Outcomes of a round, by importer; its finds are printed."""
    environment = os.environ | {"FUZZ_EXAMPLES": str(_ROUND)}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", env=environment, timeout=seconds
        )
        told = done.stdout + done.stderr
    except subprocess.TimeoutExpired as late:
        told = ((late.stdout or b"") + (late.stderr or b"")).decode(errors="replace")
    for line in dict.fromkeys(_FIND.findall(told)):
        print(f"find: {line}", flush=True)
    counts = Counter[str]()
    for importer, outcome, count in _OUTCOMES.findall(told):
        counts[f"{importer} {outcome}"] += int(count)
    for count in _UNITS.findall(told):
        counts[f"{command[3]} guided"] += int(count)
    return counts


if __name__ == "__main__":
    sys.exit(main())
