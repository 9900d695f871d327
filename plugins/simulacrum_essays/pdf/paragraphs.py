"""Paragraphs out of the lines of pages: by the gaps between them, their indents, and how they end."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from statistics import median

import msgspec

from simulacrum_core.sources import Block

from .lines import Line

_HYPHENS = "-\u00ad\u2010"
_HYPHEN = re.compile(rf"(?<![^\W\d_])([^\W\d_]+)[{_HYPHENS}]\Z")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]+-)+\Z")
_AND = frozenset("and und oder sowie och eller oraz".split())
"""Words before which a hyphen stands for the end of a word that comes later; none of them is the end of one."""
_ENDED = re.compile(r"[.!?:…。！？][\"'”’»)\]]*\Z")
_SENTENCE = re.compile(r"[^\W\d_][.!?] [^\W\d_]")
_BULLET = re.compile(r"[•◦▪‣–—*-] |\(?\d{1,2}[.)] ")
_FEWEST = 3
"""Lines that are looked at, at least, before they are believed to be a poem's."""
_FULL, _NARROW = 0.8, 0.6
"""The parts of a line that goes to the edge, and of a page between its margins, that no line of a poem passes."""
_REACH = 200
"""Characters at the end of a line that are looked at for a word that was cut."""
_COLUMN = 60.0
"""Points within which lines begin that belong to the same column."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")


def paragraphs(pages: list[list[Line]], width: float = 0.0) -> list[Block]:
    """The paragraphs of all pages, which are `width` points wide; larger letters make a heading."""
    lines = [_from_left(line) for page in pages for line in page]
    if not lines:
        return []
    shape = _Shape(lines, width)
    groups: list[list[Line]] = [[lines[0]]]
    for before, line in itertools.pairwise(lines):
        if shape.breaks(before, line):
            groups.append([line])
        else:
            groups[-1].append(line)
    shape.is_narrow = shape.is_narrow and _is_in_stanzas(groups, shape)
    words = _words(lines) if any(line.text.endswith((*_HYPHENS,)) for line in lines) else Counter[str]()
    return [_block(group, shape, words) for group in groups]


def _words(lines: list[Line]) -> Counter[str]:
    """How often each word stands in a document, those with hyphens in them as one."""
    return Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(line.text for line in lines).casefold()))


def _is_in_stanzas(groups: list[list[Line]], shape: _Shape) -> bool:
    """Whether last lines are as long as others, and hardly a sentence ends inside of a line: prose has it otherwise."""
    stanzas = [group for group in groups if len(group) > 1 and not shape.is_heading(group[0])]
    lines = [line for group in stanzas for line in group]
    long = max((line.end - line.x for line in lines), default=0.0)
    is_late = all(group[-1].end - group[-1].x > long * _NARROW for group in stanzas)
    inside = sum(_SENTENCE.search(line.text) is not None for line in lines)
    return len(stanzas) > 1 and is_late and inside * 5 <= len(lines)


def _from_left(line: Line) -> Line:
    """A line as if it ran from left to right: where it begins is where a paragraph is indented."""
    first = next((kind for kind in map(unicodedata.bidirectional, line.text) if kind in ("L", "R", "AL")), "L")
    return line if first == "L" else msgspec.structs.replace(line, x=-line.end, end=-line.x)


class _Shape:
    """What is usual in a document: the size of its letters, the distance of its lines, how long they are."""

    def __init__(self, lines: list[Line], width: float) -> None:
        self.size = median(line.size for line in lines)
        body = [line for line in lines if abs(line.size - self.size) < 0.5]
        pairs = [(one, other) for one, other in itertools.pairwise(body) if one.page == other.page]
        steps = [round(one.y - other.y, 1) for one, other in pairs if 0 < one.y - other.y < 6 * (self.size or 12)]
        self.step = _usual(steps)
        self.left = Counter(round(line.x) for line in body)
        self.ends = dict[int, float]()
        for line in body:
            column = round(line.x / _COLUMN)
            self.ends[column] = max(self.ends.get(column, line.end), line.end)
        left = min((abs(line.x) for line in body), default=0.0)
        is_single = sum(abs(line.x) < width * 0.4 for line in body) * 10 > len(body) * 9
        room = width - 2 * left if is_single else 0.0
        long = max((line.end - line.x for line in body), default=0.0)
        self.is_narrow = len(body) > _FEWEST and long < room * _NARROW
        lengths = sorted(len(line.text) for line in body)
        self.length = lengths[int(len(lengths) * 0.8)] if lengths else 0
        ends = Counter(round(line.end) for line in body)
        self.edges = sorted(end for end, count in ends.items() if count * 12 >= len(body) > 12)

    def is_heading(self, line: Line) -> bool:
        return bool(self.size) and line.size > self.size * 1.15

    def is_verse(self, group: list[Line]) -> bool:
        """Whether the lines of a paragraph end for other reasons than that they are full: none comes near the edge."""
        if len(group) < (2 if self.is_narrow else _FEWEST) or any(
            line.text.endswith((*_HYPHENS,)) and _HYPHEN.search(line.text) for line in group
        ):
            return False
        return self.is_narrow or all(line.end - line.x < self._reach(line) * _FULL for line in group)

    def _reach(self, line: Line) -> float:
        """How long the lines are that begin where this one does."""
        return self.ends.get(round(line.x / _COLUMN), line.end) - line.x

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
    texts = [line.text for line in group]
    text = "\n".join(texts) if kind == "text" and shape.is_verse(group) else _joined(texts, words)
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
    match = _HYPHEN.search(end) if end.endswith((*_HYPHENS,)) else None
    rest = _WORD.match(line)
    if match and rest:
        return _of_cut(end, match, rest[0], words)
    if end.endswith("-") and end[-2:-1].isalnum() and line[:1].isdigit():
        return ""
    return "" if _WIDE.match(end[-1:]) and _WIDE.match(line[:1]) else " "


def _of_cut(end: str, match: re.Match[str], rest: str, words: Counter[str]) -> str | None:
    """The same where a hyphen ends a line behind a word, and another word follows, `rest`.

    The document tells: where the word stands in it with its hyphen, and nowhere without, the hyphen stays. Elsewhere it
    goes before a small letter, and before a capital only where the word without it stands in the document.
    """
    before = _COMPOUND.search(end, 0, match.start())
    firsts = {match[1], f"{before[0] if before else ''}{match[1]}"}
    whole = any(words[f"{first}{rest}".casefold()] for first in firsts)
    is_hyphened = any(words[f"{first}-{rest}".casefold()] for first in firsts)
    if not rest[0].islower():
        return None if whole and not is_hyphened else ""
    if end[-1] == "-" and not whole and rest in _AND:
        # "north- and south-bound"
        return " "
    return "" if end[-1] == "-" and is_hyphened and not whole else None
