"""All checkpoints of a training run over steps, and which of them to take: not by the loss alone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..chat.devices import Device
from ..errors import SimulacrumError, UsageError
from ..plugin.contracts import MODEL
from ..plugin.registry import Registry
from ..training.losses import By, checkpoints
from ..training.model_folder import is_adapter
from . import likelihood, listening
from .evaluate import Watcher, evaluate
from .figures import Evaluation, Figure
from .statistics import mean
from .style import EMBEDDING
from .verifiers import VERIFIERS

USUAL = (likelihood.ID, listening.ID)
_STYLES = (*VERIFIERS, EMBEDDING[0])
_KINDS = {"listening": ("context_gain",), "voice": ("author_auc", *_STYLES)}
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
    told, measured, chosen = watcher or Watcher(), list[Checkpoint](), list(dict.fromkeys([*USUAL, *metrics]))
    for step, path in found.items():
        told.say(f"Step {step:,}")
        try:
            result = evaluate(folder, path, quick=quick, metrics=chosen, **shared)
        except UsageError:
            raise
        except SimulacrumError as error:
            # One that is damaged or came apart is no reason to know nothing of the others.
            if step == max(found) and not measured:
                raise
            told.say(f"Step {step:,} cannot be measured: {error}")
            continue
        measured.append(Checkpoint(step, path, result))
    return measured


def recommended(measured: Sequence[Checkpoint], by: By = "both") -> Checkpoint | None:
    """Of the checkpoints whose bits per byte are not clearly above the lowest, the best one by what was chosen.

    Listening is the context gain; voice is the AUC and what each style verifier says. Figures count by ranks, those of
    listening together as much as those of voice; what was not measured does not count. None where nothing was measured.
    """
    known = [(one, bits) for one in measured if (bits := figure_of(one.evaluation, "bits_per_byte")) is not None]
    if not known:
        return None
    lowest = min((bits for _, bits in known), key=lambda bits: bits.value or 0.0)
    limit = lowest.high if lowest.high is not None else lowest.value or 0.0
    near = [one for one, bits in known if (bits.value or 0.0) <= limit]
    kinds = _KINDS.values() if by == "both" else [_KINDS[by]]
    shown = [[id for id in ids if any(_goodness(one, id) is not None for one in near)] for ids in kinds]
    return min(near, key=lambda one: (sum(_mean_rank(near, one, ids) for ids in shown if ids), one.step))


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


def _mean_rank(near: Sequence[Checkpoint], one: Checkpoint, ids: Sequence[str]) -> float:
    return mean(_rank(near, one, id) for id in ids)


def _rank(near: Sequence[Checkpoint], one: Checkpoint, id: str) -> int:
    """How many of the others are better by a figure; 0 where it was not measured."""
    own = _goodness(one, id)
    values = [value for other in near if (value := _goodness(other, id)) is not None]
    return 0 if own is None else sum(value > own for value in values)


def _goodness(one: Checkpoint, id: str) -> float | None:
    """A figure, the higher the better; of a verifier how near it is to the person's own text."""
    found = figure_of(one.evaluation, id)
    if found is None or found.value is None:
        return None
    return -abs(1.0 - found.value) if id in _STYLES else found.value
