"""Words beside which people tell a secret, in thirteen languages, with their typos."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from .later import later

# Vowel signs are no \w.
SIGNS = r"\u0610-\u061a\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
START, END = rf"(?<![\w{SIGNS}])", rf"(?![\w{SIGNS}])"
_ARABIC = re.compile(r"[\u0621-\u064a]")
# Typos of these are looked for: long enough that hardly anything else is one letter away.
LONG = "password passwords passwort passwörter kennwort contraseña contrasena wachtwoord passphrase".split()
NO_TYPO = frozenset("passport passports passeport passeports pasaport".split())
WORD = later(r"(?<![^\W\d_])[pkcw][^\W\d_]{5,13}", re.IGNORECASE)
_ATOMS = {" ": r"\s", "_": "[ -]?", "~": rf"[\w{SIGNS}]{{0,6}}"}


@cache
def rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Kind, language and words of each row."""
    rows = files(__package__).joinpath("secret_words.txt").read_text(encoding="utf-8").split("\n")
    parts = (row.split(" ", 2) for row in rows if row and not row.startswith("#"))
    return tuple((kind, language, tuple(words.split(", "))) for kind, language, words in parts)


def words_of(*kinds: str, languages: str = "") -> list[str]:
    """The words of these kinds as they stand in the table, the longest first; `languages` has blanks between them."""
    wanted = languages.split()
    found = {
        word
        for kind, language, words in rows()
        if kind in kinds and language in (wanted or [language])
        for word in words
    }
    return sorted(found, key=lambda word: (-len(word), word))


@cache
def any_word(*kinds: str, languages: str = "") -> str:
    """A pattern of one of the words of these kinds, whole and in small letters."""
    words = words_of(*kinds, languages=languages)
    arabic = [word for word in words if _ARABIC.match(word)]
    groups = [_tree([_atoms(word) for word in words if not _ARABIC.match(word)])] if len(arabic) < len(words) else []
    if arabic:
        groups.append(rf"(?:[وف]?(?:لل|[بلك]?(?:ال)?))?(?=[\u0621-\u064a]){_tree([_atoms(word) for word in arabic])}")
    return rf"{START}(?:{'|'.join(groups)}){END}"


# The kinds without which a search for what is told by words has nothing to look for.
GATES = ("password", "key", "code", "account", "email", "lock", "opens", "enter", "pin", "everywhere")


@cache
def _gates() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    return re.compile(f"(?=({any_word(*GATES)}))"), {kind: re.compile(any_word(kind)) for kind in GATES}


def mentioned(low: str) -> frozenset[str]:
    """Which of the kinds a text in small letters has words of: one walk in the place of ten searches."""
    return frozenset[str]().union(*map(_kinds_of, _gates()[0].findall(low)))


@lru_cache(maxsize=4096)
def _kinds_of(word: str) -> frozenset[str]:
    return frozenset(kind for kind, pattern in _gates()[1].items() if pattern.search(word))


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
