"""A progress bar on stderr, for work that lasts longer than two seconds."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 2.0
_PACE = 0.1


class Meter:
    """Counts what is done; shows nothing until `PATIENCE` seconds have passed."""

    def __init__(self) -> None:
        self._started = self._shown = time.monotonic()
        self._bar: Progress | None = None
        self._read = self._messages = self._rows = 0
        self._size = self._all_messages = self._all_rows = 0
        self._is_half = False
        self._what = "rows checked"

    def expect(
        self,
        *,
        size: int = 0,
        messages: int = 0,
        rows: int = 0,
        is_half: bool = False,
        what: str = "rows checked",
        is_new: bool = False,
    ) -> None:
        """How many bytes will be read, messages used or rows looked at, from now on: what is left is told.

        `what` says what is done with rows; with `is_new` they are counted from none again. With `is_half` reading is
        half of the work, and the messages that are expected later are the other half.
        """
        self._is_half |= is_half
        self._what = what
        self._rows = 0 if is_new else self._rows
        self._size = self._read + size if size else 0
        self._all_messages = messages
        self._all_rows = rows

    def read(self, size: int) -> None:
        """`size` more bytes of the sources were read."""
        self._read += size
        self._show()

    def messages(self, count: int) -> None:
        """`count` more messages became part of a dataset or an answer."""
        self._messages += count
        self._show()

    def row(self) -> None:
        """One more row of a dataset was looked at."""
        self._rows += 1
        self._show()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _show(self) -> None:
        now = time.monotonic()
        if now - self._started < PATIENCE or now - self._shown < _PACE:
            return
        self._shown = now
        # Elsewhere than on a terminal a bar would leave an empty line behind.
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            self._bar = _bar()
        done, total = self._done()
        # More may be read than was thought; then it is nearly done.
        task = self._bar.task_ids[0]
        self._bar.update(task, description=self._status(), completed=min(done, total), total=total or None)

    def _done(self) -> tuple[int, int]:
        if self._rows:
            return self._rows, self._all_rows
        if not self._is_half:
            return (self._messages, self._all_messages) if self._all_messages else (self._read, self._size)
        if self._all_messages:
            return self._all_messages + self._messages, 2 * self._all_messages
        return min(self._read, self._size), 2 * self._size

    def _status(self) -> str:
        if self._rows:
            return f"{self._rows:,} {self._what}"
        what = f"{self._messages:,} messages" if self._messages else "reading"
        return f"{self._read / 1e6:,.0f} MB read, {what}"


@contextlib.contextmanager
def metered() -> Iterator[Meter]:
    """A meter whose bar is gone when the block ends."""
    meter = Meter()
    try:
        yield meter
    finally:
        meter.close()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(file=sys.stderr)
    share = TaskProgressColumn(text_format_no_percentage="", show_speed=False)
    times = (TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn(compact=True))
    columns = (SpinnerColumn(), BarColumn(bar_width=20), share, TextColumn("{task.description}"), *times)
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    bar.add_task("", total=None)
    bar.start()
    return bar
