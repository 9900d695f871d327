"""Near-duplicates: which of many texts say nearly the same, with some 300 bytes kept of each."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from ..errors import MissingExtraError

LONG_WORDS, LONG_CHARACTERS = 6, 40
"""Words and characters from which on a text is long; a shorter one that repeats is the style of who writes it."""
SHARE = 0.7
"""Share of their shingles that two texts have in common, as it is estimated, from which on they say nearly the same."""
_SHINGLE = 5
_SLOTS, _BANDS = 64, 16
_HASH = 8
_PRINT = struct.Struct(f"<{_SLOTS}I")
_BAND = _PRINT.size // _BANDS
_IDEOGRAPHS = "\u2e80"
_COMPARED = 16
"""Texts of a band that each other one is compared with, so that the time stays linear where a whole band is alike."""


class Fingerprint:
    """What is kept of a text that comes in parts: a hash of its words; with `near` its MinHash (Broder 1997), too.

    Raises MissingExtraError where `near` is asked for and the library is not installed.
    """

    def __init__(self, *, near: bool, seed: int = 0) -> None:
        self._words = hashlib.blake2b(digest_size=_HASH)
        self._sketch = _min_hash(seed) if near else None

    def add(self, text: str) -> None:
        """Take the next part of the text."""
        words = normalized(text)
        self._words.update(words.encode("utf-8", "surrogatepass") + b"\0")
        if self._sketch is not None:
            last = max(len(words) - _SHINGLE + 1, 1)
            self._sketch.update([words[i : i + _SHINGLE] for i in range(last)])

    def add_tokens(self, tokens: Iterable[int]) -> None:
        """Take numbers of 64 bits that stand for the parts of a text."""
        parts = [token.to_bytes(8, "big") for token in tokens]
        self._words.update(b"".join(parts))
        if self._sketch is not None:
            self._sketch.update(parts)

    def value(self) -> bytes:
        """8 bytes, and 256 more with `near`; the same on any machine."""
        if self._sketch is None:
            return self._words.digest()
        return self._words.digest() + _PRINT.pack(*self._sketch.digest())


def similar(texts: Iterable[str], *, near: bool = True, seed: int = 0) -> list[list[int]]:
    """Groups of texts that say nearly the same, by their numbers from 0, each in one group at most.

    The texts may be a stream. Without `near`, only texts count whose words are the same.
    """
    return alike([fingerprint(text, near=near, seed=seed) for text in texts])


def fingerprint(text: str, *, near: bool, seed: int = 0) -> bytes:
    """The fingerprint of a text in one part."""
    made = Fingerprint(near=near, seed=seed)
    made.add(text)
    return made.value()


def alike(prints: Sequence[bytes]) -> list[list[int]]:
    """Groups of fingerprints of texts that say nearly the same, by their numbers; their order changes no group."""
    leaders = list(range(len(prints)))
    for one, other in _pairs(prints):
        first, second = sorted((_leader(leaders, one), _leader(leaders, other)))
        leaders[second] = first
    groups: dict[int, list[int]] = {}
    for number in range(len(prints)):
        groups.setdefault(_leader(leaders, number), []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def is_long(text: str) -> bool:
    """Whether a text is long enough for it to be a copy rather than a habit."""
    return len(text) >= LONG_CHARACTERS and word_count(text) >= LONG_WORDS


def word_count(text: str) -> int:
    """The words of a text; signs of scripts that part no words are one each."""
    return max(len(text.split()), sum(sign >= _IDEOGRAPHS for sign in text) if not text.isascii() else 0)


def normalized(text: str) -> str:
    """A text without case, marks and kinds of space, as it is compared."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()) or text


def _pairs(prints: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Numbers of fingerprints that are alike; enough of them to tell the groups."""
    order = sorted(range(len(prints)), key=prints.__getitem__)
    for _, same in groupby(order, key=lambda number: prints[number][:_HASH]):
        numbers = list(same)
        yield from ((numbers[0], number) for number in numbers[1:])
    for start in range(_HASH, len(prints[0]) if prints else 0, _BAND):
        # A stable sort leaves those of one band in the order of their contents, whatever the order of the texts.
        banded = sorted(order, key=lambda number: prints[number][start : start + _BAND])
        for _, near in groupby(banded, key=lambda number: prints[number][start : start + _BAND]):
            yield from _within([*near], prints)


def _within(numbers: Sequence[int], prints: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Those of one band that are alike, each compared with the first ones that are not."""
    firsts: list[int] = []
    for number in numbers:
        match = next((first for first in firsts if _is_near(prints[first], prints[number])), None)
        if match is not None:
            yield match, number
        elif len(firsts) < _COMPARED:
            firsts.append(number)


def _is_near(one: bytes, other: bytes) -> bool:
    same = sum(a == b for a, b in zip(_PRINT.unpack_from(one, _HASH), _PRINT.unpack_from(other, _HASH), strict=True))
    return bool(same >= SHARE * _SLOTS)


def _leader(leaders: list[int], number: int) -> int:
    while leaders[number] != number:
        leaders[number] = leaders[leaders[number]]
        number = leaders[number]
    return number


def _min_hash(seed: int) -> Any:
    try:
        from rensa import RMinHash
    except ImportError:
        raise MissingExtraError("rensa", "near-duplicates") from None
    return RMinHash(num_perm=_SLOTS, seed=seed)
