"""A run as it is seen from outside: its progress on stderr, when it stops early, and what Ctrl-C does."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from transformers import TrainerCallback

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Watch(TrainerCallback):  # type: ignore[misc]
    """Shows the run and ends it: after `patience` evaluations without a lower loss, or when it is interrupted."""

    def __init__(self, patience: int, tidy: Callable[[Path], None]) -> None:
        self.interrupted = self.stopped_early = False
        self._patience, self._tidy = patience, tidy
        self._batch, self._loss = 0, ""
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
        """Within, the first Ctrl-C ends the run after its step, a second one at once."""
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

    def _interrupt(self, number: int, frame: object) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True
        # Past all buffers: the handler may run in the middle of a line that is being written.
        os.write(2, b"\nStopping after this step, to keep a checkpoint. Once more stops at once.\n")

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.best_model_checkpoint:
            # A checkpoint names it without a place, so that the dataset can be moved.
            state.best_model_checkpoint = str(Path(args.output_dir) / Path(state.best_model_checkpoint).name)
        self._bar.update(self._task, total=state.max_steps, completed=state.global_step)

    def on_substep_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._batch += 1
        self._show(state.global_step, args.gradient_accumulation_steps)

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._batch = 0
        self._show(state.global_step, args.gradient_accumulation_steps)
        if args.do_eval and state.global_step >= state.max_steps:
            control.should_evaluate = True
        if self.interrupted:
            control.should_save = control.should_training_stop = True

    def _show(self, step: int, batches: int) -> None:
        """A step may take minutes: its batches show that it goes on."""
        batch = f"batch {self._batch} of {batches}" if self._batch else ""
        done = step + self._batch / max(batches, 1)
        description = ", ".join(part for part in (batch, self._loss) if part)
        self._bar.update(self._task, completed=done, description=description)

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any], **_: Any) -> None:
        if "loss" in logs:
            self._loss = f"loss {logs['loss']:.3f}"

    def on_evaluate(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        losses = [entry["eval_loss"] for entry in state.log_history if "eval_loss" in entry]
        trained = [entry["loss"] for entry in state.log_history if "loss" in entry]
        seen = f"loss {trained[-1]:.3f}, " if trained else ""
        self.say(f"step {state.global_step}/{state.max_steps}: {seen}validation loss {losses[-1]:.3f}")
        if self._patience and len(losses) - 1 - losses.index(min(losses)) >= self._patience:
            self.stopped_early = control.should_training_stop = True

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._tidy(Path(args.output_dir) / f"checkpoint-{state.global_step}")
