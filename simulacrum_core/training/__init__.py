"""The door for trainers: checkpoints, losses, configs, memory, and what a model's folder holds."""

from __future__ import annotations

from .axolotl_yml import RowKeys, axolotl_config, yaml_string
from .lora import OF_CARD, PATIENCE, LoraExporter, Numbers
from .loss_curve import loss_lines
from .losses import Loss, best, checkpoints, logged_losses, read_losses
from .memory import model_shape, need
from .model_folder import base_model_of, is_adapter, trained_folder
from .notebook import Cell, training_notebook

__all__ = [
    "OF_CARD",
    "PATIENCE",
    "Cell",
    "LoraExporter",
    "Loss",
    "Numbers",
    "RowKeys",
    "axolotl_config",
    "base_model_of",
    "best",
    "checkpoints",
    "is_adapter",
    "logged_losses",
    "loss_lines",
    "model_shape",
    "need",
    "read_losses",
    "trained_folder",
    "training_notebook",
    "yaml_string",
]
