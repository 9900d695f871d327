"""The lines of a PDF's pages with where they stand, and without what is printed on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import groupby
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
_APART = 4
"""Sizes of letters between two characters from which on they are on lines of their own."""
_TOUCH = 0.01
"""The part of the size of letters by which rounding may put one before the end of another: no space is so narrow."""
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
    between = _Between(list(map(sub, chars.x[1:], chars.end)), list(map(sub, chars.x, chars.end[1:])))
    lines = list[Line]()
    for start, end in _stretches(chars, between):
        line = _even(chars, start, end, between, page, blanks) if from_left else None
        lines += [line] if line is not None else _line(chars.part(start, end), page, blanks, from_left)
    return lines


class _Between(msgspec.Struct, frozen=True):
    """How far each character but the first stands behind the one before it, and before it."""

    ahead: list[float]
    behind: list[float]

    def most(self, start: int, end: int) -> float:
        """The widest gap between characters of a stretch, on whichever side."""
        last = max(start, end - 1)
        return max(max(self.ahead[start:last], default=0.0), max(self.behind[start:last], default=0.0))


def _stretches(chars: Chars, between: _Between) -> Iterator[tuple[int, int]]:
    """Where the characters of each line begin and end."""
    start = end = 0
    for height, group in groupby(chars.y):
        first, end = end, end + len(list(group))
        # Nearly all that stand on one height are one line: they are looked at one by one only beside a wide gap.
        is_one = height == chars.y[start] and between.most(first, end) < min(chars.size[first:end]) * _APART
        for place in range(first, first + 1 if is_one else end):
            is_next = place > first and height == chars.y[start] and 0 <= between.ahead[place - 1] < chars.size[place]
            if place > start and not (is_next or _is_beside(chars, start, place)):
                yield start, place
                start = place
    if end:
        yield start, end


def _even(chars: Chars, start: int, end: int, between: _Between, page: int, blanks: Set[str]) -> Line | None:
    """A line of one size in which nothing stands apart or over the next; None for any other."""
    size, texts, ends = chars.size[start], chars.text[start:end], chars.end[start:end]
    is_even = chars.size[start:end].count(size) == len(texts) and size > 0 and between.most(start, end) <= size * _GAP
    last = max(ends)
    if (
        not is_even
        or min(between.ahead[start : end - 1], default=0.0) < -_TOUCH * size
        or texts[ends.index(last)] in blanks
    ):
        return None
    base = next(place for place, text in enumerate(texts, start) if text not in blanks)
    return _told("".join(texts), page, min(chars.x[start:end]), chars.y[base], size, last)


def _told(text: str, page: int, x: float, y: float, size: float, end: float) -> Line | None:
    """The line that a text makes, None where nothing is in it."""
    text = _BLANKS.sub(" ", text).strip(" \0")
    if not text.isascii():
        text = text.translate(_LIGATURES)
    return Line(text, page, x, y, size, end) if text else None


def _is_beside(chars: Chars, start: int, place: int) -> bool:
    """Whether a character goes on with a line: on the same height, or raised above it, and not far away.

    The distance is that of two characters, whichever is to the left: some scripts are written so.
    """
    size = max(chars.size[start], chars.size[place])
    gap = max(chars.x[place] - chars.end[place - 1], chars.x[place - 1] - chars.end[place])
    return abs(chars.y[place] - chars.y[start]) < size * 0.6 and gap < size * _APART


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
    end = max([held.end[place] for place in seen])
    line = _told(text, page, min(held.x), held.y[base], size, end)
    return [line] if line is not None else []


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
