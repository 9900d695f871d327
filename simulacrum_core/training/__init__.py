"""The door for trainers: checkpoints, losses, configs, memory, and what a model's folder holds."""

from __future__ import annotations

from .axolotl_yml import RowKeys, axolotl_config, yaml_string
from .base_model import copy_tokenizer
from .job import LoraJob, TokenRow
from .lora import OF_CARD, PATIENCE, LoraExporter, Numbers
from .lora_options import LoraOptions
from .lora_trainer import LoraTrainer
from .loss_curve import loss_lines
from .losses import Loss, best, checkpoints, logged_losses, read_losses
from .memory import model_shape, need
from .model_folder import base_model_of, is_adapter, trained_folder
from .numbers import hidden_size, suited
from .run_watch import RunWatch
from .schedule import Schedule

__all__ = [
    "OF_CARD",
    "PATIENCE",
    "LoraExporter",
    "LoraJob",
    "LoraOptions",
    "LoraTrainer",
    "Loss",
    "Numbers",
    "RowKeys",
    "RunWatch",
    "Schedule",
    "TokenRow",
    "axolotl_config",
    "base_model_of",
    "best",
    "checkpoints",
    "copy_tokenizer",
    "hidden_size",
    "is_adapter",
    "logged_losses",
    "loss_lines",
    "model_shape",
    "need",
    "read_losses",
    "suited",
    "trained_folder",
    "yaml_string",
]
