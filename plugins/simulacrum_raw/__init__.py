"""Token ids and labels that any trainer takes as they are, and a LoRA training run with transformers and PEFT."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Exporter, Trainer, hookimpl

from .exporter import RawExporter
from .lora import RawTrainer


@hookimpl
def register_exporters() -> Sequence[type[Exporter]]:
    return [RawExporter]


@hookimpl
def register_trainers() -> Sequence[type[Trainer]]:
    return [RawTrainer]
