"""The forms a person's name takes in a text: whole, first name, surname, declined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .ordinary import TITLES

# Letters with their marks; the blocks are those of scripts whose vowels are marks.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e])*")
CYRILLIC = re.compile(r"[а-яё]+")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
HANGUL = re.compile(r"[\uac00-\ud7a3]")
PARTICLES = re.compile(r"(?:이|가|은|는|을|를|의|에게|한테|랑|이랑|도|야|아|씨|님|형|누나|언니|오빠|하고)?")

Form = tuple[str, ...]


def folded(word: str) -> str:
    """A word as it is compared."""
    return unicodedata.normalize("NFC", word).casefold()


def words(name: str) -> Form:
    """The words of a name, folded."""
    return tuple(folded(match.group()) for match in WORD.finditer(unicodedata.normalize("NFC", name)))


def forms(name: str) -> Iterator[tuple[Form, bool]]:
    """Each form, and whether it may be written small: the whole name and the first name, but not a surname."""
    whole = words(name)
    if not whole:
        return
    if len(whole) > 1 or whole[0] not in TITLES:
        yield whole, True
    parts = [words(part) for part in re.sub(r"\([^)]{0,200}\)|\[[^\]]{0,200}\]", " ", name).split()]
    called = [part for part in parts if part and _is_called(part)]
    for place, part in enumerate(called):
        if len(called) > 1 or len(parts) > 1:
            yield part, place == 0
        if len(part) == 1 and CYRILLIC.fullmatch(part[0]):
            yield from (((declined,), place == 0) for declined in _declined(part[0]))


def handles(names: Iterable[str]) -> Iterator[str]:
    """What can stand after an @ in one piece: a name or an id without spaces and marks."""
    for name in names:
        yield "".join(words(name))


def _is_called(part: Form) -> bool:
    return len(part) > 1 or (len(part[0]) > 1 and part[0] not in TITLES and not part[0].isdigit())


def _declined(word: str) -> Iterator[str]:
    """The cases of a Russian name."""
    if word.endswith(("а", "я")):
        endings: tuple[str, ...] = ("ы", "и", "е", "у", "ю", "ой", "ей")
        stem = word[:-1]
    elif word.endswith(("й", "ь")):
        endings, stem = ("я", "ю", "ем", "е", "и"), word[:-1]
    else:
        endings, stem = ("а", "у", "ом", "е", "ым"), word
    if len(stem) > 1:
        yield from (stem + ending for ending in endings)
