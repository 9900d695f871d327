"""The trainer: LoRA and QLoRA with mlx-lm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from simulacrum_core import Manifest
from simulacrum_core.training import LoraJob, LoraTrainer, base_name

from .choice import is_apple, is_there
from .memory import memory_line


class MlxTrainer(LoraTrainer):
    """LoRA and QLoRA with MLX in this process, on a Mac with Apple silicon, or on the CPU of a Linux machine."""

    name: ClassVar[str] = "mlx"
    libraries: ClassVar[tuple[str, ...]] = ("mlx", "mlx_lm")
    extra: ClassVar[str] = "mlx"

    @classmethod
    def suits(cls, manifest: Manifest) -> bool:
        """A Mac with Apple silicon, which has no CUDA, where mlx-lm is installed; it applies no chat template."""
        return is_apple() and is_there() and not manifest.template.wrapped

    def plan(self, dataset: Path) -> list[str]:
        """What the run would start from, its numbers, and the memory that it would take."""
        manifest, lines = Manifest.load(dataset), super().plan(dataset)
        base, longest = base_name(self.base_model, dataset, manifest), manifest.statistics.longest
        return [*lines, memory_line(base, dataset, self.bits, self.lora_r, self.batch, longest)]

    def run(self, job: LoraJob) -> Path:
        """Train in this process."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from .run import run

        return run(job, self)
