"""The numbers of a training run that suit a dataset: from how much there is to train on, and how wide the model is."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import msgspec

RANK = 16
"""Of an adapter on all linear layers: it has more parameters than the data of any one person has tokens."""
WIDE = 4096
"""The width that is assumed of a model whose config is not at hand: that of models of 7 and 8 billion parameters."""

_FEWEST_STEPS, _MOST_EPOCHS = 60, 4
_FEW_EXAMPLES, _MANY_EXAMPLES = 2_000, 20_000
_MANY_TOKENS = 2_000_000
_HIGHEST_RATE = 1e-3
_SIZE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)([bBmM])(?![a-zA-Z])")


class Suited(msgspec.Struct, frozen=True):
    """`rows` examples change the weights once; `rate` is the peak of the schedule, `rank` and `alpha` the adapter's."""

    epochs: int
    rows: int
    rate: float
    rank: int = RANK
    alpha: int = 2 * RANK


def suited(examples: int, trained_tokens: int, hidden: int = WIDE) -> Suited:
    """The numbers for a dataset of so many examples, on a model of this hidden size; docs/guide.md has the reasons."""
    rows = 4 if examples < _FEW_EXAMPLES else 8 if examples < _MANY_EXAMPLES else 16
    an_epoch = max(math.ceil(examples / rows), 1)
    epochs = 1 if trained_tokens > _MANY_TOKENS else min(max(2, math.ceil(_FEWEST_STEPS / an_epoch)), _MOST_EPOCHS)
    return Suited(epochs, rows, rate(hidden))


def rate(hidden: int) -> float:
    """The learning rate of LoRA by the model's width, after Schulman et al., LoRA Without Regret (2025); two digits."""
    return float(f"{min(5e-4 * (2000 / max(hidden, 1)) ** 0.781, _HIGHEST_RATE):.1e}")


def hidden_size(place: str | Path) -> int:
    """The width of a model: by its config if it is a folder here, else by the size in its name, else `WIDE`."""
    try:
        config = json.loads((Path(place) / "config.json").read_bytes())
        width: int = int((config.get("text_config") or config)["hidden_size"])
        return width
    except (OSError, LookupError, TypeError, ValueError, AttributeError):
        pass
    found = _SIZE.search(str(place).rpartition("/")[2])
    billions = float(found[1]) * (1 if found[2] in "bB" else 1e-3) if found else 8.0
    # Width and depth grow alike, so that the width goes by the third root of the parameters.
    return round(WIDE * math.cbrt(billions / 8))
