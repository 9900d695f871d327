"""The door for trainers: checkpoints, losses, configs, memory, and what a model's folder holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..doors import door

if TYPE_CHECKING:
    from .axolotl_yml import RowKeys, axolotl_config, yaml_string
    from .base_model import base_name, copy_tokenizer, find_base_model
    from .fit import check_fit
    from .job import LoraJob, TokenRow
    from .lora import OF_CARD, PATIENCE, LoraExporter, Numbers
    from .lora_options import LoraOptions
    from .lora_trainer import LoraTrainer
    from .loss_curve import loss_lines
    from .losses import Loss, best, checkpoints, logged_losses, read_losses
    from .memory import model_shape, need
    from .model_folder import base_model_of, is_adapter, trained_folder
    from .notebook import Cell, training_notebook
    from .numbers import hidden_size, suited
    from .one_run import running_training
    from .run_progress import RunProgress, read_run_progress, seconds_left
    from .run_watch import RunWatch
    from .same_tokens import check_same_tokens, model_tokenizer
    from .schedule import Schedule

__all__ = [
    "OF_CARD",
    "PATIENCE",
    "Cell",
    "LoraExporter",
    "LoraJob",
    "LoraOptions",
    "LoraTrainer",
    "Loss",
    "Numbers",
    "RowKeys",
    "RunProgress",
    "RunWatch",
    "Schedule",
    "TokenRow",
    "axolotl_config",
    "base_model_of",
    "base_name",
    "best",
    "check_fit",
    "check_same_tokens",
    "checkpoints",
    "copy_tokenizer",
    "find_base_model",
    "hidden_size",
    "is_adapter",
    "logged_losses",
    "loss_lines",
    "model_shape",
    "model_tokenizer",
    "need",
    "read_losses",
    "read_run_progress",
    "running_training",
    "seconds_left",
    "suited",
    "trained_folder",
    "training_notebook",
    "yaml_string",
]

_PLACES = {
    "axolotl_yml": "RowKeys axolotl_config yaml_string",
    "base_model": "base_name copy_tokenizer find_base_model",
    "fit": "check_fit",
    "job": "LoraJob TokenRow",
    "lora": "OF_CARD PATIENCE LoraExporter Numbers",
    "lora_options": "LoraOptions",
    "lora_trainer": "LoraTrainer",
    "loss_curve": "loss_lines",
    "losses": "Loss best checkpoints logged_losses read_losses",
    "memory": "model_shape need",
    "model_folder": "base_model_of is_adapter trained_folder",
    "notebook": "Cell training_notebook",
    "numbers": "hidden_size suited",
    "one_run": "running_training",
    "run_progress": "RunProgress read_run_progress seconds_left",
    "run_watch": "RunWatch",
    "same_tokens": "check_same_tokens model_tokenizer",
    "schedule": "Schedule",
}
__getattr__, __dir__ = door(__name__, _PLACES)
