"""Lines of a PDF that run from right to left: their characters in the order in which they are read."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Collection, Iterator
from itertools import groupby, pairwise

_RIGHT = ("R", "AL")
_LEFT = ("L", "EN", "AN")
_FIRST_FROM_RIGHT = "\u0590"
_LONGEST = 2000


def in_reading_order(texts: list[str], xs: list[float]) -> list[int]:
    """The characters of a line as they are read; those of a line from right to left by their places.

    Letters that are one sign have the same place; they are in their order where the writer's was from left to right.
    """
    if not is_from_right(texts):
        return list(range(len(texts)))
    steps = [after - before for before, after in pairwise(xs) if after != before]
    sign = 1 if sum(step < 0 for step in steps) * 2 > len(steps) else -1
    order = sorted(range(len(texts)), key=lambda number: (xs[number], sign * number))
    return list(_with_numbers(order[::-1], texts))


def are_from_left(signs: Collection[str]) -> bool:
    """Whether none of some signs is read from the right."""
    return not any(_side(sign) == 1 for sign in signs)


def is_from_right(texts: list[str]) -> bool:
    """Whether most letters of a line are read from the right; longer than any line, it is left alone."""
    if max(texts, default="") < _FIRST_FROM_RIGHT:
        return False
    sides = list(map(_side, texts))
    return len(texts) < _LONGEST and sides.count(1) * 2 > len(sides) - sides.count(0)


@functools.lru_cache(maxsize=4096)
def _side(sign: str) -> int:
    """1 for a letter that is read from the right, -1 for one from the left and for digits, 0 for others."""
    kind = unicodedata.bidirectional(sign[:1])
    return 1 if kind in _RIGHT else -1 if kind in _LEFT else 0


def _with_numbers(order: list[int], texts: list[str]) -> Iterator[int]:
    """A line from right to left in which numbers and words from left to right are turned round again."""
    marks = [_side(texts[number]) for number in order]
    inner = [mark < 0 or (mark == 0 and _is_inside(marks, number)) for number, mark in enumerate(marks)]
    for is_left, run in groupby(zip(inner, order, strict=True), key=lambda pair: pair[0]):
        part = [number for _, number in run]
        yield from reversed(part) if is_left else part


def _is_inside(marks: list[int], number: int) -> bool:
    """Whether a sign stands between two letters or digits that are read from the left."""
    before = next((mark for mark in reversed(marks[:number]) if mark), 1)
    after = next((mark for mark in marks[number + 1 :] if mark), 1)
    return before < 0 and after < 0
