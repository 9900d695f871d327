"""How far a measurement is, kept in a file beside its results, so that other programs can tell."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ..files import write_private
from ..inspection.measured import PROGRESS, MeasuringProgress
from .evaluate import Watcher

_PACE = 0.5


class _Note:
    def __init__(self, path: Path) -> None:
        self._path, self._done, self._total, self._written = path, 0, 0, 0.0

    def expect(self, count: int) -> None:
        self._done, self._total = 0, count
        self._write()

    def row(self) -> None:
        self._done += 1
        if self._total and time.monotonic() - self._written >= _PACE:
            self._write()

    def _write(self) -> None:
        self._written = time.monotonic()
        content = MeasuringProgress(min(self._done, self._total), self._total)
        write_private(self._path, msgspec.json.encode(content).decode())


@contextlib.contextmanager
def noted(folder: Path, watcher: Watcher) -> Iterator[Watcher]:
    """What `watcher` is told is kept in `folder` as well while the block runs, from when it is known how much it is."""
    path = folder / PROGRESS
    path.unlink(missing_ok=True)
    note = _Note(path)

    def expect(count: int) -> None:
        note.expect(count)
        watcher.expect(count)

    def row() -> None:
        note.row()
        watcher.row()

    try:
        yield Watcher(watcher.say, expect, row)
    finally:
        path.unlink(missing_ok=True)
