"""Training on a dataset: `train`, and what is asked before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ..checks.rows import Check
from ..dataset.manifest import Manifest
from ..errors import DatasetError, UsageError
from ..plugin.contracts import MODEL, Trainer
from ..plugin.registry import Registry, configured
from ..terminal import printable
from ..training.losses import checkpoints
from ..training.model_folder import private_files
from ..training.one_run import one_run
from .checking import check


def train(
    folder: str | Path,
    trainer: str | Trainer | None = None,
    *,
    options: Mapping[str, str] | None = None,
    tokenizer: str | None = None,
    registry: Registry | None = None,
    on_row: Callable[[], None] = lambda: None,
) -> Path:
    """Train on a dataset and return the folder of the model; `options` are those of a trainer that is named.

    Without `trainer` it is the one that suits the machine: mlx on a Mac that has it, else axolotl.

    Raises DatasetError where a promise about the dataset is broken, UsageError where a model is there already and the
    trainer is not to resume, or another training of it runs. On KeyboardInterrupt the last checkpoint stays.
    """
    place, installed = Path(folder), registry or Registry.installed()
    given = list((options or {}).items())
    trainer = trainer or installed.trainer_for(Manifest.load(place))
    runner = configured(installed.trainer(trainer), given) if isinstance(trainer, str) else trainer
    check_for_training(place, tokenizer=tokenizer, registry=installed, on_row=on_row)
    with one_run(place), private_files(place / MODEL):
        check_output(runner.output(place), resume=runner.resume)
        return runner.train(place)


def check_for_training(
    folder: Path,
    *,
    tokenizer: str | None = None,
    registry: Registry | None = None,
    on_row: Callable[[], None] = lambda: None,
) -> Check:
    """What `check` finds; raises DatasetError where a promise is broken, before anything is spent on training."""
    result = check(folder, tokenizer=tokenizer, registry=registry, on_row=on_row)
    if result.fault_count:
        first = result.faults[0]
        raise DatasetError(
            f"{result.fault_count:,} promises about this dataset are broken, the first: {first.what}",
            file=str(folder / first.file),
            line=first.line,
            remedy=f"See `simulacrum check {folder}`",
        )
    return result


def check_output(output: Path, *, resume: bool) -> None:
    """Neither mix a new run into the checkpoints of another one, nor go on from nothing."""
    kept = checkpoints(output)
    if kept and not resume:
        raise UsageError(
            f"there is a model already, trained for {max(kept):,} steps",
            file=printable(str(output)),
            remedy="Pass --resume to go on with it, or move it away to start again",
        )
    if resume and not kept:
        raise UsageError(
            "there is no checkpoint to go on from", file=printable(str(output)), remedy="Train without --resume"
        )
