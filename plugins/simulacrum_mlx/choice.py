"""When MLX does the work, and when PyTorch does."""

from __future__ import annotations

import json
import platform
import sys
from importlib.util import find_spec
from pathlib import Path

from .model import is_quantised


def is_there() -> bool:
    """Whether mlx-lm is installed."""
    return find_spec("mlx_lm") is not None


def is_apple() -> bool:
    """Whether this is a Mac with Apple silicon, the machine that MLX is made for."""
    return sys.platform == "darwin" and platform.machine() == "arm64"


def has_torch() -> bool:
    """Whether PyTorch is installed."""
    return find_spec("torch") is not None


def only_mlx_reads(folder: Path) -> bool:
    """Whether the weights in a folder are in few bits of MLX's own."""
    try:
        return is_quantised(json.loads((folder / "config.json").read_bytes()))
    except (OSError, ValueError):
        return False
