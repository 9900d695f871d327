"""Activations that are computed a second time instead of kept, with the same dropout as the first time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import mlx.core as mx

_SEEDS = (1 << 31) - 1


@contextlib.contextmanager
def recomputed(model: Any) -> Iterator[None]:
    """Within, each layer keeps its input alone until the gradients are computed, which saves most of the memory.

    mlx-lm's `grad_checkpoint` draws another dropout the second time: these gradients are of no loss that there was.
    """
    # A call looks its method up in the class.
    plain = {block: block.__call__ for block in {type(layer) for layer in model.layers}}
    for block, method in plain.items():
        block.__call__ = _checkpointed(method)
    try:
        yield
    finally:
        for block, method in plain.items():
            block.__call__ = method


def _checkpointed(method: Callable[..., Any]) -> Callable[..., Any]:
    def called(layer: Any, *arguments: Any, **named: Any) -> Any:
        seed, rest = mx.random.randint(0, _SEEDS, (2,)).tolist()

        def inner(weights: Any, *arguments: Any, **named: Any) -> Any:
            mx.random.seed(seed)
            layer.update(weights)
            return method(layer, *arguments, **named)

        made = mx.checkpoint(inner)(layer.trainable_parameters(), *arguments, **named)
        mx.random.seed(rest)
        return made

    return called
