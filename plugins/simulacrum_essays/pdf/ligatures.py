"""Signs of a PDF that its font gives a number and no name: TeX's ligatures, and Arabic's forms of letters.

Sources: the Cork encoding (T1) and Knuth's (OT1); Unicode, chapter 9.2.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import msgspec

from .lines import Chars

_OLD_LIGATURES = {"\x0b": "ff", "\x0c": "fi", "\x0d": "fl", "\x0e": "ffi", "\x0f": "ffl"}
_OLD = _OLD_LIGATURES | dict(zip("\x10\x11\x19\x1a\x1b\x1c\x1d\x1e\x1f", "ıȷßæœøÆŒØ", strict=True))
_CORK = dict(
    zip("\x10\x11\x12\x13\x14\x15\x16\x17\x19\x1a", ("“", "”", "„", "«", "»", "–", "—", "", "ı", "ȷ"), strict=True)
)
_CORK |= {"\x0d": "", "\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl"}


def with_letters(chars: Chars) -> Chars:
    """The characters of a page with letters in the place of numbers.

    The two encodings have their ligatures in different places; the older one's tell it from the newer.
    """
    signs = set(chars.text)
    if min(signs, default=" ") >= " " and max(signs, default=" ") < "\ufb50":
        # Nearly every page.
        return chars
    table = _OLD if not signs.isdisjoint(_OLD_LIGATURES.keys() - {"\x0d"}) else _CORK
    letters = {sign: _letter(sign, table) for sign in signs}
    found = chars.at(place for place, sign in enumerate(chars.text) if letters[sign])
    return msgspec.structs.replace(found, text=[letters[sign] for sign in found.text])


def _letter(sign: str, table: Mapping[str, str]) -> str:
    """What a sign stands for; empty for one that stands for nothing."""
    if sign < " " and sign != "\t":
        return table.get(sign, "\N{REPLACEMENT CHARACTER}")
    if "\ufb50" <= sign <= "\ufefc":
        # What is shown joined is written with the same letters as what stands alone.
        return unicodedata.normalize("NFKC", sign).strip() or sign
    return sign
