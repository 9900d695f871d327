"""The model: forests of decision trees, kept as plain text and compiled into functions."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from .features import FEATURES
from .likely import LIKELY, ROLES
from .talks import STANDING
from .words import Habits

Score = Callable[..., int]
"""The score of a row, whose numbers are its arguments."""

SCORES = len(ROLES) + 2
_PACKED = struct.Struct(f"<{SCORES}I")


class Model(msgspec.Struct, frozen=True):
    """`coarse` scores every candidate by its row; `fine` the best of them, by more numbers.

    `first` scores the likely answers of a message all at once: its number holds `SCORES` ones, that of starting a talk,
    one for each role, and that of answering anything else. Without it, every message is looked at twice. The chance of
    a candidate goes with exp(score / `scale`); `start` is added to the score of starting a talk by the other two.
    """

    coarse: Score
    fine: Score
    scale: float
    start: int
    habits: Habits = {}
    first: Score | None = None


@cache
def model() -> Model:
    """The model that comes with this package."""
    return parsed(files(__package__).joinpath("weights.txt").read_text(encoding="utf-8"))


def parsed(text: str) -> Model:
    """The model that a text tells: lines of comment, then `scale` and `start`, habits, the trees of both forests."""
    first, *lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    scale, start = first.split()
    begin, cut, cut_again = lines.index("first"), lines.index("coarse"), lines.index("fine")
    habits = {word: (int(opens), int(goes_on)) for word, opens, goes_on in map(str.split, lines[1:begin])}
    coarse = forest(lines[cut + 1 : cut_again], len(FEATURES))
    fine = forest(lines[cut_again + 1 :], len(FEATURES) + len(STANDING))
    first_of_all = forest(lines[begin + 1 : cut], len(LIKELY))
    return Model(coarse, fine, float(scale), int(start), habits, first_of_all)


def forest(trees: Sequence[str], size: int) -> Score:
    """A function that sums the leaves of trees; each is written from its root on, `number:most` before its two sides.

    Nested conditions are several times faster than walking a table, and all that gets into them are whole numbers.
    """
    names = ",".join(f"f{number}" for number in range(size))
    body = "".join(f" s+={_expression(tree)}\n" for tree in trees)
    space: dict[str, Score] = {}
    exec(compile(f"def score({names}):\n s=0\n{body} return s\n", "<weights>", "exec"), space)
    return space["score"]


def _expression(tree: str) -> str:
    """A tree, whose root comes first, as a nested condition."""
    done: list[str] = []
    for part in reversed(tree.split()):
        number, colon, most = part.partition(":")
        if colon:
            low, high = done.pop(), done.pop()
            # Without needless brackets, the compiler reads it sooner.
            done.append(
                f"({low}) if f{int(number)}<={int(most)} else {high}"
                if " " in low
                else f"{low} if f{int(number)}<={int(most)} else {high}"
            )
        else:
            done.append(str(packed(map(int, number.split(",")))) if "," in number else str(int(number)))
    return done.pop()


def packed(scores: Iterable[int]) -> int:
    """Scores as one number; such numbers are added up like the scores in them, if none of these is negative."""
    each = [*scores]
    return int.from_bytes(struct.pack(f"<{len(each)}I", *each), "little")


def unpacked(scores: int) -> tuple[int, ...]:
    """The scores in a number of several."""
    return _PACKED.unpack(scores.to_bytes(_PACKED.size, "little"))
