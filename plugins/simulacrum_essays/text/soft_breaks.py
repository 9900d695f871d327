"""Markdown's soft line breaks, which stand for a space: found where an editor wrapped a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

import msgspec

from simulacrum_core.sources import REMOVED, is_wrapped, join_wrapped, wrap_width

_HARD = re.compile(r"(?:  |\\|<br\s*/?>[ \t]*)\Z", re.IGNORECASE)
_OWN_LINE = re.compile(r"[ \t]*(?:\||:[ \t]|\[\^[^\]\s]{1,100}\]:|\{)")


class SoftBreaks(msgspec.Struct, frozen=True):
    """The lines after which a space is meant, the width that shows it, and whether other paragraphs have breaks too."""

    soft: frozenset[int]
    width: int | None = None
    is_broken: bool = False


def soft_breaks(
    lines: Sequence[str], cleaned: Sequence[str], paragraphs: Sequence[tuple[int, int]], unwrap: str
) -> SoftBreaks:
    """Where the breaks in a text's paragraphs are soft.

    `cleaned` are its lines without marks, and `paragraphs` where a parser found some in these.
    """
    if all(end - start < 2 for start, end in paragraphs):
        return SoftBreaks(frozenset())
    removed = {number for number, line in enumerate(cleaned) if line == REMOVED}
    runs = [run for run in _runs(lines, removed, paragraphs) if len(run) > 1]
    if unwrap == "no" or not runs:
        return SoftBreaks(frozenset(), None, bool(runs))
    texts = [[lines[number] for number in run] for run in runs]
    width = wrap_width(texts)
    joins = [unwrap == "yes" or (width is not None and is_wrapped(text, width)) for text in texts]
    soft = (number for run, is_joined in zip(runs, joins, strict=True) if is_joined for number in run[:-1])
    return SoftBreaks(frozenset(soft), width, not all(joins))


def _runs(lines: Sequence[str], removed: Set[int], paragraphs: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """The lines of paragraphs; cut where a break is meant."""
    for start, end in paragraphs:
        if not any("$$" in line for line in lines[start:end]):
            yield from _cut(lines, [number for number in range(start, end) if number not in removed])


def _cut(lines: Sequence[str], kept: Sequence[int]) -> Iterator[list[int]]:
    run = list(kept[:1])
    for before, number in pairwise(kept):
        if _HARD.search(lines[before]) or _OWN_LINE.match(lines[number]) or not lines[number].strip():
            yield run
            run = []
        run.append(number)
    yield run


def unwrapped(lines: Sequence[str], start: int, end: int, soft: Set[int]) -> Iterator[str]:
    """The lines of a part of the text, those joined that only soft breaks part, without those that were removed."""
    if not soft and REMOVED not in lines[start:end]:
        yield from lines[start:end]
        return
    run: list[str] = []
    for number in range(start, end):
        is_removed = lines[number] == REMOVED
        run += [] if is_removed else [lines[number]]
        if run and (number == end - 1 or not (is_removed or number in soft)):
            yield join_wrapped(run) if len(run) > 1 else run[0]
            run = []
