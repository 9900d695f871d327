"""A run as it is seen from outside: its progress on stderr and in a file, when it stops early, what Ctrl-C does."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .run_progress import ProgressFile

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class RunWatch:
    """Shows a run, and knows when to end it: after `patience` evaluations without a lower loss, or on Ctrl-C.

    Where a `folder` is named, how far it is stands there too.
    """

    def __init__(self, patience: int, folder: Path | None = None) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._file = ProgressFile(folder) if folder else None
        self.interrupted = self.stopped_early = False
        self._patience, self._loss = patience, ""
        self._console = Console(file=sys.stderr)
        columns = (TextColumn("step"), BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("{task.description}"))
        timed = (TimeElapsedColumn(), TimeRemainingColumn())
        is_quiet = not self._console.is_terminal
        self._bar = Progress(*columns, *timed, console=self._console, transient=True, disable=is_quiet)
        self._task = self._bar.add_task("", total=None)

    def say(self, text: str) -> None:
        """A line on stderr."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Within, the first Ctrl-C sets `interrupted`, for the run to end by itself; a second one ends it at once."""
        before: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():
            numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
            before = {number: signal.signal(number, self._interrupt) for number in numbers}
        self._bar.start()
        try:
            yield
        finally:
            self._bar.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def begin(self, step: int, steps: int) -> None:
        """The run goes on from `step`."""
        self._bar.update(self._task, total=steps, completed=step)
        if self._file:
            self._file.begin(step, steps)

    def show(self, step: int, batch: int, batches: int) -> None:
        """How far it is; a step may take minutes: its batches show that it goes on."""
        of_step = f"batch {batch} of {batches}" if batch else ""
        description = ", ".join(part for part in (of_step, self._loss) if part)
        done = step + batch / max(batches, 1)
        self._bar.update(self._task, completed=done, description=description)
        if self._file:
            self._file.write(done)

    def trained(self, loss: float) -> None:
        """The loss of a step."""
        self._loss = f"loss {loss:.3f}"

    def evaluated(self, step: int, steps: int, trained: float | None, held_out: Sequence[float]) -> bool:
        """Tell the validation loss, the last of all so far; whether it is time to stop early."""
        seen = f"loss {trained:.3f}, " if trained is not None else ""
        self.say(f"step {step}/{steps}: {seen}validation loss {held_out[-1]:.3f}")
        lowest = min(range(len(held_out)), key=held_out.__getitem__)
        if self._patience and len(held_out) - 1 - lowest >= self._patience:
            self.stopped_early = True
        return self.stopped_early

    def _interrupt(self, number: int, frame: object) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True
        # Past all buffers: the handler may run in the middle of a line that is being written.
        os.write(2, b"\nStopping after this batch, to keep a checkpoint. Once more stops at once.\n")
