"""PDF's pages as PDFium reads them: each character with its place."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import math
import re
from collections import deque
from collections.abc import Sequence
from itertools import compress, groupby, pairwise, repeat
from typing import Any

from .allowance import Allowance
from .lines import Chars

_HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What PDFium has for a hyphen at the end of a line."""
_BLANK = 32
"""The last of the characters that PDFium adds: spaces and ends of lines."""
_PART = 1024
"""Characters whose boxes are asked for at once."""
_SIDES, _TOP = (0, 2, 3), 1
"""Where the left, right and lower sides of a box are among its four floats, and the upper one."""
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


def chars_of(document: Any, index: int, allowance: Allowance) -> Chars:
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


def _chars(page: Any, allowance: Allowance) -> Chars:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    count = int(pdfium.FPDFText_CountChars(page))
    allowance.write(count)
    codes, asked = _codes(page, count), _Asked(page)
    kept = bytearray(b"\1") * count
    blanks = [index for index, code in enumerate(codes) if code <= _BLANK]
    for index, is_generated in zip(blanks, asked.are_generated(blanks), strict=True):
        kept[index] = codes[index] not in _NOTHING and is_generated != 1
    signs = {code: _HYPHENS.get(code) or _sound(code) for code in set(codes)}
    # From left to right, what is drawn at once stands together: where it goes on further behind, it does before.
    step = 1 if _FROM_RIGHT.search("".join(map(chr, signs))) else _STEP
    indices = list(compress(range(count), kept))
    lefts, rights, bottoms = (list(compress(side, kept)) for side in asked.boxes(count))
    chars = Chars(list(compress(map(signs.__getitem__, codes), kept)), lefts, [], rights, [])
    end = 0
    for object, run in groupby(asked.objects(indices, step)):
        start, end = end, end + len(list(run))
        # What is drawn at once is of one size. What nothing has drawn stands alone.
        for first in (start,) if object else range(start, end):
            _place(chars, asked, indices[first : end if object else first + 1], bottoms)
    return chars


def _place(chars: Chars, asked: _Asked, run: list[int], bottoms: list[float]) -> None:
    """Add where characters stand that are drawn at once; they begin and end at the sides of their boxes, or nearly."""
    first = len(chars.y)
    size, a, b = asked.size(run[0])
    x, base = asked.origin(run[0])
    lower = bottoms[first : first + len(run)]
    # A box begins at the origin and goes as far below it as the font does, unless the font does not say so.
    low = lower[0] if chars.x[first] == x and abs(b) <= abs(a) else math.nan
    chars.y.extend([base] * len(run))
    chars.size.extend([size] * len(run))
    if lower.count(low) == len(run):
        # Nearly every run: no call for each character.
        return
    for place, index in enumerate(run, first):
        if bottoms[place] != low:
            x, y = asked.origin(index)
            if abs(b) <= abs(a):
                chars.x[place], chars.y[place] = x, y
            elif b > 0:
                chars.x[place], chars.y[place], chars.end[place] = y, -x, asked.top(index)
            else:
                chars.x[place], chars.y[place], chars.end[place] = -y, x, -bottoms[place]


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


class _Asked:
    """What PDFium tells of the characters of a page, as their numbers ask."""

    def __init__(self, page: Any) -> None:
        self._calls = _calls()
        self._where = ctypes.c_void_p.from_param(ctypes.cast(page, ctypes.c_void_p).value)

    def are_generated(self, indices: list[int]) -> list[int]:
        """1 for each character that PDFium has added."""
        return list(map(self._calls.is_generated, repeat(self._where), indices))

    def size(self, index: int) -> tuple[float, float, float]:
        """How large a character is in points, and where its line runs, to the right and upwards."""
        calls, matrix = self._calls, self._calls.matrix
        calls.matrix_of(self._where, index, calls.at_matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        return abs(calls.size_of(self._where, index)) * scale, matrix.a, matrix.b

    def origin(self, index: int) -> tuple[float, float]:
        """Where a character begins on its line."""
        calls = self._calls
        calls.origin_of(self._where, index, calls.at_x, calls.at_y)
        return calls.x.value, calls.y.value

    def top(self, index: int) -> float:
        """The upper side of the box of a character."""
        self._calls.box_of(self._where, index, self._calls.at_boxes[0])
        return self._calls.boxes[_TOP]

    def boxes(self, count: int) -> list[list[float]]:
        """The left, right and lower sides of the boxes of all characters, each a column."""
        calls, sides = self._calls, [list[float]() for _ in _SIDES]
        for start in range(0, count, _PART):
            size = min(_PART, count - start)
            deque(map(calls.box_of, repeat(self._where), range(start, start + size), calls.at_boxes), maxlen=0)
            for number, side in zip(_SIDES, sides, strict=True):
                side.extend(calls.boxes[number : 4 * size : 4])
        return sides

    def objects(self, indices: list[int], step: int) -> list[int | None]:
        """What each character is drawn with, where those are asked for that stand `step` from each other.

        Those between two of the same object are not asked for.
        """
        marks, found = self._objects(indices[::step]), list[int | None]()
        for number, (mark, next_mark) in enumerate(pairwise([*marks, None])):
            if mark and mark == next_mark:
                found += [mark] * step
            else:
                found += [mark, *self._objects(indices[number * step + 1 : (number + 1) * step])]
        return found

    def _objects(self, indices: list[int]) -> list[int | None]:
        return list(map(self._calls.object_of, repeat(self._where), indices))


class _Calls:
    """Functions of PDFium and the places that they fill in, made once.

    These calls are most of the time of a page. One takes less than half as long where its arguments are made before it,
    and where it is called out of `map`. Nothing else runs in this process, so that none gives up Python's lock.
    """

    def __init__(self) -> None:
        import pypdfium2.raw as pdfium

        gives_int, gives_address = ctypes.PYFUNCTYPE(_INT), ctypes.PYFUNCTYPE(ctypes.c_void_p)
        self.is_generated = ctypes.cast(pdfium.FPDFText_IsGenerated, gives_int)
        self.box_of = ctypes.cast(pdfium.FPDFText_GetLooseCharBox, gives_int)
        self.origin_of = ctypes.cast(pdfium.FPDFText_GetCharOrigin, gives_int)
        self.matrix_of = ctypes.cast(pdfium.FPDFText_GetMatrix, gives_int)
        self.size_of = ctypes.cast(pdfium.FPDFText_GetFontSize, ctypes.PYFUNCTYPE(ctypes.c_double))
        self.object_of = ctypes.cast(pdfium.FPDFText_GetTextObject, gives_address)
        self.x, self.y, self.matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
        self.at_x, self.at_y, self.at_matrix = map(ctypes.byref, (self.x, self.y, self.matrix))
        self.boxes = (ctypes.c_float * (4 * _PART))()
        self.at_boxes = [ctypes.byref(self.boxes, 16 * place) for place in range(_PART)]


_calls = functools.cache(_Calls)


def _sound(code: int) -> str:
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code < 0xE000 else chr(code)
