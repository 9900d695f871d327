"""Names as languages bend them: Russian and Polish cases, Greek ones, given names without their family's."""

from __future__ import annotations

import re
from collections.abc import Iterator

CYRILLIC = re.compile(r"[а-яё]{2,40}")
GREEK = re.compile(r"[α-ωάέήίόύώϊϋΐΰ]{3,40}")
HANGUL = re.compile(r"[\uac00-\ud7a3]{3}")
HAN = re.compile(r"[\u3400-\u9fff]{3,4}")
LATIN = re.compile(r"[a-zà-žß-ÿ]{3,40}")
# What tells a Polish message: letters of its own, or little words that no neighbour has.
POLISH = re.compile(
    r"[ąęłńśźż]|\b(?:nie|jest|z|dla|od|daj|powiedz|u|czy|tak|jak|mam|masz|jego|jej|tam|teraz|dzi[sś]|jutro|wczoraj|widzia[lł]\w{0,3}|by[lł]\w?|ma|si[eę])\b",
    re.IGNORECASE,
)


def declined(word: str) -> Iterator[str]:
    """Other forms of one folded word of a name, whatever the language of the text."""
    if CYRILLIC.fullmatch(word):
        yield from _russian(word)
    elif GREEK.fullmatch(word) and word[-1] in "ςσ":
        yield word[:-1]
        if word[-2] in "οό":
            yield word[:-1] + "υ"
    elif HANGUL.fullmatch(word):
        yield word[1:]
    elif HAN.fullmatch(word):
        yield from (word[1:],) if len(word) == 3 else (word[:2], word[2:])


def polish(word: str) -> Iterator[str]:
    """The cases that a name has in Polish; they count in a Polish message only."""
    if not LATIN.fullmatch(word):
        return
    stem = word[:-1]
    if word.endswith("ia"):
        yield from (stem + ending for ending in ("", "ę", "ą", "u", "o"))
    elif word.endswith("a"):
        yield from (stem + ending for ending in ("y", "i", "ie", "ę", "ą", "o", "u"))
        yield from (
            stem[:-1] + end
            for last, end in (("k", "ce"), ("g", "dze"), ("r", "rze"), ("ł", "le"), ("t", "cie"), ("d", "dzie"))
            if stem.endswith(last)
        )
    elif word.endswith(("ek", "ec", "eł")):
        yield from (word[:-2] + word[-1] + ending for ending in ("a", "owi", "iem", "em", "u"))
    elif word[-1] not in "aeiouy":
        yield from (word + ending for ending in ("a", "owi", "em", "iem", "ie", "u"))


def _russian(word: str) -> Iterator[str]:
    if word.endswith(("а", "я")):
        endings: tuple[str, ...] = ("ы", "и", "е", "у", "ю", "ой", "ей", "ою", "ею")
        stem = word[:-1]
    elif word.endswith(("й", "ь")):
        endings, stem = ("я", "ю", "ем", "е", "и", "ьи"), word[:-1]
    else:
        endings, stem = ("а", "у", "ом", "е", "ым", "ой"), word
    if len(stem) > 1:
        yield from (stem + ending for ending in endings)
