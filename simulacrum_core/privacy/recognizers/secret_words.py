"""Searches for words beside which people tell a secret, and for their typos."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from typing import cast

from .later import Later, later
from .word_table import ARABIC, ENDING, MOST_JOINED, SIGNS, START, any_of, any_word, joined, whole, with_words, words_of

# Typos of these are looked for: long enough that hardly anything else is one letter away.
LONG = "password passwords passwort passwörter kennwort contraseña contrasena wachtwoord passphrase".split()
NO_TYPO = frozenset("passport passports passeport passeports pasaport".split())
WORD = later(r"(?<![^\W\d_])[pkcw][^\W\d_]{5,13}", re.IGNORECASE)
# The first characters of a word, by which those that may be meant are chosen.
_BEGINNING = re.compile(rf"{START}[\w{SIGNS}]{{1,4}}")
# Stands for all beginnings of Arabic words: any may have others joined to it.
_ARABIC_WORD = "\u0627\u0644"


class WordSearch(Later):
    """Looks for any word of some kinds and what stands `behind` it, as a pattern of all of them would.

    Those that begin alike are a pattern of their own, which is compiled when a word of a text begins so: most words are of
    languages that nobody speaks in a chat.
    """

    def __init__(self, kinds: tuple[str, ...], behind: str = "", flags: int = 0) -> None:
        super().__init__(f"{any_word(*kinds)}{behind}", flags)
        self._kinds, self._behind = kinds, behind
        self._compiled: dict[str, re.Pattern[str]] = {}

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first of them from `start` to `end`."""
        found = None
        for one in self._patterns(text):
            if match := one.search(text, start, end):
                if not self._behind:
                    # What begins before it ends before this.
                    end = min(end, match.start() + self._longest)
                found = match if found is None or match.start() < found.start() else found
        return found

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The one that stands at `start`."""
        return next((match for one in self._patterns(text) if (match := one.match(text, start, end))), None)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The one that is all from `start` to `end`."""
        return next((match for one in self._patterns(text) if (match := one.fullmatch(text, start, end))), None)

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize, *, within: bool = False
    ) -> Iterator[re.Match[str]]:
        """All of them, one behind the other; and those that begin `within` others."""
        ahead = [(one, one.search(text, start, end)) for one in self._patterns(text)]
        while found := [match for _, match in ahead if match]:
            first = min(found, key=re.Match.start)
            yield first
            start = first.start() + 1 if within else first.end()
            ahead = [
                (one, one.search(text, start, end) if match.start() < start else match) for one, match in ahead if match
            ]

    def findall(self, text: str) -> list[str]:
        """All of them."""
        return [match.group() for match in self.finditer(text)]

    def _patterns(self, text: str) -> Iterator[re.Pattern[str]]:
        """Those of words that begin as one of a text does; at each place one of them alone can find anything."""
        for beginning in self._groups.keys() & _beginnings(text):
            if beginning not in self._compiled:
                group = self._groups[beginning]
                words = whole([joined(group) if beginning == _ARABIC_WORD else any_of(group)])
                self._compiled[beginning] = re.compile(f"{words}{with_words(self._behind)}", self._flags)
            yield self._compiled[beginning]

    @cached_property
    def _groups(self) -> dict[str, list[str]]:
        """The words that begin alike, by that beginning; Arabic ones together, as others are joined to them."""
        words = words_of(*self._kinds)
        beginnings = {_beginning(word) for word in words}
        shortest = {one: next((o for o in _starts(one) if o in beginnings), one) for one in beginnings}
        groups: dict[str, list[str]] = {}
        for word in words:
            groups.setdefault(_ARABIC_WORD if ARABIC.match(word) else shortest[_beginning(word)], []).append(word)
        return groups

    @cached_property
    def _longest(self) -> int:
        """More characters than any of the words can have."""
        return max(len(word) + MOST_JOINED + ENDING * word.count("~") for word in words_of(*self._kinds)) + 1


def word_search(*kinds: str, behind: str = "", flags: int = 0) -> re.Pattern[str]:
    """Looks for any word of these kinds and a pattern of what stands behind it."""
    return cast("re.Pattern[str]", WordSearch(kinds, behind, flags))


@lru_cache(maxsize=1 << 14)
def _beginning(word: str) -> str:
    """The first characters of a word of the table, as far as they are themselves."""
    match = _BEGINNING.match(word.partition("_")[0].partition("~")[0])
    return match.group() if match else ""


@lru_cache(maxsize=1 << 14)
def _starts(word: str) -> list[str]:
    """Its first character, its first two, and so on."""
    return [word[:count] for count in range(1, len(word) + 1)]


@lru_cache(maxsize=64)
def _beginnings(text: str) -> frozenset[str]:
    """How the words of a text begin: by one character, by two, and so on."""
    found = {""}
    for word in {*_BEGINNING.findall(text)}:
        found.update(_starts(word))
        if ARABIC.match(word):
            found.add(_ARABIC_WORD)
    return frozenset(found)


# The kinds without which a search for what is told by words has nothing to look for.
GATES = ("password", "key", "code", "account", "email", "lock", "opens", "enter", "pin", "everywhere")
_ANY_GATE, _EACH_GATE = WordSearch(GATES), {kind: word_search(kind) for kind in GATES}


def mentioned(low: str) -> frozenset[str]:
    """Which of the kinds a text in small letters has words of."""
    words = (match.group() for match in _ANY_GATE.finditer(low, within=True))
    return frozenset[str]().union(*map(_kinds_of, words))


@lru_cache(maxsize=4096)
def _kinds_of(word: str) -> frozenset[str]:
    return frozenset(kind for kind, search in _EACH_GATE.items() if search.search(word))


@cache
def _near() -> frozenset[str]:
    return frozenset(left for word in LONG for left in _less(word))


def _less(word: str) -> set[str]:
    """The word, and what is left of it without one letter."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def typos(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """Words from `start` to `end` with one letter wrong, missing, too many or exchanged with the next."""
    for match in WORD.finditer(text, start, end):
        word = match.group().lower()
        if word not in NO_TYPO and not _near().isdisjoint(_less(word)):
            yield match
