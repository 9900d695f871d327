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


class Leaks:
    """Private data in written replies, by kind; `known` are those that stand in the training text as well."""

    def __init__(self, replies: Sequence[Reply], training_text: Iterable[str]) -> None:
        # Its many patterns would cost every other command time at its start.
        from ..privacy.finder import Finder

        finder, self._count = Finder(CATEGORIES), len(replies)
        self.found, self.known = Counter[str](), Counter[str]()
        values: list[tuple[str, str]] = []
        for reply in replies:
            text = reply.written.text
            values += [(span.category, _bare(text[span.start : span.end])) for span in finder.find(text)]
        self._replies = len(values)
        whole = "\n".join(_bare(text) for text in training_text) if values else ""
        for kind, value in values:
            self.found[kind] += 1
            if value and value in whole:
                self.known[kind] += 1

    def figures(self) -> list[Figure]:
        """Finds for each reply, and those of them that stand in the data."""
        names = (("leaks", "private data in written replies"), ("known_leaks", "of it, word for word in the data"))
        if self._count < LEAST:
            why = too_few("written replies", self._count, LEAST, "a leak is rare")
            return [declined(id, name, why, self._count) for id, name in names]
        counts = (sum(self.found.values()), sum(self.known.values()))
        return [
            figure(
                *(id, name, count / self._count, binomial_interval(min(count, self._count), self._count), self._count),
                unit="share",
                better="lower",
                ceiling=(0.0, "none"),
            )
            for (id, name), count in zip(names, counts, strict=True)
        ]


def kinds_in(texts: Iterable[str]) -> Counter[str]:
    """How many texts hold private data of each kind."""
    from ..privacy.finder import Finder

    finder = Finder(CATEGORIES)
    return Counter(kind for text in texts for kind in {str(span.category) for span in finder.find(text)})


def _bare(value: str) -> str:
    """A value without what people write between its signs."""
    return _NOTHING.sub("", value).casefold()
