"""The trainer: LoRA and QLoRA with mlx-lm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from simulacrum_core.training import LoraJob, LoraTrainer


class MlxTrainer(LoraTrainer):
    """LoRA and QLoRA with MLX in this process, on a Mac with Apple silicon, or on the CPU of a Linux machine."""

    name: ClassVar[str] = "mlx"
    libraries: ClassVar[tuple[str, ...]] = ("mlx", "mlx_lm")
    extra: ClassVar[str] = "mlx"

    def run(self, job: LoraJob) -> Path:
        """Train in this process."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from .run import run

        return run(job, self)
