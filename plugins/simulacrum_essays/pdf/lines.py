"""The lines of a PDF's pages with where they stand, and without what is printed on every page."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile
from statistics import median

import msgspec

from .bidi import in_reading_order, is_from_right

_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_NUMBER = re.compile(
    r"\W*+(?:page|seite|p\.|página|pagina)?\s*+(?:\d{1,4}|[ivxlc]{1,7})\s*+(?:(?:of|von|de|/)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:\d{1,3}|[*\u2020\u2021\u00a7])\.?\s*\S")
_SMALL, _NEAR = 0.93, 60.0
_EDGE = 2
_GAP = 0.15
"""The narrowest space, as a part of the size of the letters."""
_RAISED = frozenset("0123456789*\u2020\u2021\u00a7 ")


class Line(msgspec.Struct, frozen=True):
    """A line of a page: where it begins from the left and the bottom, how large its letters are, and where it ends,
    in points."""

    text: str
    page: int
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    end: float = 0.0


class Char(msgspec.Struct, frozen=True, gc=False):
    """A character of a page: where it stands on its line, where it ends, and how large it is, in points."""

    text: str
    x: float
    y: float
    end: float
    size: float


def lines_of(chars: Iterable[Char], page: int) -> list[Line]:
    """The lines of a page, whose characters come in the order in which they were written."""
    lines: list[Line] = []
    held: list[Char] = []
    height, end = math.nan, 0.0
    for char in chars:
        # What begins a line comes seldom: the rest is compared without a call.
        if not (char.y == height and 0 <= char.x - end < char.size):
            if held and not _is_beside(held, char):
                lines += _line(held, page)
                held = []
            height = held[0].y if held else char.y
        end = char.end
        held.append(char)
    return lines + _line(held, page)


def _is_beside(held: list[Char], char: Char) -> bool:
    """Whether a character goes on with a line: on the same height, or raised above it, and not far away."""
    size = max(held[0].size, char.size)
    return abs(char.y - held[0].y) < size * 0.6 and _gap(held[-1], char) < size * 4


def _gap(one: Char, other: Char) -> float:
    """The distance between two characters, whichever is to the left: some scripts are written so."""
    return max(other.x - one.end, one.x - other.end)


def _line(held: list[Char], page: int) -> list[Line]:
    """The line that characters make, if they are any; numbers that stand above it refer to notes."""
    seen = [char for char in held if char.text.strip()]
    size = max([char.size for char in seen], default=0.0)
    base = next((char for char in seen if char.size > size * 0.9), None)
    if base is None:
        return []
    kept = in_reading_order(held if len({char.size for char in held}) == 1 else _without_marks(held, base))
    text = "".join(_spaced(kept))
    text = re.sub(r"[ \t]+", " ", text).strip(" \0").translate(_LIGATURES)
    end = max([char.end for char in seen])
    return [Line(text, page, min([char.x for char in held]), base.y, size, end)] if text else []


def _without_marks(held: list[Char], base: Char) -> list[Char]:
    """The characters without the numbers of notes; at the beginning of a line, the number is the note's own."""
    note = list(takewhile(lambda char: char.text.isspace() or _is_mark(char, base), held))
    return note + [char for char in held[len(note) :] if not _is_mark(char, base)]


def _is_mark(char: Char, base: Char) -> bool:
    """Whether a character is the raised number of a footnote."""
    return char.text in _RAISED and char.size < base.size * 0.85 and char.y > base.y + base.size * 0.15


def _spaced(chars: list[Char]) -> Iterator[str]:
    """The characters, with a space where a gap stands for one; a space that the next one covers is none.

    In a line from right to left with a number in it, neighbours are not beside each other.
    """
    with_gaps = not (is_from_right(chars) and any(char.text == " " for char in chars))
    before: Char | None = None
    for char, after in zip(chars, [*chars[1:], None], strict=True):
        # The gap is compared without a call for each character.
        if before is not None and with_gaps:
            least = before.size * _GAP
            is_apart = char.x - before.end > least or before.x - char.end > least
            if is_apart and not (before.text + char.text).isspace():
                yield " "
        if char.text != " " or after is None or abs(after.x - char.x) >= (char.end - char.x) * 0.3:
            yield char.text
        before = char


def without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without their numbers and without lines that come again at the same edge of other pages."""
    sizes = [line.size for page in pages for line in page]
    usual = median(sizes) if sizes else 0.0
    seen: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        seen.update({(top, _shape(line.text)) for top, line in _edges(page)})
    least = max(2, min(3, sum(bool(page) for page in pages)))
    often = {key for key, count in seen.items() if count >= least}
    return [_body(page, often, usual, numbered=len(pages) > 1) for page in pages]


def _body(page: list[Line], often: set[tuple[bool, str]], usual: float, *, numbered: bool) -> list[Line]:
    """A page without what stands at its edges; large letters are a title, and stay."""
    heads = {
        line
        for top, line in _edges(page)
        if line.size <= usual * 1.15
        and ((top, _shape(line.text)) in often or (numbered and _NUMBER.fullmatch(line.text)))
    }
    return [line for line in page if line not in heads]


def _edges(page: list[Line]) -> list[tuple[bool, Line]]:
    """The lines at the top and at the bottom of a page; true is the top."""
    heights = sorted({round(line.y) for line in page}, reverse=True)
    top, bottom = set(heights[:_EDGE]), set(heights[-_EDGE:])
    return [(round(line.y) in top, line) for line in page if round(line.y) in top | bottom]


def _shape(text: str) -> str:
    """A line without its numbers, which differ from page to page."""
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()


def notes_of(pages: list[list[Line]]) -> list[list[Line]]:
    """The footnotes of each page: small lines below the text of their column, from one that begins with a mark on."""
    sizes = [line.size for page in pages for line in page]
    usual = median(sizes) if sizes else 0.0
    return [list(_notes(page, usual)) for page in pages]


def _notes(page: list[Line], usual: float) -> Iterator[Line]:
    body = [line for line in page if line.size > usual * _SMALL]
    is_open = False
    for line in page:
        if not line.size <= usual * _SMALL:
            is_open = False
            continue
        lowest = min((other.y for other in body if abs(other.x - line.x) < _NEAR), default=0.0)
        is_open = line.y < lowest and (is_open or _NOTE.match(line.text) is not None)
        if is_open:
            yield line
