"""The trainer: what can be chosen, what is planned, and what has to be there before the heavy libraries are loaded."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from simulacrum_core import DatasetError, Manifest, MissingExtraError, Registry, Tokenizer, UsageError
from simulacrum_core.dataset import read_rows

from .base import Base, base_model, base_name, text_tokenizer
from .job import Job, Row, checkpoint, row_of
from .notebook import notebook
from .options import Options
from .schedule import Schedule, schedule

_OF_THIS_RUN = {"resume", "verbose", "allow_config"}
_LIBRARIES = ("torch", "transformers", "peft", "accelerate")


class RawTrainer(Options):
    """LoRA with transformers and PEFT in this process, on a GPU (CUDA, MPS) or the CPU."""

    name: ClassVar[str] = "raw"

    def train(self, dataset: Path) -> Path:
        """Train on the segments of a dataset, whatever exporter wrote them; returns the folder of the adapter."""
        for library in _LIBRARIES:
            if find_spec(library) is None:
                raise MissingExtraError(library, "raw")
        manifest, output = Manifest.load(dataset), self.output(dataset)
        base = self._base(dataset, manifest)
        last = self._last(output)
        tokenizer = text_tokenizer(self.base_model, base, dataset, manifest)
        rows = _rows(dataset, manifest, tokenizer)
        job = Job(base, rows, self._schedule(len(rows["train"])), output, last, manifest.recipe.seed)
        # One GPU: a second one would see other batches, and the steps would not be those that were planned.
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "0")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from .run import run

        return run(job, self)

    def plan(self, dataset: Path) -> list[str]:
        """What the run would start from, and its numbers; raises SimulacrumError where it could not start."""
        manifest = Manifest.load(dataset)
        self._last(self.output(dataset))
        examples = manifest.statistics.examples
        plan = self._schedule(examples.get("train", 0))
        held_out = examples.get("validation", 0)
        stops = f"stops after {self.patience} without a lower loss" if self.patience and held_out else "no early stop"
        return [
            f"base model: {base_name(self.base_model, dataset, manifest)}",
            f"examples: {examples.get('train', 0):,} train, {held_out:,} validation",
            f"steps: {plan.steps:,} of {self.batch * self.accumulation} examples, {plan.warmup:,} to warm up, "
            f"learning rate {self.learning_rate:g}, seed {manifest.recipe.seed}",
            f"evaluation and checkpoint: every {plan.every:,} steps; {stops}",
            f"adapter: LoRA of rank {self.lora_r}, alpha {self.alpha}, into {self.output(dataset)}",
        ]

    def notebook(self, dataset: Path) -> str:
        """A notebook that trains with the same options; a base model that is no folder is downloaded there."""
        name = base_name(self.base_model, dataset, Manifest.load(dataset))
        chosen = {key: str(getattr(self, key)) for key in sorted(self.model_fields_set - _OF_THIS_RUN)}
        download = {} if (dataset / name).is_dir() or Path(name).is_dir() else {"download": "true"}
        return notebook(dataset.resolve().name, os.path.relpath(self.output(dataset), dataset), chosen | download)

    def _base(self, dataset: Path, manifest: Manifest) -> Base:
        return base_model(base_name(self.base_model, dataset, manifest), dataset, download=self.download)

    def _schedule(self, rows: int) -> Schedule:
        return schedule(rows, self.batch, self.accumulation, self.epochs, self.max_steps, self.warmup, self.eval_steps)

    def _last(self, output: Path) -> Path | None:
        """The checkpoint to go on from; raises UsageError where there is none."""
        if not self.resume:
            return None
        last = checkpoint(output)
        if last is None:
            raise UsageError("there is no checkpoint to go on from", file=str(output), remedy="Train without --resume")
        return last


def _rows(dataset: Path, manifest: Manifest, tokenizer: Tokenizer) -> dict[str, list[Row]]:
    """The rows of each split as token ids; raises SimulacrumError where they are no rows to train on."""
    exporter = Registry.installed().exporter_of(manifest)
    if not exporter.layout.template_free:
        raise UsageError(
            f"the exporter {exporter.name} lays its rows out for another trainer",
            file=str(dataset),
            remedy="Convert again with --to raw",
        )
    rows: dict[str, list[Row]] = {"train": [], "validation": []}
    for row in read_rows(dataset, manifest, exporter.segments):
        if row.example is None:
            raise DatasetError(row.problem, file=str(dataset / row.file), line=row.line)
        rows[row.split].append(row_of(row.example.segments, tokenizer))
    return rows
