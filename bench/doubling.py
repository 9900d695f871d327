"""Processor time of reading hostile files, which counts of calls do not show: what is slow, and whether it grows.

    python -m bench.doubling [SAMPLE ...] [--size BYTES] [--share N]

Every way to grow of `tests/doubling` is applied to the samples there, or to those whose names hold a word that is
given. Where reading takes three times as long as it mostly does for files of the size, it is read at half the size and
at twice the size as well. The exit code is 1 where something grows with more than 2.6 times for twice the size.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import zlib
from functools import partial
from pathlib import Path

from simulacrum_core import Registry
from tests.doubling.costs import Counter
from tests.doubling.growths import Growth
from tests.doubling.test_doubling import CORPORA, SAMPLES, Reading, growing

FASTEST = 2.6
LEAST = 0.2
"""Seconds of processor time below which nothing is slow."""


def main() -> None:
    """Print a line for each way to grow that is slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="*")
    parser.add_argument("--size", type=int, default=1 << 17)
    parser.add_argument("--share", type=int, default=1, help="try one of so many ways")
    options = parser.parse_args()
    wanted = [name for name in SAMPLES if not options.samples or any(word in name for word in options.samples)]
    with tempfile.TemporaryDirectory() as folder:
        bad = [name for name in wanted if _slow(name, Path(folder), options.size, options.share)]
    sys.exit(1 if bad else 0)


def _slow(sample: str, folder: Path, size: int, share: int) -> bool:
    """Whether something of a sample grows too fast."""
    path = CORPORA / sample
    importers = {importer.name: importer for importer in Registry.installed().importers()}
    reading = Reading(path, importers[path.parent.name], folder, Counter())
    times, is_bad, tried = [], False, 0
    for name, what, growth in growing(path):
        if zlib.crc32(what.encode()) % share:
            continue
        tried += 1
        seconds = partial(_seconds, reading, name, growth)
        times.append(seconds(size))
        if times[-1] > max(LEAST, 3 * statistics.median(times[-99:])):
            half, twice = seconds(size // 2), seconds(2 * size)
            grows = twice / times[-1] > FASTEST
            is_bad = is_bad or grows
            mark = "GROWS" if grows else "slow "
            print(f"{mark} {half:6.2f} {times[-1]:6.2f} {twice:6.2f} s  {sample} {name} {what}", flush=True)
    mostly, longest = statistics.median(times or [0]), max(times or [0])
    print(f"{tried:,} ways of {sample}: {mostly:.3f} s mostly, {longest:.2f} s at most", flush=True)
    return is_bad


def _seconds(reading: Reading, name: str, growth: Growth, size: int) -> float:
    data = growth(size)
    before = _spent()
    reading.read(name, data)
    return _spent() - before


def _spent() -> float:
    """Processor time of this process and of those that it waited for."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()
