"""Habits: how long, in how many messages, with which signs somebody writes; and how far the model is from that.

The distance of a habit is the earth mover's between replies of the model and real ones, in the unit of the habit. The
nearest that one may expect is what two halves of the person's own replies differ; other people's lines are the floor.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import msgspec

from .figures import Figure, Table, declined, figure, number, too_few
from .statistics import bootstrap, earth_mover, mean
from .words import words_of

LEAST = 40
"""Replies with which `bench.evaluation` finds most habits of the right person nearer in 95 of 100 draws; 20 do not."""
_LAUGHTER = re.compile(
    r"\b(?:a?(?:ha){2,20}h?|(?:he){2,20}|(?:hi){2,20}|(?:ja){2,20}|(?:je){2,20}|lo+l|lmf?ao|rofl|mdr|k{3,20}|w{3,20}|xd{1,9})\b"
    r"|(?:ха){2,20}|ㅋ{2,20}|ㅎ{2,20}|哈{2,20}|笑|😂|🤣",
    re.IGNORECASE,
)
_LONG = re.compile(r"([^\W\d_])\1\1")
_MARKS = ".!?…。！？"


def _emoji(text: str) -> float:
    return float(sum(unicodedata.category(char) == "So" or "\U0001f000" <= char <= "\U0001faff" for char in text))


def _capitals(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isupper() for char in letters) / len(letters) if letters else 0.0


def _first(text: str) -> float:
    return float(next((char.isupper() for char in text if char.isalpha()), False))


def _not_latin(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(char > "\u024f" for char in letters) / len(letters) if letters else 0.0


HABITS: Mapping[str, tuple[str, Callable[[str], float]]] = {
    "words": ("words in a reply", lambda text: float(len(words_of(text)))),
    "bubbles": ("lines or messages in a reply", lambda text: float(text.strip().count("\n") + 1)),
    "first_capital": ("begins with a capital", _first),
    "capitals": ("capitals among the letters", _capitals),
    "ends_marked": ("ends with a mark", lambda text: float(text.rstrip()[-1:] in _MARKS and bool(text.strip()))),
    "commas": ("commas", lambda text: float(text.count(",") + text.count("、"))),
    "questions": ("question marks", lambda text: float(text.count("?") + text.count("？"))),
    "exclamations": ("exclamation marks", lambda text: float(text.count("!") + text.count("！"))),
    "emoji": ("emoji", _emoji),
    "laughter": ("laughs", lambda text: float(bool(_LAUGHTER.search(text)))),
    "long_letters": ("letters drawn out, as in sooo", lambda text: float(bool(_LONG.search(text)))),
    "not_latin": ("letters that are not Latin", _not_latin),
}
"""By id, what it is called and how it is counted in one reply."""


class Sample(msgspec.Struct, frozen=True):
    """Replies by who wrote them; `real` ones stand in the contexts of the model's."""

    real: Sequence[str]
    model: Sequence[str]
    base: Sequence[str]
    others: Sequence[str]


def habits(sample: Sample, seed: int) -> tuple[list[Figure], Table | None]:
    """The distance of each habit that somebody has, and a table of the means."""
    if min(len(sample.real), len(sample.model)) < LEAST:
        why = too_few("replies", min(len(sample.real), len(sample.model)), LEAST, "habits show in many replies only")
        return [declined("habits", "habits", why, len(sample.model))], None
    shown = [id for id, (_, count) in HABITS.items() if any(map(count, [*sample.real, *sample.model]))]
    rows = tuple(_row(id, sample) for id in shown)
    table = Table("habits: means of a reply", ("", "person", "model", "base model", "others"), rows)
    return [_distance(id, sample, seed) for id in shown], table


def _distance(id: str, sample: Sample, seed: int) -> Figure:
    name, count = HABITS[id]
    real, model = [count(text) for text in sample.real], [count(text) for text in sample.model]
    others, base = [count(text) for text in sample.others], [count(text) for text in sample.base]
    half = earth_mover(real[::2], real[1::2])
    found = bootstrap([[value] for value in model], lambda drawn: earth_mover(drawn, real), seed, 200)
    return figure(
        *(f"habit_{id}", f"distance: {name}", earth_mover(model, real), found, len(model)),
        better="lower",
        floor=(earth_mover(others, real), "other people") if others else (None, "others say nothing in held-out talks"),
        ceiling=(half, "one half of the person's replies to the other"),
        base=earth_mover(base, real) if base else None,
    )


def _row(id: str, sample: Sample) -> tuple[str | float | int | None, ...]:
    name, count = HABITS[id]
    sides = (sample.real, sample.model, sample.base, sample.others)
    return (name, *(number(mean(map(count, texts))) for texts in sides))
