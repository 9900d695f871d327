"""What transformers' Trainer calls while it runs: progress, the early stop, the end on Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback

from simulacrum_core.training import RunWatch

RandomState = tuple[torch.Tensor, list[torch.Tensor]]


class Watch(RunWatch, TrainerCallback):  # type: ignore[misc]
    """Shows the run and ends it: after `patience` evaluations without a lower loss, or when it is interrupted.

    `random` is the state of the random numbers after the last step, or at the start.
    """

    def __init__(self, patience: int, folder: Path, tidy: Callable[[Path], None]) -> None:
        super().__init__(patience, folder)
        self._tidy, self._batch = tidy, 0
        self.random = random_state()

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.best_model_checkpoint:
            # A checkpoint names it without a place, so that the dataset can be moved.
            state.best_model_checkpoint = str(Path(args.output_dir) / Path(state.best_model_checkpoint).name)
        self.begin(state.global_step, state.max_steps)

    def on_substep_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._batch += 1
        self.show(state.global_step, self._batch, args.gradient_accumulation_steps)

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._batch, self.random = 0, random_state()
        self.show(state.global_step, 0, args.gradient_accumulation_steps)
        if args.do_eval and state.global_step >= state.max_steps:
            control.should_evaluate = True
        if self.interrupted:
            control.should_save = control.should_training_stop = True

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any], **_: Any) -> None:
        if "loss" in logs:
            self.trained(logs["loss"])

    def on_evaluate(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        losses = [entry["eval_loss"] for entry in state.log_history if "eval_loss" in entry]
        trained = [entry["loss"] for entry in state.log_history if "loss" in entry]
        if self.evaluated(state.global_step, state.max_steps, trained[-1] if trained else None, losses):
            control.should_training_stop = True

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._tidy(Path(args.output_dir) / f"checkpoint-{state.global_step}")


def random_state() -> RandomState:
    """What the next dropout is drawn from, on the CPU and on each GPU."""
    return torch.get_rng_state(), torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []


def set_random_state(state: RandomState) -> None:
    """Go back to a state that `random_state` has given."""
    torch.set_rng_state(state[0])
    if state[1]:
        torch.cuda.set_rng_state_all(state[1])
