"""Near-duplicates: which of many texts say nearly the same, with some 300 bytes kept of each."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from ..errors import MissingExtraError
from ..privacy.recognizers.later import later

LONG_WORDS, LONG_CHARACTERS = 6, 40
"""Words and characters from which on a text is long; a shorter one that repeats is the style of who writes it."""
SHARE = 0.7
"""Share of their shingles that two texts have in common, as it is estimated, from which on they say nearly the same."""
TEXT_SHARE = 0.6
"""The same of the pairs of words that versions of one text have in common: a changed word changes two."""
_SHINGLE = 5
_SLOTS, _BANDS = 64, 16
_HASH = 8
_PRINT = struct.Struct(f"<{_SLOTS}I")
_BAND = _PRINT.size // _BANDS
_IDEOGRAPHS = "\u2e80"
_WORD = later(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]|[^\W\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]+")
_EMPTY = (1 << 32) - 1
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


class TextPrint:
    """What is kept of a writing, as `Fingerprint` gives it, without a library: its pairs of words, hashed once.

    One permutation hashing with rotation (Shrivastava and Li 2014): each hash has a slot, the smallest stays, and an
    empty slot has the next one's. It is as good as a MinHash for texts of some length.
    """

    def __init__(self) -> None:
        self._words = hashlib.blake2b(digest_size=_HASH)
        self._slots = [_EMPTY] * _SLOTS
        self._last = ""

    def add(self, text: str) -> None:
        """Take the next part of the text."""
        self.add_words(words_of(text))

    def add_words(self, words: Sequence[str]) -> None:
        """Take the words of the next part."""
        self._words.update(" ".join(words).encode("utf-8", "surrogatepass") + b"\0")
        for word in words:
            slot, rank = _slot_of(f"{self._last} {word}")
            self._slots[slot] = min(self._slots[slot], rank)
            self._last = word

    def value(self) -> bytes:
        """As many bytes as a `Fingerprint` with `near`; the same on any machine."""
        if all(slot == _EMPTY for slot in self._slots):
            return self._words.digest() + _PRINT.pack(*self._slots)
        filled, following = list[int](), next(slot for slot in self._slots if slot != _EMPTY)
        for slot in reversed(self._slots):
            following = slot if slot != _EMPTY else following + 1
            filled.append(following % _EMPTY)
        return self._words.digest() + _PRINT.pack(*reversed(filled))


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared; signs of scripts that part no words are one each."""
    return _WORD.findall(text.casefold())


def _slot_of(pair: str) -> tuple[int, int]:
    number = zlib.crc32(pair.encode("utf-8", "surrogatepass"))
    # The bits of a checksum are not as independent as those of a hash: multiplied, they are.
    number = number * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return number >> 58, number >> 26 & 0xFFFFFFFE


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


def alike(prints: Sequence[bytes], share: float = SHARE) -> list[list[int]]:
    """Groups of fingerprints of texts that say nearly the same, by their numbers; their order changes no group."""
    leaders = list(range(len(prints)))
    for one, other in _pairs(prints, share):
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


def _pairs(prints: Sequence[bytes], share: float) -> Iterator[tuple[int, int]]:
    """Numbers of fingerprints that are alike; enough of them to tell the groups."""
    order = sorted(range(len(prints)), key=prints.__getitem__)
    for _, same in groupby(order, key=lambda number: prints[number][:_HASH]):
        numbers = list(same)
        yield from ((numbers[0], number) for number in numbers[1:])
    for start in range(_HASH, len(prints[0]) if prints else 0, _BAND):
        # A stable sort leaves those of one band in the order of their contents, whatever the order of the texts.
        banded = sorted(order, key=lambda number: prints[number][start : start + _BAND])
        for _, near in groupby(banded, key=lambda number: prints[number][start : start + _BAND]):
            yield from _within([*near], prints, share)


def _within(numbers: Sequence[int], prints: Sequence[bytes], share: float) -> Iterator[tuple[int, int]]:
    """Those of one band that are alike, each compared with the first ones that are not."""
    firsts: list[int] = []
    for number in numbers:
        match = next((first for first in firsts if _is_near(prints[first], prints[number], share)), None)
        if match is not None:
            yield match, number
        elif len(firsts) < _COMPARED:
            firsts.append(number)


def _is_near(one: bytes, other: bytes, share: float) -> bool:
    same = sum(a == b for a, b in zip(_PRINT.unpack_from(one, _HASH), _PRINT.unpack_from(other, _HASH), strict=True))
    return bool(same >= share * _SLOTS)


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
