"""Paragraphs out of the lines of pages: by the gaps between them, their indents, and how they end."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from statistics import median

from simulacrum_core.sources import Block

from .lines import Line

_HYPHEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-\u00ad\u2010]\Z")
_ENDED = re.compile(r"[.!?:…。！？][\"'”’»)\]]*\Z")
_BULLET = re.compile(r"[•◦▪‣–—*-] |\(?\d{1,2}[.)] ")
_REACH = 200
"""Characters at the end of a line that are looked at for a word that was cut."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")


def paragraphs(pages: list[list[Line]]) -> list[Block]:
    """The paragraphs of all pages; larger letters make a heading."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    shape = _Shape(lines)
    groups: list[list[Line]] = [[lines[0]]]
    for before, line in itertools.pairwise(lines):
        if shape.breaks(before, line):
            groups.append([line])
        else:
            groups[-1].append(line)
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(line.text for line in lines).casefold()))
    return [_block(group, shape, words) for group in groups]


class _Shape:
    """What is usual in a document: the size of its letters, the distance of its lines, how long they are."""

    def __init__(self, lines: list[Line]) -> None:
        self.size = median(line.size for line in lines)
        body = [line for line in lines if abs(line.size - self.size) < 0.5]
        pairs = [(one, other) for one, other in itertools.pairwise(body) if one.page == other.page]
        steps = [round(one.y - other.y, 1) for one, other in pairs if 0 < one.y - other.y < 6 * (self.size or 12)]
        self.step = _usual(steps)
        self.left = Counter(round(line.x) for line in body)
        lengths = sorted(len(line.text) for line in body)
        self.length = lengths[int(len(lengths) * 0.8)] if lengths else 0
        ends = Counter(round(line.end) for line in body)
        self.edges = sorted(end for end, count in ends.items() if count * 12 >= len(body) > 12)

    def is_heading(self, line: Line) -> bool:
        return bool(self.size) and line.size > self.size * 1.15

    def breaks(self, before: Line, line: Line) -> bool:
        """Whether a paragraph begins with `line`."""
        if abs(before.size - line.size) > 0.9 and (self.is_heading(before) or self.is_heading(line)):
            return True
        if self.is_heading(before) and self.is_heading(line):
            return before.page != line.page or before.y - line.y > 2 * line.size
        if _BULLET.match(line.text):
            return True
        gap = before.y - line.y
        if before.page == line.page and gap > 0:
            if self.step and gap > self.step * 1.25:
                return True
            if self._is_indented(line) and not self._is_indented(before):
                return True
            return not self.step and self._is_short(before)
        return self._is_indented(line) or self._is_short(before)

    def _is_indented(self, line: Line) -> bool:
        """Whether a line begins a little to the right of where lines begin."""
        own = self.left[round(line.x)]
        return any(4 < line.x - left < 60 and count > max(own, 2) for left, count in self.left.items())

    def _is_short(self, line: Line) -> bool:
        """Whether a line ends a sentence before the edge at which justified lines end, or well before others do."""
        if not _ENDED.search(line.text):
            return False
        edge = next((edge for edge in self.edges if edge > line.end - 2), None)
        return len(line.text) < self.length * 0.85 or (edge is not None and edge - line.end > line.size * 0.8)


def _usual(steps: list[float]) -> float:
    """The smallest distance that is common; those between paragraphs are larger."""
    counts = Counter(round(step * 2) / 2 for step in steps)
    common = [step for step, count in counts.items() if count * 5 >= len(steps)]
    return min(common, default=0.0)


def _block(group: list[Line], shape: _Shape, words: Counter[str]) -> Block:
    kind = "heading" if all(shape.is_heading(line) for line in group) else "text"
    text = _joined([line.text for line in group], words)
    return Block("heading" if kind == "heading" else "text", text, group[0].page)


def _joined(lines: list[str], words: Counter[str]) -> str:
    """Lines as one."""
    pieces, end = lines[:1], lines[0][-_REACH:]
    for line in lines[1:]:
        between = _between(end, line, words)
        if between is None:
            pieces[-1], end, between = pieces[-1][:-1], end[:-1], ""
        pieces += [between, line]
        end = f"{end}{between}{line}"[-_REACH:]
    return "".join(pieces)


def _between(end: str, line: str, words: Counter[str]) -> str | None:
    """What stands between two lines; None where a word was cut and its hyphen goes, as no hyphen is in it elsewhere."""
    match = _HYPHEN.search(end)
    if match and line[:1].islower():
        rest = re.match(r"[^\W\d_]+", line)
        whole = match[1] + (rest[0] if rest else "")
        hyphened = f"{match[1]}-{rest[0] if rest else ''}".casefold()
        keeps = end[-1] == "-" and words[hyphened] > 0 and words[whole.casefold()] == 0
        return "" if keeps else None
    return "" if _WIDE.match(end[-1:]) and _WIDE.match(line[:1]) else " "
