"""Checkpoints as transformers' Trainer lays them out: the adapter, the optimizer, and what was seen of the losses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import SimulacrumError
from simulacrum_core.training import checkpoints

from .adapter import Lora, read_adapter, write_adapter

STATE, OPTIMIZER = "trainer_state.json", "optimizer.safetensors"


class History(msgspec.Struct):
    """What was seen until a step: the losses, as transformers' Trainer writes them down, and the best step."""

    steps: int
    step: int = 0
    log: list[dict[str, float]] = []
    best: int | None = None

    def trained(self, step: int, epoch: float, loss: float, rate: float) -> None:
        """Note the loss of a step."""
        self.log.append({"epoch": epoch, "learning_rate": rate, "loss": loss, "step": step})

    def evaluated(self, step: int, epoch: float, loss: float) -> None:
        """Note the validation loss at a step; untrained weights are never the best."""
        lowest = min((entry["eval_loss"] for entry in self.log if "eval_loss" in entry and entry["step"]), default=None)
        self.log.append({"epoch": epoch, "eval_loss": loss, "step": step})
        if step and (lowest is None or loss < lowest):
            self.best = step

    @property
    def losses(self) -> list[float]:
        """Losses of the steps."""
        return [entry["loss"] for entry in self.log if "loss" in entry]

    @property
    def held_out(self) -> list[float]:
        """Validation losses."""
        return [entry["eval_loss"] for entry in self.log if "eval_loss" in entry]

    def save(self, folder: Path) -> None:
        """Write it as `trainer_state.json`."""
        best = f"checkpoint-{self.best}" if self.best else None
        state = {
            "best_global_step": self.best,
            "best_model_checkpoint": best,
            "global_step": self.step,
            "log_history": self.log,
            "max_steps": self.steps,
        }
        (folder / STATE).write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")


def save(model: Any, optimizer: Any, lora: Lora, base: str, history: History, output: Path, keep: int = 2) -> Path:
    """Write a checkpoint, its state last, and delete old ones but the best, until so many are kept."""
    import mlx.core as mx
    from mlx.utils import tree_flatten

    folder = output / f"checkpoint-{history.step}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_adapter(model, lora, base, folder)
    mx.save_safetensors(str(folder / OPTIMIZER), dict(tree_flatten(optimizer.state)))
    history.save(folder)
    there = sorted(checkpoints(output).items(), reverse=True)
    others = [path for step, path in there if step not in (history.step, history.best)]
    for path in others[max(keep - (1 if history.best in (None, history.step) else 2), 0) :]:
        shutil.rmtree(path)
    return folder


def restore(model: Any, optimizer: Any, folder: Path, steps: int) -> History:
    """Put a checkpoint's weights and optimizer in place; raises SimulacrumError where it is of another run."""
    import mlx.core as mx
    from mlx.utils import tree_unflatten

    _, weights = read_adapter(folder)
    try:
        state = json.loads((folder / STATE).read_bytes())
        model.load_weights(list(weights.items()), strict=False)
        optimizer.state = tree_unflatten(list(mx.load(str(folder / OPTIMIZER)).items()))
        return History(steps, state["global_step"], state["log_history"], state["best_global_step"])
    except Exception as error:
        what = "MLX cannot go on from this checkpoint: it is damaged, or another trainer or other numbers made it"
        raise SimulacrumError(what, file=str(folder), remedy="Train with the options that it was begun with") from error
