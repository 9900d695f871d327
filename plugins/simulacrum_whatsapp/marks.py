"""Invisible marks that WhatsApp puts around what it writes, and the folding of a header for parsing."""

from __future__ import annotations

import unicodedata

LRM, RLM, BOM = "\u200e", "\u200f", "\ufeff"
MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff"
MARKS_ONE_BY_ONE = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff"
SPACES = " \u00a0\u202f\u2007\u2009\u3000"

_DROPPED = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0xFEFF], None)
_FOLDED = _DROPPED | dict.fromkeys(map(ord, SPACES), " ") | {ord("،"): ",", ord("，"): ","}


class _Folding(dict[int, int | str | None]):
    """A translation table that maps digits of every script to ASCII, filled as characters are met."""

    def __missing__(self, code: int) -> int | str | None:
        char = chr(code)
        self[code] = str(unicodedata.decimal(char)) if char.isdecimal() else code
        return self[code]


_TABLE = _Folding(_FOLDED)


def fold(text: str) -> str:
    """A copy for parsing only: no marks, plain spaces and commas, ASCII digits."""
    return text if text.isascii() else text.translate(_TABLE)


def unmarked(text: str) -> str:
    """`text` without the marks, otherwise as it is."""
    return text.translate(_DROPPED)


_SHOWN = _DROPPED | dict.fromkeys(map(ord, SPACES), " ") | dict.fromkeys(range(0x2010, 0x2016), "-")


def shown_name(text: str) -> str:
    """`text` as a name or number is compared: without marks, with plain blanks and hyphens."""
    return text.translate(_SHOWN).strip()
