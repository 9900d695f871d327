"""What axolotl prints while it trains, as one line of progress; what is not understood is passed over."""

from __future__ import annotations

import re
import sys
from types import TracebackType
from typing import TYPE_CHECKING

from simulacrum_core import printable

if TYPE_CHECKING:
    from rich.progress import Progress

# The bar of the steps has no name before it; the bar of a validation has none either, but another total.
_STEPS = re.compile(r"^\s*\d{1,3}%\|[^|]*\|\s*(\d+)/(\d+) \[")
_NUMBER = r"'?(-?\d+(?:\.\d*)?(?:e[-+]?\d+)?)'?"
_LOSS = re.compile(rf"'(eval_loss|loss)': {_NUMBER}[,}}]")


class Steps:
    """How far training is, by the lines that were seen."""

    def __init__(self) -> None:
        self.step, self.total = 0, 0
        self.validated = ""
        self.losses: dict[str, float] = {}

    def see(self, line: str) -> bool:
        """Take in a line; whether it said anything."""
        is_told = False
        if found := _STEPS.match(line):
            step, total = int(found[1]), int(found[2])
            self.total = self.total or total
            is_validation = total != self.total
            is_told = is_validation or step > self.step
            self.step = self.step if is_validation else max(self.step, step)
            self.validated = f"validating, batch {step} of {total}" if is_validation else ""
        for name, number in _LOSS.findall(line):
            self.losses[name] = float(number)
            is_told = True
        return is_told

    def __str__(self) -> str:
        losses = [f"{name} {self.losses[name]:.4g}" for name in ("loss", "eval_loss") if name in self.losses]
        return ", ".join([*losses, *([self.validated] if self.validated else [])])


class Watch:
    """Shows the steps on stderr: a bar on a terminal, elsewhere a line at each validation; or all lines."""

    def __init__(self, what: str, *, verbose: bool) -> None:
        from rich.console import Console

        self._what, self._verbose = what, verbose
        self._steps = Steps()
        self._console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._bar: Progress | None = None
        self._told = ""

    def __enter__(self) -> Watch:
        self._say(self._what)
        if self._console.is_terminal and not self._verbose:
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeElapsedColumn,
                TimeRemainingColumn,
            )

            columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
            self._bar = Progress(TextColumn("{task.description}"), *columns, console=self._console, transient=True)
            self._bar.add_task("", total=None)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        if self._steps.total and not self._verbose:
            self._say_steps()

    def line(self, text: str) -> None:
        """Take in a line of the program."""
        if self._verbose:
            if text.strip():
                self._say(printable(text))
            return
        if not self._steps.see(text):
            return
        if self._bar is not None:
            task = self._bar.task_ids[0]
            total = self._steps.total or None
            self._bar.update(task, completed=self._steps.step, total=total, description=str(self._steps))
        elif "eval_loss" in text:
            self._say_steps()

    def interrupted(self) -> None:
        """Say why it goes on for a moment."""
        self._say("Stopping: what was learned is saved first. Ctrl-C again ends it at once.")

    def _say_steps(self) -> None:
        self._steps.validated = ""
        text = f"  step {self._steps.step} of {self._steps.total}: {self._steps}"
        if text != self._told:
            self._say(text)
        self._told = text

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False)
