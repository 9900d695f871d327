"""PDF's pages as PDFium reads them: each character with its place."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from .allowance import Allowance
from .lines import Char

_HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What PDFium has for a hyphen at the end of a line."""
_BLANK = 32
"""The last of the characters that PDFium adds: spaces and ends of lines."""
_STEP = 8
"""Characters that are passed over where the one behind them is drawn at once with the one before."""
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_INT = ctypes.c_int
_NOTHING = frozenset((0, 10))
_PASSWORD = 4
LOCKED, DAMAGED = "locked", "damaged"


def opened(data: bytes) -> tuple[Any, str]:
    """The document and "", or None and why there is none: LOCKED or DAMAGED."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        return pypdfium2.PdfDocument(data), ""
    except pypdfium2.PdfiumError as error:
        return None, LOCKED if getattr(error, "err_code", None) == _PASSWORD else DAMAGED


def chars_of(document: Any, index: int, allowance: Allowance) -> list[Char]:
    """The characters of a page in the order in which they were written.

    Raises PdfiumError where it is damaged, and TooMuchError where more is on it than may be.
    """
    with contextlib.closing(document[index]) as page:
        allowance.draw(page.raw)
        with contextlib.closing(page.get_textpage()) as text:
            return _chars(text.raw, allowance)


def width_of(document: Any, index: int) -> float:
    """How wide a page is as it is shown, in points."""
    return float(document.get_page_size(index)[0])


def _chars(page: Any, allowance: Allowance) -> list[Char]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    at_x, at_y, around, turned = map(ctypes.addressof, (x, y, box, matrix))
    # These calls are most of the time of a page. With addresses that are plain numbers they take half as long.
    where = ctypes.cast(page, ctypes.c_void_p).value
    is_generated, box_of, origin_of, object_of, matrix_of = _functions()
    count = int(pdfium.FPDFText_CountChars(page))
    allowance.write(count)
    signs: dict[int, str] = {}
    last, size, a, b, base, low = None, 0.0, 1.0, 0.0, 0.0, math.nan
    codes, chars = _codes(page, count), list[Char]()
    # From left to right, what is drawn at once stands together: where it goes on further behind, it does before.
    step = 0 if _FROM_RIGHT.search("".join(map(chr, set(codes)))) else _STEP
    until = 0
    for index, code in enumerate(codes):
        if code in _NOTHING or (code <= _BLANK and is_generated(where, index) == 1):
            continue
        box_of(where, index, around)
        if index < until:
            pass
        elif (object := object_of(where, index)) == last and object:
            if step and index + step < count and object_of(where, index + step) == object:
                until = index + step
        else:
            # All characters that are drawn at once are of one size.
            matrix_of(where, index, turned)
            scale = math.hypot(matrix.c, matrix.d) or 1.0
            last, size, a, b = object, abs(pdfium.FPDFText_GetFontSize(page, index)) * scale, matrix.a, matrix.b
            origin_of(where, index, at_x, at_y)
            # A box begins at the origin and goes as far below it as the font does, unless the font does not say so.
            base, low = y.value, box.bottom if box.left == x.value and abs(b) <= abs(a) else math.nan
        if box.bottom == low:
            # Nearly every character: one call of four less.
            place = (box.left, base, box.right)
        else:
            origin_of(where, index, at_x, at_y)
            place = (x.value, y.value, box.right)
            if abs(b) > abs(a):
                place = (y.value, -x.value, box.top) if b > 0 else (-y.value, x.value, -box.bottom)
        found = signs.get(code)
        if found is None:
            found = signs[code] = _HYPHENS.get(code) or _sound(code)
        chars.append(Char(found, *place, size))
    return chars


def _codes(page: Any, count: int) -> Sequence[int]:
    """The numbers of all characters of a page.

    PDFium gives all of them at once as UTF-16 but for those without a number; only then they are asked for one by one.
    """
    import pypdfium2.raw as pdfium

    units = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(page, 0, count, units) == count + 1:
        codes = units[:count]
        if not any(0xD800 <= code < 0xE000 for code in set(codes)):
            return codes
    return [int(pdfium.FPDFText_GetUnicode(page, index)) for index in range(count)]


@functools.cache
def _functions() -> tuple[Callable[..., Any], ...]:
    """What is asked for a character, made once: each makes a class, which takes as long as hundreds of calls."""
    import pypdfium2.raw as pdfium

    return (
        _plain(pdfium.FPDFText_IsGenerated, _INT, 0),
        _plain(pdfium.FPDFText_GetLooseCharBox, _INT, 1),
        _plain(pdfium.FPDFText_GetCharOrigin, _INT, 2),
        _plain(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, 0),
        _plain(pdfium.FPDFText_GetMatrix, _INT, 1),
    )


def _plain(function: Any, gives: Any, places: int) -> Callable[..., Any]:
    """A function of PDFium that takes a page, an index, and so many addresses of what it fills in.

    Nothing else runs in this process, so that no call gives up Python's lock.
    """
    return ctypes.cast(function, ctypes.PYFUNCTYPE(gives, ctypes.c_void_p, _INT, *[ctypes.c_void_p] * places))


def _sound(code: int) -> str:
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code < 0xE000 else chr(code)
