"""The door for trainers: checkpoints, losses, and what a model's folder holds."""

from __future__ import annotations

from .loss_curve import loss_lines
from .losses import Loss, best, checkpoints, logged_losses, read_losses
from .model_folder import base_model_of, is_adapter, trained_folder
from .numbers import RANK, Numbers, hidden_size, suited

__all__ = [
    "RANK",
    "Loss",
    "Numbers",
    "base_model_of",
    "best",
    "checkpoints",
    "hidden_size",
    "is_adapter",
    "logged_losses",
    "loss_lines",
    "read_losses",
    "suited",
    "trained_folder",
]
