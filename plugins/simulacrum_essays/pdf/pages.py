"""PDF's pages as PDFium reads them: each character with its place."""

from __future__ import annotations

import contextlib
import ctypes
import math
from collections.abc import Iterator
from typing import Any

from .allowance import Allowance
from .lines import Char

_HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What PDFium has for a hyphen at the end of a line."""
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
    count = int(pdfium.FPDFText_CountChars(page))
    allowance.write(count)
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(page, index)
        if code in _NOTHING or pdfium.FPDFText_IsGenerated(page, index) == 1:
            continue
        pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(page, index, box)
        pdfium.FPDFText_GetMatrix(page, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = abs(pdfium.FPDFText_GetFontSize(page, index)) * scale
        place = (x.value, y.value, box.right)
        if abs(matrix.b) > abs(matrix.a):
            place = (y.value, -x.value, box.top) if matrix.b > 0 else (-y.value, x.value, -box.bottom)
        yield Char(_HYPHENS.get(code) or _sound(code), *place, size)


def _sound(code: int) -> str:
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code < 0xE000 else chr(code)
