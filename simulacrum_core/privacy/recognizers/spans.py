"""Where something private stands in a text: a category and two offsets, never the value itself."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from ...config.categories import CATEGORIES, GRAVE, Category

Evidence = Literal["format", "checksum", "context", "own"]


class Span(msgspec.Struct, frozen=True, order=True):
    """Characters `start` to `end` of a text; `evidence` says what speaks for it.

    A known format, check digits that are right, the words around it, or the user's own list.
    """

    start: int
    end: int
    category: Category
    evidence: Evidence

    def __repr__(self) -> str:
        return f"Span({self.category}, {self.end - self.start} characters)"


def is_grave(span: Span) -> bool:
    """Whether it opens an account or moves money: such a find is a reason not to publish."""
    return span.category in GRAVE


def apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans without overlaps, in the order of the text; the category named first wins, then the longer one."""
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for group in _touching(ordered):
        kept += group if len(group) == 1 else _settled(group)
    return tuple(sorted(kept))


def _touching(ordered: list[Span]) -> Iterator[list[Span]]:
    group: list[Span] = []
    end = 0
    for span in ordered:
        if group and span.start >= end:
            yield group
            group = []
        group.append(span)
        end = max(end, span.end) if len(group) > 1 else span.end
    if group:
        yield group


def _settled(group: list[Span]) -> list[Span]:
    ranked = sorted(group, key=lambda span: (CATEGORIES.index(span.category), span.start - span.end))
    kept: list[Span] = []
    for span in ranked:
        place = bisect(kept, span)
        if all(span.end <= other.start or other.end <= span.start for other in kept[max(0, place - 1) : place + 1]):
            kept.insert(place, span)
    return kept
