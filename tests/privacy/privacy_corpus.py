"""The invented corpus of lines with and without personal data, and how well a finder does on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from simulacrum_core.privacy.finder import Finder

FOLDER = Path(__file__).parents[1] / "corpora" / "privacy"
MARK = re.compile(r"\{\{(\w+):(.*?)\}\}", re.DOTALL)
REGIONS = {
    "en": ("US", "GB"),
    "de": ("DE", "AT", "CH"),
    "fr": ("FR",),
    "es": ("ES", "MX"),
    "pt": ("PT", "BR"),
    "it": ("IT",),
    "ru": ("RU",),
    "pl": ("PL",),
    "tr": ("TR",),
}
PARTS = ("tuning", "heldout", "fresh", "chat1", "chat2", "chat3", "chat4", "chat5")

Marked = tuple[str, int, int]


class Line(msgspec.Struct, frozen=True):
    """A text with its language and the marked spans as category, start and end."""

    language: str
    text: str
    marks: tuple[Marked, ...]


class Tally(msgspec.Struct):
    """What was found of one category: rightly, wrongly, and what was missed."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0


def lines(name: str) -> list[Line]:
    """The lines of a part of the corpus: `language | text` with `{{category:value}}`.

    `\\n` is a newline. A `¦` is left out on reading: it keeps keys from looking like keys to whoever scans files.
    """
    rows = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [_line(*row.split(" | ", 1)) for row in rows if row and not row.startswith("#")]


def _line(language: str, marked: str) -> Line:
    marked = marked.replace("¦", "").replace("\\n", "\n")
    text, marks, end = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        marks.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        end = match.end()
    return Line(language, text + marked[end:], tuple(marks))


def measured(part: Iterable[Line]) -> tuple[dict[str, Tally], list[tuple[Line, str]]]:
    """A tally by category, and the lines at fault; a hit has the category and covers more than half of the mark."""
    tallies: dict[str, Tally] = {}
    faults = []
    for line in part:
        finder = Finder(regions=REGIONS[line.language])
        found = [(span.category, span.start, span.end) for span in finder.find(line.text)]
        for category, what in _compared(line.marks, found):
            tally = tallies.setdefault(category, Tally())
            setattr(tally, what, getattr(tally, what) + 1)
            if what != "hits":
                faults.append((line, f"{what} {category} {found}"))
    return tallies, faults


def total(tallies: dict[str, Tally]) -> Tally:
    """All categories together."""
    return Tally(*(sum(getattr(tally, name) for tally in tallies.values()) for name in ("hits", "false", "missed")))


def _compared(marks: tuple[Marked, ...], found: list[Marked]) -> Iterator[tuple[str, str]]:
    left = list(found)
    for mark in marks:
        hit = next((span for span in left if _covers(span, mark)), None)
        if hit:
            left.remove(hit)
        yield mark[0], "hits" if hit else "missed"
    yield from ((span[0], "false") for span in left)


def _covers(span: Marked, mark: Marked) -> bool:
    """Of the same category, and more than half of both together is in both."""
    common = min(span[2], mark[2]) - max(span[1], mark[1])
    return span[0] == mark[0] and 2 * common > max(span[2], mark[2]) - min(span[1], mark[1])
