"""What trainers of LoRA share: what is planned, and what has to be there before the heavy libraries are loaded."""

from __future__ import annotations

from abc import abstractmethod
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from ..dataset.folder import located
from ..dataset.manifest import Manifest
from ..dataset.rows import read_rows
from ..errors import DatasetError, MissingExtraError, UsageError
from ..plugin.contracts import Exporter
from ..plugin.registry import Registry
from ..tokens.tokenizers import Tokenizer
from .base_model import Base, base_name, find_base_model, is_to_fetch, text_tokenizer
from .fit import check_fit, told_sizes
from .job import LoraJob, TokenRow, row_of
from .lora_options import LoraOptions
from .losses import checkpoints
from .replay import check_replay, replayed


class LoraTrainer(LoraOptions):
    """Base of trainers of LoRA in this process, on template-free rows of any exporter.

    `libraries` are those that have to be there, `extra` installs them.
    """

    libraries: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str]

    def needed(self) -> list[tuple[str, str]]:
        """The libraries that this run needs, each with the extra that brings it."""
        return [(library, self.extra) for library in self.libraries]

    @abstractmethod
    def run(self, job: LoraJob) -> Path:
        """Train; the adapter of the lowest validation loss, or of the last step, is in the folder that is returned.

        Raises KeyboardInterrupt where it was interrupted, after a checkpoint was kept.
        """

    def train(self, dataset: Path) -> Path:
        """Train on the segments of a dataset, whatever exporter wrote them; returns the folder of the adapter."""
        self._require_libraries()
        return self.run(self._job(dataset))

    def require(self, dataset: Path) -> None:
        """All that comes before the run itself, but for what a base model has to be downloaded for."""
        self._require_libraries()
        name = base_name(self.base_model, dataset, Manifest.load(dataset))
        if not (self.download and is_to_fetch(name, dataset)):
            self._job(dataset)

    def _require_libraries(self) -> None:
        for library, extra in self.needed():
            if find_spec(library) is None:
                raise MissingExtraError(library, extra)

    def _job(self, dataset: Path) -> LoraJob:
        """What is to be run; raises SimulacrumError where it cannot be."""
        manifest, output = Manifest.load(dataset), self.output(dataset)
        base = self._base(dataset, manifest)
        last = self._last(output)
        tokenizer = text_tokenizer(self.base_model, base, dataset, manifest)
        rows = _rows(dataset, manifest, tokenizer)
        if self.replay:
            rows["train"] += replayed(self.replay, rows["train"], self.replay_share, tokenizer, manifest)
        chosen = self.filled(manifest, base.folder)
        schedule = chosen.schedule(len(rows["train"]))
        numbers = chosen.accumulation or 1, chosen.learning_rate or 0.0
        job = LoraJob(base, rows, schedule, *numbers, output, last, manifest.recipe.seed)
        check_fit(job, *told_sizes(base.folder))
        return job

    def plan(self, dataset: Path) -> list[str]:
        """What the run would start from, and its numbers; raises SimulacrumError where it could not start."""
        manifest = Manifest.load(dataset)
        _exporter(dataset, manifest)
        if self.replay:
            check_replay(self.replay)
        self._last(self.output(dataset))
        examples = manifest.statistics.examples
        name = base_name(self.base_model, dataset, manifest)
        place = Path(located(name, dataset)).expanduser()
        chosen, why = self.filled(manifest, place), self.reasons(manifest, place)
        plan = chosen.schedule(examples.get("train", 0))
        held_out = examples.get("validation", 0)
        stops = f"stops after {self.patience} without a lower loss" if self.patience and held_out else "no early stop"
        replay = [f"replay: {self.replay}, {self.replay_share:g} of the trained tokens more"] if self.replay else []
        bits = f" on weights of {self.bits} bits" if self.bits else ""
        return [
            f"base model: {name}",
            f"examples: {examples.get('train', 0):,} train, {held_out:,} validation",
            f"steps: {plan.steps:,} of {chosen.rows} examples, epochs {chosen.epochs:g}, {plan.warmup:,} to warm up, "
            f"learning rate {chosen.learning_rate:g}, seed {manifest.recipe.seed}",
            *([f"why: {why}"] if why else []),
            f"evaluation and checkpoint: every {plan.every:,} steps; {stops}",
            f"adapter: LoRA of rank {self.lora_r}, alpha {self.alpha}{bits}, into {self.output(dataset)}",
            *replay,
        ]

    def _base(self, dataset: Path, manifest: Manifest) -> Base:
        return find_base_model(base_name(self.base_model, dataset, manifest), dataset, download=self.download)

    def _last(self, output: Path) -> Path | None:
        """The checkpoint to go on from; raises UsageError where there is none."""
        if not self.resume:
            return None
        kept = list(checkpoints(output).values())
        if not kept:
            raise UsageError("there is no checkpoint to go on from", file=str(output), remedy="Train without --resume")
        return kept[-1]


def _rows(dataset: Path, manifest: Manifest, tokenizer: Tokenizer) -> dict[str, list[TokenRow]]:
    """The rows of each split as token ids; raises SimulacrumError where they are no rows to train on."""
    exporter = _exporter(dataset, manifest)
    rows: dict[str, list[TokenRow]] = {"train": [], "validation": []}
    for row in read_rows(dataset, manifest, exporter.segments):
        if row.example is None:
            raise DatasetError(row.problem, file=str(dataset / row.file), line=row.line)
        rows[row.split].append(row_of(row.example.segments, tokenizer))
    return rows


def _exporter(dataset: Path, manifest: Manifest) -> Exporter:
    """The exporter that wrote it; raises UsageError where its rows are for other trainers."""
    exporter = Registry.installed().exporter_of(manifest)
    if not exporter.layout.template_free:
        raise UsageError(
            f"the exporter {exporter.name} lays its rows out for another trainer",
            file=str(dataset),
            remedy="Convert again with --to raw",
        )
    return exporter
