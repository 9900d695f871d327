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
from importlib.util import find_spec
from pathlib import Path

from simulacrum_core import Registry
from simulacrum_core.cli import cli

from .finds import CASE, FINDS, again
from .material import IMPORTERS
from .running import BrokenLawError

_EXAMPLES, _SECONDS = 100, 60
"""Examples of each test in a round of hypothesis, and seconds of the round of atheris that follows."""
_LONGEST = 900
"""Seconds after which a round hangs; its case stays in `fuzz-finds`."""
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
    end, counts, before = time.monotonic() + minutes * 60, Counter[str](), _kept()
    for importer in itertools.cycle(IMPORTERS):
        for round in (_blind, _guided):
            if (left := end - time.monotonic()) > 0:
                counts.update(round(importer, left))
                print(f"{minutes - left / 60:.0f} min: {dict(sorted(counts.items()))}", flush=True)
        if time.monotonic() >= end:
            break
    found = sorted(_kept() - before)
    print(f"{len(found)} finds in {FINDS}: {', '.join(found)}" if found else "Every promise held.")
    return 1 if found else 0


def _kept() -> set[str]:
    return {path.parent.name for path in FINDS.glob(f"*/{CASE}")}


def _blind(_: str, left: float) -> Counter[str]:
    """Examples of all importers, with hypothesis; the fewer, the less time is left."""
    examples = min(_EXAMPLES, 1 + int(left))
    told = _told(["-m", "pytest", "-n", "0", "-q", "-s", "--tb=short", "tests/fuzzing/test_fuzz.py"], examples)
    counts = Counter[str]()
    for importer, outcome, count in _OUTCOMES.findall(told):
        counts[f"{importer} {outcome}"] += int(count)
    return counts


def _guided(importer: str, left: float) -> Counter[str]:
    """One importer with atheris, where it is installed."""
    if not find_spec("atheris"):
        return Counter()
    corpus = FINDS / "corpus" / importer
    corpus.mkdir(parents=True, exist_ok=True)
    told = _told(["-m", "tests.fuzzing.guided", importer, str(min(_SECONDS, 1 + int(left))), str(corpus)])
    return Counter({f"{importer} guided": sum(map(int, _UNITS.findall(told)))})


def _told(arguments: list[str], examples: int = 0) -> str:
    """What a round printed; its finds are shown."""
    environment = os.environ | {"FUZZ_EXAMPLES": str(examples)}
    try:
        done = subprocess.run([sys.executable, *arguments], capture_output=True, timeout=_LONGEST, env=environment)
        told = done.stdout + done.stderr
    except subprocess.TimeoutExpired as late:
        told = (late.stdout or b"") + (late.stderr or b"")
    text = told.decode(errors="replace")
    finds = list(dict.fromkeys(_FIND.findall(text)))
    for line in finds:
        print(f"find: {line}", flush=True)
    if "FAILED" in text and not finds:
        print(text[-2000:], flush=True)
    return text


if __name__ == "__main__":
    sys.exit(main())
