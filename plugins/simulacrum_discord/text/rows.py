"""Rows: records of a CSV file that may hold line breaks, each with the number of its first line."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator

from simulacrum_core.sources import ReportLine

_MOST = 1 << 17
"""Characters of a row: a message has 4,000 at most."""

Line = tuple[int, str]


def rows(
    lines: Iterable[Line], begins: re.Pattern[str], width: int, report: ReportLine
) -> Iterator[tuple[int, list[str]]]:
    """The rows of `width` fields that begin as `begins` says; what is none is reported and costs only itself.

    A row ends where its quotes are closed. Where they never are, it is given up, and the next row is looked for in the
    lines behind its first.
    """
    waiting: deque[Line] = deque()
    source, is_broken = iter(lines), False
    while head := waiting.popleft() if waiting else next(source, None):
        number, text = head
        if not text.strip() or (is_broken and not begins.match(text)):
            continue
        taken, is_closed = _taken(text, waiting, source)
        row = "".join([text, *(line for _, line in taken)])
        fields = _fields(row, width) if is_closed else None
        is_broken = fields is None or not begins.match(text)
        if fields is not None and not is_broken:
            yield number, fields
            if not (taken[-1][1] if taken else text).endswith("\n"):
                report(number, "the last row has no line break behind it: the file may be cut off here")
        else:
            what = f"a row of more than {_MOST:,} characters" if len(row) > _MOST else "an incomplete row"
            report(number, f"left out: {what}")
            waiting.extendleft(reversed(taken))


def _taken(text: str, waiting: deque[Line], source: Iterator[Line]) -> tuple[list[Line], bool]:
    """The further lines of a row, and whether its quotes are closed behind them."""
    taken = list[Line]()
    quotes, size = text.count('"'), len(text)
    while quotes % 2 and size <= _MOST:
        line = waiting.popleft() if waiting else next(source, None)
        if line is None:
            break
        taken.append(line)
        quotes, size = quotes + line[1].count('"'), size + len(line[1])
    return taken, quotes % 2 == 0


def _fields(row: str, width: int) -> list[str] | None:
    """The fields of one row, None where it is not one of `width` fields."""
    try:
        found = list(csv.reader([row], strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 and len(found[0]) == width else None
