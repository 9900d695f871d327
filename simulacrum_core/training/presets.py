"""Numbers for a GPU by its memory, from 8 to 80 GB: adapter, batch, optimizer, packing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from .memory import Need, Shape, need

Gpu = Literal["8", "12", "16", "24", "48", "80"]
_SPARE = 0.95
_PACKING = 24
_PACKED_STEPS = 100


class Preset(msgspec.Struct, frozen=True):
    """What depends on the card; `batch` examples at once, `accumulation` times before the weights change."""

    adapter: str
    batch: int
    accumulation: int
    optimizer: str
    packing: bool = False


DEFAULT = Preset("lora", 2, 2, "adamw_torch")
PRESETS: dict[str, Preset] = {
    "8": Preset("qlora", 1, 4, "adamw_8bit"),
    "12": Preset("qlora", 2, 2, "adamw_8bit"),
    "16": Preset("qlora", 4, 1, "adamw_8bit"),
    "24": Preset("lora", 2, 2, "adamw_8bit"),
    "48": Preset("lora", 4, 1, "adamw_torch"),
    "80": Preset("lora", 8, 1, "adamw_torch"),
}
"""With the accumulation of a small dataset, whose weights change after 4 examples."""


def with_rows(preset: Preset, rows: int) -> Preset:
    """The preset with which so many examples change the weights, so that the card does not decide what is learned."""
    batch = min(preset.batch, rows)
    return msgspec.structs.replace(preset, batch=batch, accumulation=rows // batch)


def fitted(gpu: Gpu, shape: Shape, rank: int, longest: int, budget: int, tokens: int, rows: int) -> Preset:
    """The preset of a card, made smaller until the model fits; the smallest where it does not.

    `longest` is the longest example and `tokens` are all of the dataset: rows are padded to the longest, or packed to
    the budget where enough steps are left then. `rows` of them change the weights.
    """
    packing = int(gpu) >= _PACKING and tokens >= _PACKED_STEPS * rows * budget
    whole = msgspec.structs.replace(with_rows(PRESETS[gpu], rows), packing=packing)
    smaller = whole
    for smaller in _smaller(whole, rows):
        if needed(smaller, shape, rank, budget if packing else longest).total <= int(gpu) * _SPARE:
            break
    return smaller


def needed(preset: Preset, shape: Shape, rank: int, length: int) -> Need:
    """The memory that a preset takes on rows of `length` tokens."""
    return need(
        shape,
        bits=4 if preset.adapter == "qlora" else None,
        is_8bit_optimizer=preset.optimizer == "adamw_8bit",
        rank=rank,
        batch=preset.batch,
        length=length,
    )


def _smaller(preset: Preset, rows: int) -> Iterator[Preset]:
    """The preset, then with fewer examples at once, then in 4 bits."""
    adapters = ["lora", "qlora"] if preset.adapter == "lora" else ["qlora"]
    for adapter in adapters:
        batch = preset.batch
        while batch:
            yield msgspec.structs.replace(preset, adapter=adapter, batch=batch, accumulation=rows // batch)
            batch //= 2
