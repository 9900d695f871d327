"""Tables of contents in a text: dots lead from headings to the numbers of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

_LEADER = re.compile(
    r"(?<![.…·_])(?:[.…·_]{4,}+|(?:[ \u00a0][.…·]){4,}+)[ \u00a0\t]*+(?:\d{1,4}|[ivxlc]{1,7})(?![^\W_])"
)
"""Dots that lead from a heading to the number of its page."""
_LEADING = ("..", "__", "._", "_.", "…", "·", " .", "\u00a0.")


def with_contents(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text and, marked, its tables of contents."""
    # To look for leaders takes a tenth of a note's time, and few texts have two of their signs side by side.
    if not any(map(text.__contains__, _LEADING)) or _LEADER.search(text) is None:
        yield text, False
        return
    for is_table, paragraphs in groupby(text.split("\n\n"), is_contents):
        yield "\n\n".join(paragraphs), is_table


def is_contents(text: str) -> bool:
    """Whether a paragraph is a table of contents: dots lead from its headings to the numbers of pages.

    In a PDF, its lines may have been joined.
    """
    lines = text.split("\n")
    ends = [match.end() for match in _LEADER.finditer(text)]
    at_end = sum(not text[end : end + 3].partition("\n")[0].strip() for end in ends)
    return at_end * 2 > len(lines) or (len(ends) > 2 and len(text) < 100 * len(ends))
