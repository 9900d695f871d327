"""A text as dates are looked for in it: digits of all scripts as ASCII ones, small letters, no marks of direction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from .names import small

_GONE = frozenset("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\ufeff") | set(
    map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
_DIGIT = re.compile(r"(?![0-9])\d")
_SAME = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u3000": " ",
        "،": ",",
        "，": ",",
        "、": ",",
        "⹁": ",",
        "’": "'",
        "ʼ": "'",
        "‘": "'",
        "（": "(",
        "）": ")",
        "：": ":",
        "．": ".",
        "／": "/",
        "‐": "-",
        "‑": "-",
    }
)


class Plain(msgspec.Struct, frozen=True):
    """The text, and for each place in it the place in the text that it was made of."""

    text: str
    ends: Sequence[int]


def plain_text(text: str) -> Plain:
    """A text in the form in which names and digits are compared."""
    if text.isascii():
        return Plain(text.lower(), range(len(text) + 1))
    kept = [number for number, char in enumerate(text) if char not in _GONE]
    plain = "".join(text[number] for number in kept).translate(_SAME)
    plain = small(_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), plain))
    return Plain(plain, [*kept, kept[-1] + 1 if kept else 0])
