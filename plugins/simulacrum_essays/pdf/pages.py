"""PDF's pages as PDFium reads them: each character with its place."""

from __future__ import annotations

import contextlib
import ctypes
import math
from collections.abc import Callable, Iterator
from typing import Any

from .allowance import Allowance
from .lines import Char

_HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What PDFium has for a hyphen at the end of a line."""
_BLANK = 32
"""The last of the characters that PDFium adds: spaces and ends of lines."""
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


def chars_of(document: Any, index: int, allowance: Allowance) -> Iterator[Char]:
    """The characters of a page in the order in which they were written.

    Raises PdfiumError where it is damaged, and TooMuchError where more is on it than may be.
    """
    with contextlib.closing(document[index]) as page:
        allowance.draw(page.raw)
        with contextlib.closing(page.get_textpage()) as text:
            yield from _chars(text.raw, allowance)


def width_of(document: Any, index: int) -> float:
    """How wide a page is as it is shown, in points."""
    return float(document.get_page_size(index)[0])


def _chars(page: Any, allowance: Allowance) -> Iterator[Char]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    at_x, at_y, around, turned = map(ctypes.addressof, (x, y, box, matrix))
    # These calls are most of the time of a page. With addresses that are plain numbers they take half as long.
    where, unicode_of = ctypes.cast(page, ctypes.c_void_p).value, _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, 0)
    is_generated, box_of = (
        _plain(pdfium.FPDFText_IsGenerated, _INT, 0),
        _plain(pdfium.FPDFText_GetLooseCharBox, _INT, 1),
    )
    origin_of = _plain(pdfium.FPDFText_GetCharOrigin, _INT, 2)
    object_of = _plain(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, 0)
    matrix_of = _plain(pdfium.FPDFText_GetMatrix, _INT, 1)
    count = int(pdfium.FPDFText_CountChars(page))
    allowance.write(count)
    signs: dict[int, str] = {}
    last, size, a, b, base, low = None, 0.0, 1.0, 0.0, 0.0, math.nan
    for index in range(count):
        code = unicode_of(where, index)
        if code in _NOTHING or (code <= _BLANK and is_generated(where, index) == 1):
            continue
        box_of(where, index, around)
        if (object := object_of(where, index)) != last or not object:
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
        yield Char(found, *place, size)


def _plain(function: Any, gives: Any, places: int) -> Callable[..., Any]:
    """A function of PDFium that takes a page, an index, and so many addresses of what it fills in.

    Nothing else runs in this process, so that no call gives up Python's lock.
    """
    return ctypes.cast(function, ctypes.PYFUNCTYPE(gives, ctypes.c_void_p, _INT, *[ctypes.c_void_p] * places))


def _sound(code: int) -> str:
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code < 0xE000 else chr(code)
