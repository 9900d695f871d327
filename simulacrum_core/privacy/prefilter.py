"""The prefilter: which of many texts may hold something private, told by one look at all of them.

All that it asks for are conditions without which the rules find nothing, so that what it passes over need not be read.
A word is looked at once, however often it is written; of a text only the signs of its words are searched, in C.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from .asked import BEFORE
from .look import BREAK, Look
from .recognizers import answers, beside, chosen, learned, obfuscated, passwords, seeds, wallets
from .recognizers.loose import may_answer as is_short
from .recognizers.number_words import ALL as NUMBER_WORDS
from .recognizers.number_words import FEWEST_WORDS
from .recognizers.plain import OTHER_SCRIPT, lowered
from .recognizers.word_table import any_beginning

# What nearly all has that is private: a digit, a mark in a word, a capital in one, a long word, a quotation.
MARK = re.compile(r"[\d@_:/#$%&*+^~=<>|{}\[\]\\\"“„«‘`]")
INSIDE = re.compile(r"[!?.-](?<=\S[!?.-])[^\W_]|[A-ZА-ЯЁ](?<=[a-zа-яё][A-ZА-ЯЁ])|'(?<!\S')")
LONG = 16
"""Characters of a long word."""
# Beside words for a password any word may be one; of an address any mark may be a word.
STEMS = (*passwords.STEMS, *obfuscated.DOT_STEMS, *chosen.STEMS, *beside.STEMS, *wallets.STEMS)
WORDS = re.compile(any_beginning([*STEMS]))
_TWO = [stem.split()[:2] for stem in STEMS if " " in stem.strip()]
"""The first words of a stem of several: it is where a word ends with the one and the next begins with the other."""
_FIRST, _SECOND = (tuple(sorted({words[place] for words in _TWO})) for place in (0, 1))
_DOTS = frozenset(obfuscated.DOTS)
# Their small forms depend on what stands beside them, or are two letters.
_UNEVEN = re.compile("[İΣ]")

BETWEEN = "\x00"
"""Stands between two texts, as a word of its own."""
_WIDE_BLANK, _WIDE_SIGN = "\u3000", " \u3001 "
"""A blank that is read as another one, and what is looked at in its place: no word has it in it."""
_KEPT, _LONGEST = 1 << 15, 64
"""Words that are remembered at most, and the characters of the longest one."""

# The signs of a word, one bit each: what it may be by itself or beside others.
_PRIVATE, _NUMBER, _SEED, _TOPIC, _BEGINS, _ENDS, _SILENT, _BORDER = (1 << bit for bit in range(8))


_BETWEEN = bytes([_BORDER])
_AS_SEED = bytes(bool(sign & _SEED) and sign < _BORDER for sign in range(256))
"""For each sign whether it is that of a word of a recovery phrase."""
_AS_RUN = _AS_SEED[:_BORDER] + BREAK * (256 - _BORDER)


def _with(*bits: int) -> bytes:
    """All signs that have one of the bits, but the one between two texts."""
    return bytes(sign for sign in range(_BORDER) if any(sign & bit for bit in bits))


_SILENTS = _with(_SILENT)


class _Patterns(NamedTuple):
    """Of signs: what is private alone, two words of a stem, words for numbers, topics, a run of recovery words."""

    alone: re.Pattern[bytes]
    stem: re.Pattern[bytes]
    numbers: re.Pattern[bytes]
    topic: re.Pattern[bytes]
    run: re.Pattern[bytes]


@cache
def _patterns() -> _Patterns:
    within = _class(bytes(range(_BORDER))) + b"*?"
    return _Patterns(
        re.compile(_class(_with(_PRIVATE))),
        re.compile(_class(_with(_BEGINS)) + _class(_with(_ENDS))),
        re.compile(within.join([_class(_with(_NUMBER))] * FEWEST_WORDS)),
        re.compile(_class(_with(_TOPIC))),
        re.compile(_class(_with(_SEED, _SILENT) + _BETWEEN) + b"{%d,}" % seeds.SEEN),
    )


def _class(signs: bytes) -> bytes:
    return b"[" + b"".join(b"\\x%02x" % sign for sign in signs) + b"]"


class Prefilter:
    """Tells the texts that may hold something private; `own` is what the user looks for besides."""

    def __init__(self, own: re.Pattern[str] | None = None) -> None:
        self._own = own

    def look(self, texts: Sequence[str]) -> Look:
        """Look at a talk: what is said in each text, and around it."""
        joined = f" {BETWEEN} ".join(texts)
        if joined.count(BETWEEN) != len(texts) - 1:
            return Look({*range(len(texts))}, True, None)
        found = (
            {joined.count(BETWEEN, 0, match.start()) for match in self._own.finditer(joined)} if self._own else set()
        )
        if not joined.isascii() and _WIDE_BLANK in joined:
            joined = joined.replace(_WIDE_BLANK, _WIDE_SIGN)
        signs = b"".join(map(_words().__getitem__, joined.split()))
        patterns = _patterns()
        found.update(_indexes(signs, patterns.alone))
        found.update(_indexes(signs, patterns.numbers))
        # Few of the pairs are those of one stem.
        pairs = (place for place in _indexes(signs, patterns.stem) if place not in found)
        found.update([place for place in pairs if WORDS.search(lowered(texts[place]))])
        words = signs.translate(_AS_RUN, _SILENTS)
        has_run = seeds.ROW in words.replace(BREAK, b"")
        if has_run:
            found.update(_in_runs(signs))
        topics = {*_indexes(signs, patterns.topic)}
        if len(joined) > learned.CUT:
            topics.update(place for place, text in enumerate(texts) if len(text) > learned.CUT)
        found.update(*(_behind(texts, place) for place in topics))
        return Look(found, has_run, words)


def _indexes(signs: bytes, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """The texts in which a pattern of signs begins."""
    index = at = 0
    for match in pattern.finditer(signs):
        index += signs.count(_BETWEEN, at, match.start())
        at = match.start()
        yield index


def _in_runs(signs: bytes) -> Iterator[int]:
    """The texts in which a recovery phrase may be, or a part of one that goes on in the text beside it.

    Of three words at each side of a border the last may be cut off there.
    """
    for match in _patterns().run.finditer(signs):
        counts = [len(part) for part in match.group().translate(_AS_RUN, _SILENTS).split(BREAK)]
        if sum(counts) >= seeds.SEEN:
            first = signs.count(_BETWEEN, 0, match.start())
            joins = [min(pair) >= seeds.FEWEST - 1 for pair in itertools.pairwise(counts)]
            for place, (count, *joined) in enumerate(zip(counts, [False, *joins], [*joins, False], strict=True), first):
                if count >= seeds.LEAST or any(joined):
                    yield place


def _behind(texts: Sequence[str], place: int) -> Iterator[int]:
    """The texts after one about an account that are short enough for a password alone."""
    for index, text in enumerate(texts[place + 1 : place + 1 + BEFORE], place + 1):
        if is_short(text):
            yield index


class _Words(dict[str, bytes]):
    """The signs of words that were seen."""

    def __missing__(self, word: str) -> bytes:
        found = _BETWEEN if word == BETWEEN else _signs(word)
        if len(word) <= _LONGEST:
            if len(self) >= _KEPT:
                self.clear()
            self[word] = found
        return found


@cache
def _words() -> _Words:
    return _Words()


def _signs(word: str) -> bytes:
    """A byte for each of the words of letters in a word that has no blanks, or one where there is none."""
    low = word.lower()
    first = _PRIVATE if _is_private(word, low) else 0
    if not NUMBER_WORDS.isdisjoint(low.replace("-", " ").replace(",", " ").split()):
        # Several may be joined by commas.
        first |= _NUMBER | (_PRIVATE if "," in low.strip(",") else 0)
    if learned.is_topic(low):
        first |= _TOPIC
    if low.startswith(_SECOND):
        first |= _ENDS
    known = [_SEED if letters in seeds.all_words() else 0 for letters in seeds.WORD.findall(low)] or [_SILENT]
    known[0] |= first
    known[-1] |= _BEGINS if low.endswith(_FIRST) else 0
    return bytes(known)


def _is_private(word: str, low: str) -> bool:
    """Whether a text with this word may hold something private, whatever else is in it."""
    return (
        len(word) >= LONG
        or low in _DOTS
        or any(pattern.search(word) for pattern in _of_word())
        or WORDS.search(low) is not None
        or learned.may_hold(word)
    )


@cache
def _of_word() -> Iterable[re.Pattern[str]]:
    return (MARK, INSIDE, OTHER_SCRIPT, answers.MAYBE, answers.SHUT, _UNEVEN)
