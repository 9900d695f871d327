"""LoRA and QLoRA with Apple's MLX: a trainer, an exporter for mlx-lm, and a model that talks without PyTorch."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Exporter, Trainer, hookimpl

from .exporter import MlxExporter
from .trainer import MlxTrainer


@hookimpl
def register_exporters() -> Sequence[type[Exporter]]:
    return [MlxExporter]


@hookimpl
def register_trainers() -> Sequence[type[Trainer]]:
    return [MlxTrainer]
