"""The model: two forests of decision trees, kept as plain text and compiled into two functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from .features import FEATURES
from .talks import STANDING

Score = Callable[..., int]
"""The score of a row, whose numbers are its arguments."""


class Model(msgspec.Struct, frozen=True):
    """`coarse` scores every candidate by its row; `fine` the best of them, by more numbers.

    The chance of a candidate goes with exp(score / `scale`); `start` is added to the score of starting a talk.
    """

    coarse: Score
    fine: Score
    scale: float
    start: int


@cache
def model() -> Model:
    """The model that comes with this package."""
    return parsed(files(__package__).joinpath("weights.txt").read_text(encoding="ascii"))


def parsed(text: str) -> Model:
    """The model that a text tells: lines of comment, then `scale` and `start`, then the trees of the forests."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    scale, start = lines[0].split()
    cut = lines.index("fine")
    coarse, fine = lines[lines.index("coarse") + 1 : cut], lines[cut + 1 :]
    return Model(forest(coarse, len(FEATURES)), forest(fine, len(FEATURES) + len(STANDING)), float(scale), int(start))


def forest(trees: Sequence[str], size: int) -> Score:
    """A function that sums the leaves of trees; each is written from its root on, `number:most` before its two sides.

    Nested conditions are several times faster than walking a table, and all that gets into them are whole numbers.
    """
    names = ",".join(f"f{number}" for number in range(size))
    body = "".join(f" s+={_branch(iter(tree.split()))}\n" for tree in trees)
    space: dict[str, Score] = {}
    exec(compile(f"def score({names}):\n s=0\n{body} return s\n", "<weights>", "exec"), space)
    return space["score"]


def _branch(parts: Iterator[str]) -> str:
    number, colon, most = next(parts).partition(":")
    if not colon:
        return str(int(number))
    low, high = _branch(parts), _branch(parts)
    return f"({low} if f{int(number)}<={int(most)} else {high})"
