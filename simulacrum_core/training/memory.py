"""How much GPU memory training needs: an estimate by a stated formula, from the base model's config."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

GIGA = 1e9
_OVERHEAD = 1.0
_BYTES = {None: 2, 8: 1.05, 4: 0.55}
"""Bytes of a weight in so many bits; 64 weights share a constant, which is quantized as well."""
_SIZE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)([bBmM])(?![a-zA-Z])")


class Shape(msgspec.Struct, frozen=True):
    """The sizes of a language model that memory depends on; `linear` holds the parameters of its linear layers."""

    parameters: float
    linear: float
    # The sum of both sides of all linear layers: an adapter of rank r has r times as many parameters.
    sides: float
    layers: int
    hidden: int
    vocabulary: int

    def scaled(self, parameters: float) -> Shape:
        """A model of this family with another number of parameters: width and depth grow alike."""
        factor = parameters / self.parameters
        root = factor ** (1 / 3)
        hidden = round(self.hidden * root)
        # Embeddings grow with the width alone; those of a small model are most of it.
        tables = min(2 * self.vocabulary * hidden, parameters / 2)
        layers = max(round(self.layers * root), 1)
        return Shape(parameters, parameters - tables, self.sides * root * root, layers, hidden, self.vocabulary)


class Need(msgspec.Struct, frozen=True):
    """Gigabytes that training takes at its peak, by what takes them."""

    weights: float
    adapter: float
    activations: float
    overhead: float = _OVERHEAD

    @property
    def total(self) -> float:
        return self.weights + self.adapter + self.activations + self.overhead

    def __str__(self) -> str:
        return (
            f"about {self.total:.1f} GB: weights {self.weights:.1f}, adapter and optimizer {self.adapter:.1f}, "
            f"activations {self.activations:.1f}, CUDA {self.overhead:.1f}"
        )


def need(shape: Shape, *, bits: int | None, is_8bit_optimizer: bool, rank: int, batch: int, length: int) -> Need:
    """The memory for LoRA with gradient checkpointing on rows of `length` tokens, `batch` of them at once.

    Weights take 2 bytes a parameter; in 4 or 8 bits the linear layers take 0.55 or 1.05 and the embeddings stay. Each
    parameter of the adapter takes 4 bytes, its gradient 4, AdamW 8 more, or 2 in 8 bits. For each token one hidden
    state a layer is kept (2 bytes a number), one layer is computed again (about 34 bytes a number), and the logits
    stand there in half and full precision with their gradient (10 bytes a number).
    """
    rest = shape.parameters - shape.linear
    weights = 2 * rest + _BYTES[bits] * shape.linear
    adapter = rank * shape.sides * (4 + 4 + (2 if is_8bit_optimizer else 8))
    kept = 2 * shape.layers * shape.hidden + 34 * shape.hidden + 10 * shape.vocabulary
    return Need(weights / GIGA, adapter / GIGA, batch * length * kept / GIGA)


def shape_of(config: dict[str, Any]) -> Shape:
    """The sizes in a `config.json` of a Llama-like model; raises LookupError, TypeError or ValueError for others."""
    if any("expert" in key for key in config):
        raise ValueError("a mixture of experts")
    hidden, layers = int(config["hidden_size"]), int(config["num_hidden_layers"])
    inner, vocabulary = int(config["intermediate_size"]), int(config["vocab_size"])
    heads = int(config["num_attention_heads"])
    head = int(config.get("head_dim") or hidden // heads)
    asked, told = heads * head, int(config.get("num_key_value_heads") or heads) * head
    linear = layers * (2 * hidden * asked + 2 * hidden * told + 3 * hidden * inner)
    sides = layers * (2 * (hidden + asked) + 2 * (hidden + told) + 3 * (hidden + inner))
    tables = vocabulary * hidden * (1 if config.get("tie_word_embeddings") else 2)
    return Shape(linear + tables, linear, sides, layers, hidden, vocabulary)


# Llama 3.1 8B, by its config: what is assumed of models whose config is not at hand.
ASSUMED = shape_of(
    {
        "hidden_size": 4096,
        "num_hidden_layers": 32,
        "intermediate_size": 14336,
        "vocab_size": 128256,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
    }
)


ASSUMED_SIZE = "assumed"


def model_shape(base_model: str, folder: Path) -> tuple[Shape, str]:
    """The sizes of a base model that a dataset in `folder` names, and where they are known from.

    A model that is not on this disk is judged by the size in its name, else taken for one of 8 billion parameters.
    """
    try:
        config = json.loads((folder / base_model / "config.json").read_bytes())
        return shape_of(config.get("text_config") or config), "by its config.json"
    except (OSError, LookupError, TypeError, ValueError, AttributeError):
        pass
    if found := _SIZE.search(base_model.rpartition("/")[2]):
        return ASSUMED.scaled(float(found[1]) * (GIGA if found[2] in "bB" else 1e6)), "by its name"
    return ASSUMED, ASSUMED_SIZE
