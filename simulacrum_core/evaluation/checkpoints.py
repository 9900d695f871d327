"""All checkpoints of a training run over steps, and which of them to take: not by the loss alone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..chat.devices import Device
from ..errors import UsageError
from ..plugin.contracts import MODEL
from ..plugin.registry import Registry
from ..training.losses import checkpoints
from ..training.model_folder import is_adapter
from . import likelihood, listening
from .evaluate import Watcher, evaluate
from .figures import Evaluation, Figure

USUAL = (likelihood.ID, listening.ID)
_WEIGHTS = ("adapter_model.safetensors", "adapter_config.json")


class Checkpoint(msgspec.Struct, frozen=True):
    """A step, where its weights lie, and what was measured of them."""

    step: int
    path: Path
    evaluation: Evaluation


def evaluate_checkpoints(
    folder: str | Path,
    *,
    quick: bool = False,
    metrics: Sequence[str] = (),
    seed: int = 0,
    device: Device = "auto",
    embedding: str | None = None,
    registry: Registry | None = None,
    watcher: Watcher | None = None,
) -> list[Checkpoint]:
    """Measure likelihood, listening and `metrics` of every checkpoint in the dataset's model folder, by step.

    Raises UsageError where there is none.
    """
    found = checkpoints(Path(folder) / MODEL)
    if not found:
        raise UsageError(
            "there are no checkpoints",
            file=str(Path(folder) / MODEL),
            remedy="A trainer keeps some of them: with raw, pass -t keep 10",
        )
    shared: Any = {"seed": seed, "device": device, "embedding": embedding, "registry": registry, "watcher": watcher}
    told, measured, chosen = watcher or Watcher(), list[Checkpoint](), [*USUAL, *metrics]
    for step, path in found.items():
        told.say(f"Step {step:,}")
        result = evaluate(folder, path, quick=quick, metrics=chosen, **shared)
        measured.append(Checkpoint(step, path, result))
    return measured


def recommended(measured: Sequence[Checkpoint]) -> Checkpoint | None:
    """Of the checkpoints whose bits per byte are not clearly above the lowest, the one that listens best.

    Where the voice was measured as well, both count alike, by their ranks. None where nothing was measured.
    """
    known = [(one, bits) for one in measured if (bits := figure_of(one.evaluation, "bits_per_byte")) is not None]
    if not known:
        return None
    lowest = min((bits for _, bits in known), key=lambda bits: bits.value or 0.0)
    limit = lowest.high if lowest.high is not None else lowest.value or 0.0
    near = [one for one, bits in known if (bits.value or 0.0) <= limit]
    return min(near, key=lambda one: (sum(_rank(near, one, id) for id in ("context_gain", "author_auc")), one.step))


def take(checkpoint: Checkpoint, folder: Path) -> None:
    """Put the adapter of a checkpoint in the place of what was trained; raises UsageError where it is no adapter."""
    if not (is_adapter(checkpoint.path) and is_adapter(folder / MODEL)):
        raise UsageError("only an adapter can be put in the place of another one", file=str(checkpoint.path))
    for name in _WEIGHTS:
        beside = folder / MODEL / f".{name}.new"
        shutil.copyfile(checkpoint.path / name, beside)
        beside.replace(folder / MODEL / name)


def figure_of(evaluation: Evaluation, id: str) -> Figure | None:
    """A figure that was measured."""
    found = (figure for result in evaluation.results for figure in result.figures)
    return next((figure for figure in found if figure.id == id and figure.value is not None), None)


def _rank(near: Sequence[Checkpoint], one: Checkpoint, id: str) -> int:
    """How many of the others are better by a figure; 0 where it was not measured."""
    own = figure_of(one.evaluation, id)
    values = [figure.value for other in near if (figure := figure_of(other.evaluation, id)) is not None]
    return 0 if own is None else sum((value or 0.0) > (own.value or 0.0) for value in values)
