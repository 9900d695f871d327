"""The forms a person's name takes in a text: whole, first name, surname, short and bent ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .declensions import declined, polish
from .nicknames import nicknames
from .ordinary import TITLES, WORDS, plain

# Letters with their marks; the blocks are those of scripts whose vowels are marks.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e])*")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
HANGUL = re.compile(r"[\uac00-\ud7a3]")
SEMITIC = re.compile(r"[\u0590-\u06ff]")
PARTICLES = re.compile(r"이?(?:가|은|는|을|를|의|에게|한테|랑|이랑|도|야|아|씨|님|형|누나|언니|오빠|하고)?")
# "and", "to", "in", "from", "the", "that", "like" are written together with the word behind them.
PREFIXES = re.compile(r"[ולבמהשכ]{1,2}|[وفبلك]")
BRACKETS = re.compile(r"\(([^)]{0,200})\)|\[([^\]]{0,200})\]")
QUOTED = re.compile(r"[\"“”„«»'‘’]([^\W\d_]{2,40})[\"“”«»'‘’]")

Form = tuple[str, ...]


class Way(NamedTuple):
    """How a form counts: also where it is small; in Polish messages only; less than a name as given; as a word is meant."""

    small: bool
    polish: bool = False
    short: bool = False
    wordy: bool = False

    @property
    def is_weak(self) -> bool:
        """Whether somebody who bears just this name goes before."""
        return self.polish or self.short


def folded(word: str) -> str:
    """A word of a name as the map keeps it."""
    return unicodedata.normalize("NFC", word).casefold()


def words(name: str) -> Form:
    """The words of a name, folded."""
    return tuple(folded(match.group()) for match in WORD.finditer(unicodedata.normalize("NFC", name)))


def plains(name: str) -> Form:
    """The words of a name as they are compared with a text."""
    return tuple(plain(match.group()) for match in WORD.finditer(unicodedata.normalize("NFC", name)))


def forms(name: str) -> Iterator[tuple[Form, Way]]:
    """Each form, folded: the whole name and the first name, which may be written small, and the surname, which may not."""
    whole = words(name)
    if not whole:
        return
    if len(whole) > 1 or _is_called(whole) or (whole[0] in TITLES and plain(whole[0]) in WORDS):
        yield whole, Way(True)
    quoted = QUOTED.findall(name)
    parts = [words(part) for part in BRACKETS.sub(" ", QUOTED.sub(" ", name)).split()]
    called = [part for part in parts if part and _is_called(part)]
    for place, part in enumerate(called):
        yield from _forms_of(part, place == 0)
    for nick in (*quoted, *_bracketed(name, called)):
        yield (folded(nick),), Way(True)


def _forms_of(part: Form, first: bool) -> Iterator[tuple[Form, Way]]:
    """A part of a name in the ways it is written and bent; of a first name the short ones, too."""
    for spelling in {part, tuple(word.translate(UMLAUTS) for word in part)}:
        yield spelling, Way(first)
    if len(part) > 1:
        yield ("".join(part),), Way(first)
        if first and len(part[0]) > 2:
            yield part[:1], Way(True)
    for word in part if first or len(part) == 1 else ():
        yield from _bent(word, Way(first))
    for nick in nicknames(part[0]) if first else ():
        yield (nick,), Way(len(nick) > 2, short=True)
        yield from _bent(nick, Way(True, short=True))


def _bent(word: str, way: Way) -> Iterator[tuple[Form, Way]]:
    wordy = plain(word) in WORDS
    yield from (((form,), way._replace(wordy=wordy)) for form in declined(word))
    yield from (((form,), Way(False, polish=True, wordy=wordy)) for form in polish(word))


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


def handles(names: Iterable[str]) -> Iterator[str]:
    """What can stand after an @ in one piece: a name or an id without spaces and marks."""
    for name in names:
        yield "".join(plains(name))


def _bracketed(name: str, called: list[Form]) -> Iterator[str]:
    """What stands in brackets and is a short form of the name, not where one knows somebody from."""
    first = called[0][0] if called else ""
    for found in BRACKETS.finditer(name):
        inside = words(found[1] or found[2] or "")
        if len(inside) == 1 and first and (inside[0] in nicknames(first) or inside[0][:2] == first[:2]):
            yield inside[0]


def _is_called(part: Form) -> bool:
    return len(part) > 1 or (len(part[0]) > 1 and part[0] not in TITLES and not part[0].isdigit())
