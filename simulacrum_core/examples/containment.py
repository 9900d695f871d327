"""Containment: which texts lie in a longer one nearly whole, with a byte kept of each word.

Of all runs of three words those are kept whose hash is divisible by four (FracMinHash, Irber et al. 2022), so that the
share of the shorter text that lies in the longer one can be told whatever their lengths.
"""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

WORDS = 100
"""Words from which on a text is looked for in longer ones: what is shorter may be a quotation, a formula, a refrain."""
SHARE = 0.75
"""Share of its own runs of words that a text has in common with a longer one from which on it is a part of it."""
_LONGER = 1.2
"""A text of about the same length is no part but another version, of which `near_duplicates` decides."""
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_MASK = (1 << 64) - 1
_KEPT = 3
_FORMULA = 8
"""Texts from which on a run of words in all of them is a formula: a greeting, the introduction of a series."""
_FEWEST = 16
_LARGEST = 3
_BUCKETS = 6


class PartPrint:
    """What is kept of a text that comes in parts: hashes of a quarter of its runs of three words."""

    def __init__(self) -> None:
        self._hashes = set[int]()
        self._last: list[int] = []

    def add(self, words: Sequence[str]) -> None:
        """Take the next words of the text."""
        codes = [*self._last, *[zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words]]
        one, two, three = _FACTORS
        runs = zip(codes, codes[1:], codes[2:], strict=False)
        numbers = [(a * one + b * two + c * three) & _MASK for a, b, c in runs]
        self._hashes.update([number >> 32 for number in numbers if not number >> 30 & _KEPT])
        self._last = codes[-2:]

    def value(self) -> bytes:
        """4 bytes for each hash."""
        return array("I", sorted(self._hashes)).tobytes()


def parts(prints: Sequence[bytes]) -> list[tuple[int, int]]:
    """Texts that lie in a longer one, and that one, by their numbers; the longest are the first of the longer ones."""
    hashes = [array("I", print) for print in prints]
    # The order of the texts decides nothing: of two as long as each other, their hashes do.
    ranks = {
        number: rank
        for rank, number in enumerate(sorted(range(len(prints)), key=lambda i: (len(prints[i]), prints[i])))
    }
    formulas, shared = _shared(hashes, ranks)
    found = []
    for (short, long), count in shared.items():
        own = len(hashes[short]) - formulas[short]
        if own >= _FEWEST and count >= SHARE * own and len(hashes[long]) >= _LONGER * len(hashes[short]):
            found.append((short, long))
    return sorted(found, key=lambda pair: (-ranks[pair[1]], -ranks[pair[0]]))


def _shared(hashes: Sequence[array[int]], ranks: dict[int, int]) -> tuple[Counter[int], Counter[tuple[int, int]]]:
    """How many hashes of each text are formulas, and how many it has in common with the longest that have them."""
    formulas, shared = Counter[int](), Counter[tuple[int, int]]()
    for texts in _holders(hashes):
        if len(texts) >= _FORMULA:
            formulas.update(texts)
            continue
        ordered = sorted(texts, key=ranks.__getitem__)
        for place, short in enumerate(ordered[:-1]):
            shared.update((short, long) for long in ordered[max(place + 1, len(ordered) - _LARGEST) :])
    return formulas, shared


def _holders(hashes: Sequence[array[int]]) -> Iterator[list[int]]:
    """The texts that have a hash in common; a part of all hashes is held at a time."""
    buckets = [array("Q") for _ in range(1 << _BUCKETS)]
    for number, each in enumerate(hashes):
        for code in each:
            buckets[code >> (32 - _BUCKETS)].append(code << 32 | number)
    for bucket in buckets:
        for _, group in groupby(sorted(bucket), key=lambda one: one >> 32):
            texts = [one & 0xFFFFFFFF for one in group]
            if len(texts) > 1:
                yield texts
