"""How much of a Mac's memory training takes: what MLX holds, by the formula of the core, and what is there."""

from __future__ import annotations

import json
import os
from pathlib import Path

from simulacrum_core.training import model_shape, need

from .model import is_quantised

_GIGA = 1e9
_PLAIN = 2.0
_SHARE = 0.75
"""What macOS lets a GPU take of the memory, about."""


def memory_line(base: str, dataset: Path, bits: int | None, rank: int, batch: int, length: int) -> str:
    """The estimated need, by what takes it, for rows of `length` tokens; says where it is too much for this machine."""
    shape, known = model_shape(base, dataset)
    found = need(shape, bits=None, is_8bit_optimizer=False, rank=rank, batch=batch, length=length)
    weights = shape.parameters * _bytes(dataset / base, bits) / _GIGA
    total = weights + found.adapter + found.activations
    size = f"{shape.parameters / _GIGA:.1f} billion parameters, {known}"
    line = (
        f"memory: about {total:.1f} GB ({size}): weights {weights:.1f}, adapter and optimizer {found.adapter:.1f}, "
        f"activations {found.activations:.1f}"
    )
    there = _here()
    if there and total > there * _SHARE:
        return f"{line}; too much for the {there:.0f} GB here, of which a GPU gets three quarters"
    return line


def _bytes(folder: Path, bits: int | None) -> float:
    """Bytes of a weight; of those in few bits, 64 share a scale and an offset of two bytes each."""
    try:
        config = json.loads((folder / "config.json").read_bytes())
        bits = config["quantization"]["bits"] if is_quantised(config) else bits
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return (bits + 0.5) / 8 if bits else _PLAIN


def _here() -> float:
    """The memory of this machine in GB; 0 where nothing tells it."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _GIGA
    except (AttributeError, OSError, ValueError):
        return 0.0
