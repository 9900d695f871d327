"""Batches of ids and labels in MLX, the loss of their trained tokens, and which rows a step takes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from simulacrum_core.training import TokenRow

IGNORED = -100


def padded(rows: Sequence[TokenRow]) -> tuple[Any, Any]:
    """Ids and labels, every row filled up at its end to the longest one, with what is not trained on."""
    import mlx.core as mx

    longest = max(len(row["input_ids"]) for row in rows)

    def filled(key: str, filler: int) -> Any:
        return mx.array([[*row[key], *[filler] * (longest - len(row[key]))] for row in rows])

    return filled("input_ids", 0), filled("labels", IGNORED)


def loss_sum(model: Any, ids: Any, labels: Any) -> Any:
    """The loss of all trained tokens of a batch, added up, in nats. The first token of a row is foreseen by nothing."""
    import mlx.core as mx
    import mlx.nn as nn

    targets = labels[:, 1:]
    is_trained = targets != IGNORED
    losses = nn.losses.cross_entropy(model(ids[:, :-1]).astype(mx.float32), mx.where(is_trained, targets, 0))
    return (losses * is_trained).sum()


def trained_tokens(rows: Sequence[TokenRow]) -> int:
    """How many tokens of the rows have a loss."""
    return sum(label != IGNORED for row in rows for label in row["labels"][1:])


def rows_of_step(step: int, rows: Sequence[TokenRow], batch: int, accumulation: int, seed: int) -> list[list[TokenRow]]:
    """The batches of a step, from 0, without what came before it: each epoch has an order of its own, by the seed."""
    an_epoch = -(-len(rows) // (batch * accumulation))
    epoch, place = divmod(step, an_epoch)
    order = list(rows)
    random.Random(f"{seed}:{epoch}").shuffle(order)
    begin = place * batch * accumulation
    end = min(begin + batch * accumulation, len(order))
    return [order[first : min(first + batch, end)] for first in range(begin, end, batch)]
