"""The model: forests of decision trees, written as functions, so that Python compiles them once and for all."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from .features import FEATURES
from .further import FURTHER, SECOND
from .likely import LIKELY, ROLES
from .talks import STANDING
from .words import Habits

Score = Callable[..., int]
"""The score of a row, whose numbers are its arguments."""

SCORES = len(ROLES) + 2
SECOND_SCORES = SCORES + len(FURTHER)
FORESTS = {
    "first": len(LIKELY),
    "second": len(SECOND),
    "coarse": len(FEATURES),
    "fine": len(FEATURES) + len(STANDING),
}
"""How many numbers the rows of each forest have."""
STEP = 4
"""What a score of the second look counts in scores of the first one, so that 16 bits hold it."""
_PACKED, _PACKED_SECOND = struct.Struct(f"<{SCORES}I"), struct.Struct(f"<{SECOND_SCORES}H")


class Model(msgspec.Struct, frozen=True):
    """`coarse` scores every candidate by its row; `fine` the best of them, by more numbers.

    `first` scores the likely answers of a message all at once: its number holds `SCORES` ones, that of starting a talk,
    one for each role, and that of answering anything else. `second` holds as many more as there are further answers, in
    steps of `STEP`; they are added to those of `first`. Without the two, every message is looked at carefully. The
    chance of a candidate goes with exp(score / `scale`); the others add `start` to the score of starting a talk.
    """

    coarse: Score
    fine: Score
    scale: float
    start: int
    habits: Habits = {}
    first: Score | None = None
    second: Score | None = None


@cache
def model() -> Model:
    """The model that comes with this package."""
    from . import forests

    return _model(vars(forests))


@cache
def group_model() -> Model:
    """The model for small groups that name nobody; without a second look."""
    from . import forests_of_groups as forests

    scale, start = float(forests.SCALE), forests.START
    return Model(forests.coarse, forests.fine, scale, start, model().habits, forests.first)


def parsed(source: str) -> Model:
    """The model of a source text that `source_of` wrote."""
    space: dict[str, Any] = {}
    exec(compile(source, "<forests>", "exec"), space)
    return _model(space)


def _model(space: Mapping[str, Any]) -> Model:
    forests = {name: space[name] for name in FORESTS}
    return Model(scale=float(space["SCALE"]), start=space["START"], habits=space["HABITS"], **forests)


def source_of(head: str, scale: int, start: int, habits: Habits, trees: Mapping[str, Sequence[str]]) -> str:
    """The source text of a model: constants, and a function for each forest."""
    told = "".join(f'    "{word}": ({opens}, {goes_on}),\n' for word, (opens, goes_on) in habits.items())
    functions = [function_of(name, trees[name], size) for name, size in FORESTS.items()]
    return f"{head}\nSCALE, START = {scale}, {start}\nHABITS = {{\n{told}}}\n\n\n" + "\n\n".join(functions)


def forest(trees: Sequence[str], size: int) -> Score:
    """A function that sums the leaves of trees; each is written from its root on, `number:most` before its sides."""
    space: dict[str, Score] = {}
    exec(compile(function_of("score", trees, size), "<forest>", "exec"), space)
    return space["score"]


def function_of(name: str, trees: Sequence[str], size: int) -> str:
    """The source text of a forest.

    Nested conditions are several times faster than walking a table, and all that gets into them are whole numbers.
    """
    names = ",".join(f"f{number}" for number in range(size))
    code = "H" if name == "second" else "I"
    body = "".join(f"    s+={_expression(tree, code)}\n" for tree in trees)
    return f"def {name}({names}):\n    s=0\n{body}    return s\n"


def _expression(tree: str, code: str) -> str:
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
            done.append(hex(packed(map(int, number.split(",")), code)) if "," in number else str(int(number)))
    return done.pop()


def packed(scores: Iterable[int], code: str = "I") -> int:
    """Scores as one number; such numbers are added up like the scores in them, if none of these is negative.

    `code` says how large the sums may be, as in `struct`.
    """
    each = [*scores]
    return int.from_bytes(struct.pack(f"<{len(each)}{code}", *each), "little")


def unpacked(scores: int) -> tuple[int, ...]:
    """The scores in a number of several."""
    return _PACKED.unpack(scores.to_bytes(_PACKED.size, "little"))


def unpacked_second(scores: int) -> tuple[int, ...]:
    """The scores in a number that `second` gives."""
    return _PACKED_SECOND.unpack(scores.to_bytes(_PACKED_SECOND.size, "little"))
