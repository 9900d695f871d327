"""The lines of a PDF's pages with where they stand, and without what is printed on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise
from operator import sub
from statistics import median
from typing import Any

import msgspec

from .bidi import are_from_left, in_reading_order, is_from_right

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
_COVERED = 0.3
"""The part of a space at least that the next character leaves of it."""
_BLANKS = re.compile(r"[ \t]+")
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


class Chars(msgspec.Struct, frozen=True):
    """Characters of a page, one thing a column: what they are, where they stand on their lines, where these are,
    where the characters end, and how large they are, in points."""

    text: list[str]
    x: list[float]
    y: list[float]
    end: list[float]
    size: list[float]

    def part(self, start: int, end: int) -> Chars:
        """Some that follow each other."""
        return Chars(*(column[start:end] for column in self._columns()))

    def at(self, places: Iterable[int]) -> Chars:
        """Those at some places, in their order."""
        places = list(places)
        return Chars(*([column[place] for place in places] for column in self._columns()))

    def _columns(self) -> tuple[list[Any], ...]:
        return self.text, self.x, self.y, self.end, self.size


def lines_of(chars: Chars, page: int) -> list[Line]:
    """The lines of a page, whose characters come in the order in which they were written."""
    signs = set(chars.text)
    blanks, from_left = {sign for sign in signs if sign.isspace()}, are_from_left(signs)
    return [line for start, end in _stretches(chars) for line in _line(chars.part(start, end), page, blanks, from_left)]


def _stretches(chars: Chars) -> Iterator[tuple[int, int]]:
    """Where the characters of each line begin and end."""
    # What may begin a line comes seldom: on another height than the one before it, or not right behind it.
    rows = zip(chars.x[1:], chars.end, chars.y[1:], chars.y, chars.size[1:], strict=False)
    doubts = [
        place for place, (x, end, y, height, size) in enumerate(rows, 1) if y != height or not 0 <= x - end < size
    ]
    start = 0
    for first, last in pairwise([*doubts, len(chars.text)]):
        for place in range(first, last):
            if not _is_beside(chars, start, place):
                yield start, place
                start = place
            if chars.y[place] == chars.y[start]:
                # All to the next doubt stand on this height.
                break
    yield start, len(chars.text)


def _is_beside(chars: Chars, start: int, place: int) -> bool:
    """Whether a character goes on with a line: on the same height, or raised above it, and not far away.

    The distance is that of two characters, whichever is to the left: some scripts are written so.
    """
    size = max(chars.size[start], chars.size[place])
    gap = max(chars.x[place] - chars.end[place - 1], chars.x[place - 1] - chars.end[place])
    return abs(chars.y[place] - chars.y[start]) < size * 0.6 and gap < size * 4


def _line(held: Chars, page: int, blanks: Set[str], from_left: bool) -> list[Line]:
    """The line that characters make, if they are any; numbers that stand above it refer to notes."""
    seen = [place for place, text in enumerate(held.text) if text not in blanks]
    size = max([held.size[place] for place in seen], default=0.0)
    base = next((place for place in seen if held.size[place] > size * 0.9), None)
    if base is None:
        return []
    kept = held if held.size.count(size) == len(held.size) else held.at(_without_marks(held, base))
    if not from_left:
        kept = kept.at(in_reading_order(kept.text, kept.x))
    text = _spaced(kept, with_gaps=from_left or not is_from_right(kept.text) or " " not in kept.text)
    text = _BLANKS.sub(" ", text).strip(" \0")
    if not text.isascii():
        text = text.translate(_LIGATURES)
    end = max([held.end[place] for place in seen])
    return [Line(text, page, min(held.x), held.y[base], size, end)] if text else []


def _without_marks(held: Chars, base: int) -> list[int]:
    """Where the characters are but the numbers of notes; at the beginning of a line, the number is the note's own."""
    marks = [
        text in _RAISED and size < held.size[base] * 0.85 and y > held.y[base] + held.size[base] * 0.15
        for text, y, size in zip(held.text, held.y, held.size, strict=True)
    ]
    places = range(len(marks))
    note = next((place for place in places if not (marks[place] or held.text[place].isspace())), len(marks))
    return [place for place in places if place < note or not marks[place]]


def _spaced(chars: Chars, *, with_gaps: bool) -> str:
    """The characters, with a space where a gap stands for one; a space that the next one covers is none.

    In a line from right to left with a number in it, neighbours are not beside each other: there gaps are none.
    """
    texts, last = chars.text, len(chars.text) - 1
    covered = [
        place
        for place in ([place for place, text in enumerate(texts) if text == " "] if " " in texts else ())
        if place < last and abs(chars.x[place + 1] - chars.x[place]) < (chars.end[place] - chars.x[place]) * _COVERED
    ]
    gaps = [place for place in _gaps(chars) if not (texts[place - 1] + texts[place]).isspace()] if with_gaps else []
    if not covered and not gaps:
        return "".join(texts)
    texts = texts.copy()
    for place in covered:
        texts[place] = ""
    for place in gaps:
        texts[place] = " " + texts[place]
    return "".join(texts)


def _gaps(chars: Chars) -> list[int]:
    """The characters that stand apart from the one before, on whichever side of it."""
    ahead = list(map(sub, chars.x[1:], chars.end))
    behind = list(map(sub, chars.x, chars.end[1:]))
    if max(max(ahead, default=0.0), max(behind, default=0.0)) <= min(chars.size, default=0.0) * _GAP:
        return []
    sizes = enumerate(zip(ahead, behind, chars.size, strict=False), 1)
    return [place for place, (one, other, size) in sizes if one > size * _GAP or other > size * _GAP]


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
