"""The door for trainers: checkpoints, losses, and what a model's folder holds."""

from __future__ import annotations

from .base_model import base_model, copy_tokenizer
from .job import LoraJob, TokenRow
from .lora_options import LoraOptions
from .lora_trainer import LoraTrainer
from .loss_curve import loss_lines
from .losses import Loss, best, checkpoints, logged_losses, read_losses
from .model_folder import base_model_of, is_adapter, trained_folder
from .model_tokenizer import check_same_tokens, model_tokenizer
from .run_watch import RunWatch
from .schedule import Schedule

__all__ = [
    "LoraJob",
    "LoraOptions",
    "LoraTrainer",
    "Loss",
    "RunWatch",
    "Schedule",
    "TokenRow",
    "base_model",
    "base_model_of",
    "best",
    "check_same_tokens",
    "checkpoints",
    "copy_tokenizer",
    "is_adapter",
    "logged_losses",
    "loss_lines",
    "model_tokenizer",
    "read_losses",
    "trained_folder",
]
