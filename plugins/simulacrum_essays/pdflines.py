"""The lines of a PDF's pages with where they stand, and without what is printed on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

import msgspec

_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_NUMBER = re.compile(
    r"\W*(?:page|seite|p\.|página|pagina)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:(?:of|von|de|/)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_EDGE = 2


class Line(msgspec.Struct, frozen=True):
    """A line of a page: where it begins from the left and the bottom, and how large its letters are, in points."""

    text: str
    page: int
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0


class LineReader:
    """Gathers the pieces of text that the reader of a page finds into lines."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._place = (0.0, 0.0, 0.0)

    def add(self, text: str, outer: Sequence[float], inner: Sequence[float], font: Any, size: float) -> None:
        """One piece, and the matrices that place it on the page."""
        for number, part in enumerate(text.split("\n")):
            if number:
                self._end()
            if part.strip() and not self._pieces:
                self._place = _place(outer, inner, size)
            if part.strip() or self._pieces:
                self._pieces.append(part)

    def lines(self) -> list[Line]:
        """All lines of the page."""
        self._end()
        return self._lines

    def _end(self) -> None:
        text = re.sub(r"[ \t]+", " ", "".join(self._pieces)).strip(" \0").translate(_LIGATURES)
        self._pieces.clear()
        if text:
            self._lines.append(Line(text, self._page, *self._place))


def _place(outer: Sequence[float], inner: Sequence[float], size: float) -> tuple[float, float, float]:
    x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
    y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    scale = abs(inner[3] * outer[3]) or abs(inner[1] * outer[2]) or 1.0
    return float(x), float(y), float(abs(size) * scale)


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
