"""The trainer: LoRA with transformers and PEFT."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

import click

from simulacrum_core import Manifest, printable
from simulacrum_core.dataset import located
from simulacrum_core.training import LoraJob, LoraTrainer, base_name, model_shape, need

from .card import require_card
from .notebook import notebook

_OF_THIS_RUN = {"resume", "verbose", "allow_config"}


class RawTrainer(LoraTrainer):
    """LoRA with transformers and PEFT in this process, on a GPU (CUDA, MPS) or the CPU."""

    name: ClassVar[str] = "raw"
    libraries: ClassVar[tuple[str, ...]] = ("torch", "transformers", "peft", "accelerate")
    extra: ClassVar[str] = "raw"

    def needed(self) -> list[tuple[str, str]]:
        """Quantized weights need a library more."""
        return [*super().needed(), *([("bitsandbytes", "qlora")] if self.quantize else [])]

    def plan(self, dataset: Path) -> list[str]:
        """What the run would start from, its numbers, and the memory of a GPU that it would take."""
        manifest = Manifest.load(dataset)
        shape, known = model_shape(base_name(self.base_model, dataset, manifest), dataset)
        found = need(
            shape,
            bits=self.bits,
            is_8bit_optimizer=False,
            rank=self.lora_r,
            batch=self.batch,
            length=manifest.statistics.longest,
        )
        size = f"{shape.parameters / 1e9:.1f} billion parameters, {known}"
        return [*super().plan(dataset), f"memory on a GPU ({size}): {found}"]

    def require(self, dataset: Path) -> None:
        """The card as well, where weights are to be quantized."""
        super().require(dataset)
        require_card(self.bits)

    def notebook(self, dataset: Path) -> str:
        """A notebook that trains with the same options; a base model that is no folder is downloaded there.

        One that is a folder has to be copied, which is told.
        """
        name = base_name(self.base_model, dataset, Manifest.load(dataset))
        chosen = {key: str(getattr(self, key)) for key in sorted(self.model_fields_set - _OF_THIS_RUN)}
        is_folder = name.startswith((".", "/", "~")) or Path(located(name, dataset)).is_dir()
        if is_folder:
            click.echo(f"The base model is a folder, {printable(name)}: copy it to the same place there.", err=True)
        download = {} if is_folder else {"download": "true"}
        output = os.path.relpath(self.output(dataset), dataset)
        libraries = ["simulacrum_core", *(library for library, _ in self.needed())]
        extra = "qlora" if self.quantize else self.extra
        folder = name if is_folder else None
        return notebook(dataset.resolve().name, output, chosen | download, libraries, extra, folder)

    def run(self, job: LoraJob) -> Path:
        """Train in this process."""
        # One GPU: a second one would see other batches, and the steps would not be those that were planned.
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "0")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from .run import run

        return run(job, self)
