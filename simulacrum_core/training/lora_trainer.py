"""What trainers of LoRA share: what is planned, and what has to be there before the heavy libraries are loaded."""

from __future__ import annotations

from abc import abstractmethod
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from ..dataset.manifest import Manifest
from ..dataset.rows import read_rows
from ..errors import DatasetError, MissingExtraError, UsageError
from ..plugin.registry import Registry
from ..tokens.tokenizers import Tokenizer
from .base_model import Base, base_name, find_base_model, text_tokenizer
from .job import LoraJob, TokenRow, newest_checkpoint, row_of
from .lora_options import LoraOptions
from .schedule import Schedule, schedule


class LoraTrainer(LoraOptions):
    """Base of trainers of LoRA in this process, on template-free rows of any exporter.

    `libraries` are those that have to be there, `extra` installs them.
    """

    libraries: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str]

    @abstractmethod
    def run(self, job: LoraJob) -> Path:
        """Train; the adapter of the lowest validation loss, or of the last step, is in the folder that is returned.

        Raises KeyboardInterrupt where it was interrupted, after a checkpoint was kept.
        """

    def train(self, dataset: Path) -> Path:
        """Train on the segments of a dataset, whatever exporter wrote them; returns the folder of the adapter."""
        for library in self.libraries:
            if find_spec(library) is None:
                raise MissingExtraError(library, self.extra)
        manifest, output = Manifest.load(dataset), self.output(dataset)
        base = self._base(dataset, manifest)
        last = self._last(output)
        tokenizer = text_tokenizer(self.base_model, base, dataset, manifest)
        rows = _rows(dataset, manifest, tokenizer)
        job = LoraJob(base, rows, self._schedule(len(rows["train"])), output, last, manifest.recipe.seed)
        return self.run(job)

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

    def _base(self, dataset: Path, manifest: Manifest) -> Base:
        return find_base_model(base_name(self.base_model, dataset, manifest), dataset, download=self.download)

    def _schedule(self, rows: int) -> Schedule:
        return schedule(rows, self.batch, self.accumulation, self.epochs, self.max_steps, self.warmup, self.eval_steps)

    def _last(self, output: Path) -> Path | None:
        """The checkpoint to go on from; raises UsageError where there is none."""
        if not self.resume:
            return None
        last = newest_checkpoint(output)
        if last is None:
            raise UsageError("there is no checkpoint to go on from", file=str(output), remedy="Train without --resume")
        return last


def _rows(dataset: Path, manifest: Manifest, tokenizer: Tokenizer) -> dict[str, list[TokenRow]]:
    """The rows of each split as token ids; raises SimulacrumError where they are no rows to train on."""
    exporter = Registry.installed().exporter_of(manifest)
    if not exporter.layout.template_free:
        raise UsageError(
            f"the exporter {exporter.name} lays its rows out for another trainer",
            file=str(dataset),
            remedy="Convert again with --to raw",
        )
    rows: dict[str, list[TokenRow]] = {"train": [], "validation": []}
    for row in read_rows(dataset, manifest, exporter.segments):
        if row.example is None:
            raise DatasetError(row.problem, file=str(dataset / row.file), line=row.line)
        rows[row.split].append(row_of(row.example.segments, tokenizer))
    return rows
