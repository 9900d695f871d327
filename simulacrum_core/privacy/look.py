"""What one look at many texts tells: in which of them something may be found."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

from .recognizers.seeds import LEAST

SEED, BREAK = b"\1", b"\2"
_ALL_SEEDS = BREAK + b"(?:" + SEED + b"+" + BREAK + b")+"
"""A pattern of texts in a row that have no other word."""


class Look(NamedTuple):
    """In which texts something may be found, and whether words of recovery phrases follow each other.

    Of these there are as many as a part of a phrase has, whatever stands between them. `words` is a byte for each word
    of all texts, `SEED` where it is such a one, and `BREAK` between two texts; None where nothing is known.
    """

    places: set[int]
    has_run: bool
    words: bytes | None

    def pieces(self, start: int, end: int) -> Set[int]:
        """The texts from `start` to `end` that may be pieces of a phrase, with texts before or behind those as well."""
        if self.words is None:
            return frozenset(range(start, end))
        words, found = BREAK + self.words + BREAK, set[int]()
        for match in re.finditer(_ALL_SEEDS, words):
            first = words.count(BREAK, 0, match.start())
            after = first + match.group().count(BREAK) - 1
            if match.group().count(SEED) >= LEAST or first <= start or after >= end:
                found.update(range(max(first, start), min(after, end)))
        return found
