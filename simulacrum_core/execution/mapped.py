"""Doing one thing with every piece of some work, in all processes of a pool."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from .pool import Pool


def mapped(pool: Pool, do: Callable[..., Any], given: tuple[Any, ...], pieces: Iterable[Any]) -> Iterator[Any]:
    """What `do` gives for what is `given` and each piece, in their order; all of it is pickled."""
    data = pickle.dumps((do, given))
    for helper in pool.helpers():
        helper.ask(_prepare, data)
    return pool.done(_do, partial(do, *given), pieces)


# What follows runs in helpers.
_prepared: list[Callable[[Any], Any]] = []
"""What is done with every piece; what is given for it is too much to come with each."""


def _prepare(data: bytes) -> None:
    do, given = pickle.loads(data)
    _prepared[:] = [partial(do, *given)]


def _do(piece: Any) -> Any:
    return _prepared[0](piece)
