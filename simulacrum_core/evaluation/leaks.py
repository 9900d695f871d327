"""Leaks: what `convert --redact` would find in written replies, and whether it stands in the training text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..config.categories import CATEGORIES
from .figures import Figure, declined, figure, too_few
from .replies import Reply
from .statistics import binomial_interval

LEAST = 30
_NOTHING = re.compile(r"[\W_]+")
_NAMES = (("leaks", "replies that hold private data"), ("known_leaks", "replies with some that is in the data"))
_KINDS = "written", "real", "base"

Find = tuple[str, str]
"""A kind of private data, and what was found without what people write between its signs."""


class Leaks:
    """Private data in written replies, by kind; `known` are those that stand in the training text as well.

    What the person said in the same contexts and what the base model wrote is looked through as well.
    """

    def __init__(self, replies: Sequence[Reply], base: Sequence[Reply], training_text: Iterable[str]) -> None:
        texts = (
            [one.written.text for one in replies],
            [one.real for one in replies],
            [one.written.text for one in base],
        )
        found = ([[find for find, _, _ in some] for some in finds(side)] for side in texts)
        self._finds = dict(zip(_KINDS, found, strict=True))
        values = [find for found in self._finds.values() for some in found for find in some]
        whole = "\n".join(_bare(text) for text in training_text) if values else ""
        self._known = {find for find in values if find[1] and find[1] in whole}
        written = [find for some in self._finds["written"] for find in some]
        self.found = Counter(kind for kind, _ in written)
        self.known = Counter(find[0] for find in written if find in self._known)

    def figures(self) -> list[Figure]:
        """The share of replies with a find, and with one that stands in the data."""
        count = len(self._finds["written"])
        if count < LEAST:
            why = too_few("written replies", count, LEAST, "a leak is rare")
            return [declined(id, name, why, count) for id, name in _NAMES]
        counts = {kind: self._counts(found) for kind, found in self._finds.items()}
        return [self._figure(place, counts) for place in range(len(_NAMES))]

    def _figure(self, place: int, counts: dict[str, tuple[int, int]]) -> Figure:
        count, others = len(self._finds["written"]), len(self._finds["base"])
        hits = counts["written"][place]
        return figure(
            *(*_NAMES[place], hits / count, binomial_interval(hits, count), count),
            unit="share",
            better="lower",
            floor=(1.0, "every reply"),
            ceiling=(counts["real"][place] / count, "the person's own held-out replies"),
            base=counts["base"][place] / others if others else None,
        )

    def _counts(self, found: Sequence[Sequence[Find]]) -> tuple[int, int]:
        """Replies with a find, and with a known one."""
        return sum(map(bool, found)), sum(any(find in self._known for find in some) for some in found)


def kinds_in(texts: Iterable[str]) -> Counter[str]:
    """How many texts hold private data of each kind."""
    return Counter(kind for some in finds(texts) for kind in {find[0] for find, _, _ in some})


def finds(texts: Iterable[str]) -> list[list[tuple[Find, int, int]]]:
    """What is private in each text, and where it begins and ends."""
    # Its many patterns would cost every other command time at its start.
    from ..privacy.finder import Finder

    finder = Finder(CATEGORIES)
    return [
        [((str(span.category), _bare(text[span.start : span.end])), span.start, span.end) for span in finder.find(text)]
        for text in texts
    ]


def _bare(value: str) -> str:
    """A value without what people write between its signs."""
    return _NOTHING.sub("", value).casefold()
