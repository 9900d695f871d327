"""Signs of a PDF that its font gives a number and no name: TeX's ligatures, and Arabic's forms of letters.

Sources: the Cork encoding (T1) and Knuth's (OT1); Unicode, chapter 9.2.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import msgspec

from .lines import Char

_OLD_LIGATURES = {"\x0b": "ff", "\x0c": "fi", "\x0d": "fl", "\x0e": "ffi", "\x0f": "ffl"}
_OLD = _OLD_LIGATURES | dict(zip("\x10\x11\x19\x1a\x1b\x1c\x1d\x1e\x1f", "ıȷßæœøÆŒØ", strict=True))
_CORK = dict(
    zip("\x10\x11\x12\x13\x14\x15\x16\x17\x19\x1a", ("“", "”", "„", "«", "»", "–", "—", "", "ı", "ȷ"), strict=True)
)
_CORK |= {"\x0d": "", "\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl"}


def with_letters(chars: list[Char]) -> list[Char]:
    """The characters of a page with letters in the place of numbers.

    The two encodings have their ligatures in different places; the older one's tell it from the newer.
    """
    table = _OLD if any(char.text in _OLD_LIGATURES and char.text != "\x0d" for char in chars) else _CORK
    texts = [char.text for char in chars]
    if min(texts, default=" ") >= " " and max(texts, default=" ") < "\ufb50":
        # Nearly every page: two comparisons in the place of four a character.
        return chars
    return list(_with_letters(chars, table))


def _with_letters(chars: list[Char], table: Mapping[str, str]) -> Iterator[Char]:
    for char in chars:
        if char.text < " " and char.text != "\t":
            text = table.get(char.text, "\N{REPLACEMENT CHARACTER}")
            if text:
                yield msgspec.structs.replace(char, text=text)
        elif "\ufb50" <= char.text <= "\ufefc":
            # What is shown joined is written with the same letters as what stands alone.
            yield msgspec.structs.replace(char, text=unicodedata.normalize("NFKC", char.text).strip() or char.text)
        else:
            yield char
