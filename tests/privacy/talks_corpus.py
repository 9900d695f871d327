"""Invented talks in thirteen languages with and without secrets, and how well a finder does on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from simulacrum_core.privacy.finder import Finder

FOLDER = Path(__file__).parents[1] / "corpora" / "privacy"
PARTS = (
    "languages",
    "talks",
    "everyday",
    "unseen",
    "weighed",
    "hard",
    "mixed",
    "daily",
    "people",
    "harmless",
    "homes",
    "lodgings",
    "weekdays",
    "errands",
    "evenings",
    "households",
    "kitchens",
    "markets",
    "journeys",
    "corridors",
    "japanese",
    "fragments",
)
HELD_OUT = ("doorsteps", "parcels", "guests")
"""Parts that neither weights nor rules were made of."""
MARK = re.compile(r"\{\{\w+:(.*?)\}\}")
COVERED = 0.8
"""The share of a secret that has to be found: what is left of it tells nobody anything."""


class Talk(msgspec.Struct, frozen=True):
    """Messages in a row, and what in each of them is secret."""

    language: str
    texts: tuple[str, ...]
    marks: tuple[tuple[tuple[int, int], ...], ...]


class Outcome(msgspec.Struct, frozen=True):
    """Of a talk the secrets that were found, those that were missed, and what was taken for one wrongly."""

    found: tuple[str, ...]
    missed: tuple[str, ...]
    false: tuple[str, ...]


def talks(path: Path) -> list[Talk]:
    """`language | message // next message`, with `{{category:value}}`; a line with `#` is a remark, `¦` is left out."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return [_talk(*row.split(" | ", 1)) for row in rows if row and not row.startswith("#")]


def _talk(language: str, row: str) -> Talk:
    messages = [_message(part) for part in row.replace("¦", "").split(" // ")]
    return Talk(language, tuple(text for text, _ in messages), tuple(marks for _, marks in messages))


def _message(part: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, marks, end = "", [], 0
    for match in MARK.finditer(part):
        text += part[end : match.start()]
        marks.append((len(text), len(text) + len(match[1])))
        text += match[1]
        end = match.end()
    return text + part[end:], tuple(marks)


def outcome(talk: Talk, finder: Finder) -> Outcome:
    """What the finder makes of a talk, of whatever category."""
    found, missed, false = [], [], []
    for text, marks, spans in zip(talk.texts, talk.marks, finder.find_in_talk(talk.texts), strict=True):
        covered = {place for span in spans for place in range(span.start, span.end)}
        for start, end in marks:
            is_found = len(covered.intersection(range(start, end))) >= COVERED * (end - start)
            (found if is_found else missed).append(text[start:end])
        marked = {place for start, end in marks for place in range(start, end)}
        false += [text[span.start : span.end] for span in spans if marked.isdisjoint(range(span.start, span.end))]
    return Outcome(tuple(found), tuple(missed), tuple(false))


def by_language(some: Iterable[Talk], finder: Finder) -> Iterator[tuple[str, list[tuple[Talk, Outcome]]]]:
    """The talks of each language with their outcomes."""
    made: dict[str, list[tuple[Talk, Outcome]]] = {}
    for talk in some:
        made.setdefault(talk.language, []).append((talk, outcome(talk, finder)))
    yield from sorted(made.items())
