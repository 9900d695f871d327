"""Words beside which people tell a secret, in thirteen languages, and patterns of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

# Vowel signs are no \w.
SIGNS = r"\u0610-\u061a\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
START, END = rf"(?<![\w{SIGNS}])", rf"(?![\w{SIGNS}])"
ARABIC = re.compile(r"[\u0621-\u064a]")
_KINDS = re.compile(r"\(\?&([a-z ]+)(?::([a-z ]+))?\)")
ENDING, MOST_JOINED = 6, 5
"""Characters of an ending of a word at most, and those that Arabic joins to it."""
_ATOMS = {" ": r"\s", "_": "[ -]?", "~": rf"[\w{SIGNS}]{{0,{ENDING}}}"}


@cache
def rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Kind, language and words of each row."""
    rows = files(__package__).joinpath("secret_words.txt").read_text(encoding="utf-8").split("\n")
    parts = (row.split(" ", 2) for row in rows if row and not row.startswith("#"))
    return tuple((kind, language, tuple(words.split(", "))) for kind, language, words in parts)


def words_of(*kinds: str, languages: str = "") -> list[str]:
    """The words of these kinds as they stand in the table, the longest first; `languages` has blanks between them."""
    return [*_words_of(kinds, languages)]


@cache
def _words_of(kinds: tuple[str, ...], languages: str) -> tuple[str, ...]:
    wanted = languages.split()
    found = {
        word
        for kind in kinds
        for language, words in _rows_of().get(kind, ())
        if language in (wanted or [language])
        for word in words
    }
    return tuple(sorted(sorted(found), key=len, reverse=True))


@cache
def _rows_of() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Languages and words of the rows of each kind."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for kind, language, words in rows():
        found.setdefault(kind, []).append((language, words))
    return found


def any_word(*kinds: str, languages: str = "") -> str:
    """What stands in a pattern of `later` for any word of these kinds, whole and in small letters."""
    return f"(?&{' '.join(kinds)}{languages and ':'}{languages})"


def with_words(pattern: str) -> str:
    """A pattern with the words of the kinds that it names."""
    return _KINDS.sub(lambda match: _pattern_of(tuple(match[1].split()), match[2] or ""), pattern)


@cache
def _pattern_of(kinds: tuple[str, ...], languages: str) -> str:
    words = words_of(*kinds, languages=languages)
    arabic = [word for word in words if ARABIC.match(word)]
    others = [word for word in words if not ARABIC.match(word)]
    return whole([*([any_of(others)] if others else ()), *([joined(arabic)] if arabic else ())])


def joined(arabic: Iterable[str]) -> str:
    """A pattern of Arabic words, which may be joined to a word before."""
    return rf"(?:[وف]?(?:لل|[بلك]?(?:ال)?))?(?=[\u0621-\u064a]){any_of(arabic)}"


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of some words of the table, the longest first."""
    return _tree([_atoms(word) for word in words])


def whole(groups: Iterable[str]) -> str:
    """A pattern of any of some patterns, where it is no part of a word."""
    return rf"{START}(?:{'|'.join(groups)}){END}"


def any_beginning(stems: list[str]) -> str:
    """A pattern of any of the stems, wherever it stands."""
    return _tree([tuple(map(re.escape, stem)) for stem in dict.fromkeys(stems)])


def _atoms(word: str) -> tuple[str, ...]:
    """The patterns of its characters; Arabic joins "and", "in", "for" and "the" to a word."""
    return tuple(map(_atom, word))


@cache
def _atom(sign: str) -> str:
    return _ATOMS.get(sign) or re.escape(sign)


def _tree(words: list[tuple[str, ...]]) -> str:
    """A pattern of any of the words in which no beginning is tried twice, the longest first.

    A list of them takes four times as long, as nearly all are wrong at any place.
    """
    if len(words) == 1:
        return "".join(words[0])
    firsts: dict[str, list[tuple[str, ...]]] = {}
    for word in words:
        if word:
            firsts.setdefault(word[0], []).append(word[1:])
    branches = [first + (_tree(rest) if any(rest) else "") for first, rest in firsts.items()]
    tree = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{tree})?" if () in words else tree
