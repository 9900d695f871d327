"""axolotl: its `input_output` datasets, with the config that trains on them, and the trainer that runs it."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Exporter, Trainer, hookimpl

from .exporter import AxolotlExporter
from .trainer import AxolotlTrainer


@hookimpl
def register_exporters() -> Sequence[type[Exporter]]:
    return [AxolotlExporter]


@hookimpl
def register_trainers() -> Sequence[type[Trainer]]:
    return [AxolotlTrainer]
