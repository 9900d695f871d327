"""The trainer: LoRA with transformers and PEFT."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from simulacrum_core.training import LoraJob, LoraTrainer


class RawTrainer(LoraTrainer):
    """LoRA with transformers and PEFT in this process, on a GPU (CUDA, MPS) or the CPU."""

    name: ClassVar[str] = "raw"
    libraries: ClassVar[tuple[str, ...]] = ("torch", "transformers", "peft", "accelerate")
    extra: ClassVar[str] = "raw"

    keep: int = Field(default=2, ge=2, description="Checkpoints that are kept, for `evaluate --checkpoints` to choose.")

    def needed(self) -> list[tuple[str, str]]:
        """Quantized weights need a library more."""
        return [*super().needed(), *([("bitsandbytes", "qlora")] if self.quantize else [])]

    def run(self, job: LoraJob) -> Path:
        """Train in this process."""
        # One GPU: a second one would see other batches, and the steps would not be those that were planned.
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "0")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from .run import run

        return run(job, self, self.keep)
