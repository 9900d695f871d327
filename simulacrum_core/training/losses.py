"""The losses of a training run by step, and which step was best; read from what transformers' Trainer writes down."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..files import digest

STATE = "trainer_state.json"
_CHECKPOINT = "checkpoint-"
_WEIGHTS = ("adapter_model.safetensors", "model.safetensors", "adapter_model.bin", "pytorch_model.bin")

By = Literal["listening", "voice", "both"]
WAYS: tuple[By, ...] = ("listening", "voice", "both")
"""By what a checkpoint is chosen, among those that foresee held-out words about equally well."""


class Loss(msgspec.Struct, frozen=True):
    """The mean loss per trained token, in nats, that was written down at a step; None where it was not."""

    step: int
    epoch: float | None = None
    train: float | None = None
    validation: float | None = None


def read_losses(folder: Path) -> list[Loss]:
    """The losses of the newest run in a model folder or its checkpoints, by step; empty where nothing tells them."""
    states = [path for path in (folder / STATE, *folder.glob(f"{_CHECKPOINT}*/{STATE}")) if path.is_file()]
    for path in sorted(states, key=lambda path: path.stat().st_mtime_ns, reverse=True):
        try:
            return logged_losses(json.loads(path.read_bytes())["log_history"])
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            # Cut off while it was written: the checkpoint before it tells all but the last steps.
            continue
    return []


def logged_losses(history: Iterable[Mapping[str, Any]]) -> list[Loss]:
    """The losses in a `log_history` of transformers' Trainer, one a step; what is no number is left out."""
    steps: dict[int, Loss] = {}
    for entry in history:
        train, validation = _number(entry.get("loss")), _number(entry.get("eval_loss"))
        if train is None and validation is None:
            continue
        step = int(entry["step"])
        known = steps.get(step, Loss(step))
        steps[step] = Loss(
            step,
            known.epoch if (epoch := _number(entry.get("epoch"))) is None else epoch,
            known.train if train is None else train,
            known.validation if validation is None else validation,
        )
    return [steps[step] for step in sorted(steps)]


def best(run: Iterable[Loss]) -> Loss | None:
    """Where the validation loss was lowest, the first of equals; None where there is no validation."""
    measured = [loss for loss in run if loss.validation is not None]
    return min(measured, key=lambda loss: loss.validation or 0.0, default=None)


def checkpoints(folder: Path) -> dict[int, Path]:
    """The checkpoints in a model folder by step, of which training can go on."""
    found = {}
    for path in folder.glob(f"{_CHECKPOINT}*"):
        step = path.name.removeprefix(_CHECKPOINT)
        # The state is written last: a checkpoint without it, or with a part of it, was cut off.
        if step.isdecimal() and _is_whole(path / STATE):
            found[int(step)] = path
    return dict(sorted(found.items()))


def is_same_model(one: Path, other: Path) -> bool:
    """Whether two folders hold the same weights, byte for byte."""
    pairs = [(one / name, other / name) for name in _WEIGHTS]
    both = [pair for pair in pairs if pair[0].is_file() and pair[1].is_file()]
    return bool(both) and all(digest(left) == digest(right) for left, right in both)


def _is_whole(state: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return isinstance(json.loads(state.read_bytes()), dict)
    return False


def _number(value: object) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]
