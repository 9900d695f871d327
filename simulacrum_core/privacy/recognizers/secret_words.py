"""Words beside which people tell a secret, in thirteen languages, with their typos."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

# Vowel signs are no \w.
SIGNS = r"\u0610-\u061a\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
START, END = rf"(?<![\w{SIGNS}])", rf"(?![\w{SIGNS}])"
_ARABIC = re.compile(r"[\u0621-\u064a]")
# Typos of these are looked for: long enough that hardly anything else is one letter away.
LONG = "password passwords passwort passwörter kennwort contraseña contrasena wachtwoord passphrase".split()
NO_TYPO = frozenset("passport passports passeport passeports pasaport".split())
WORD = re.compile(r"[^\W\d_]{6,14}")


@cache
def _rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Kind, language and words of each row."""
    rows = files(__package__).joinpath("secret_words.txt").read_text(encoding="utf-8").split("\n")
    parts = (row.split(" ", 2) for row in rows if row and not row.startswith("#"))
    return tuple((kind, language, tuple(words.split(", "))) for kind, language, words in parts)


def words_of(*kinds: str, languages: str = "") -> list[str]:
    """The words of these kinds as they stand in the table, the longest first; `languages` has blanks between them."""
    wanted = languages.split()
    found = {
        word
        for kind, language, words in _rows()
        if kind in kinds and language in (wanted or [language])
        for word in words
    }
    return sorted(found, key=lambda word: (-len(word), word))


def any_word(*kinds: str, languages: str = "") -> str:
    """A pattern of one of the words of these kinds, whole and in small letters."""
    words = words_of(*kinds, languages=languages)
    # By their first letters, of which nearly all are wrong at any place.
    firsts: dict[str, list[str]] = {}
    for word in words:
        firsts.setdefault("" if _ARABIC.match(word) else word[0], []).append(word)
    groups = [_group(first, words) for first, words in firsts.items()]
    return rf"{START}(?:{'|'.join(groups)}){END}"


def _group(first: str, words: Iterable[str]) -> str:
    """Words that begin with a letter; Arabic joins "and", "in", "for" and "the" to a word."""
    rest = "|".join(_pattern(word[len(first) :]) for word in words)
    return (
        rf"{re.escape(first)}(?:{rest})" if first else rf"(?:[وف]?(?:لل|[بلك]?(?:ال)?))?(?=[\u0621-\u064a])(?:{rest})"
    )


def _pattern(word: str) -> str:
    shape = re.escape(word).replace("\\ ", r"\s").replace("\\~", "~")
    return shape.replace("_", "[ -]?").replace("~", rf"[\w{SIGNS}]{{0,6}}")


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
        if word[0] in "pkcw" and word not in NO_TYPO and not _near().isdisjoint(_less(word)):
            yield match
