"""When messages are sent: silences between neighbours and months, counted by loops that run in C."""

from __future__ import annotations

import datetime as dt
from bisect import bisect, bisect_left
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import compress, islice, pairwise, repeat
from operator import floordiv, sub

import msgspec

from ..conversations.timezones import apart
from ..models import Message

BLOCK = 1_000
"""Messages that are held before they are counted."""
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
STEPS = (
    *(0, 1, 2, 4, 8, 15, 30),
    *(minutes * _MINUTE for minutes in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 45)),
    *(hours * _HOUR for hours in (1, 2, 3, 4, 6, 8, 12, 16)),
    *(days * _DAY for days in (1, 2, 3, 4, 7, 14, 30, 60, 120, 365)),
)
"""Seconds of silence from which on the next bar begins; whole minutes above one, as many sources tell no more."""
_SECOND = dt.timedelta(seconds=1)
_DAY_LONG = _DAY * 1_000_000
_TURNED = bytes.maketrans(b"\0\1", b"\1\0")


class Times(msgspec.Struct):
    """When the messages of a conversation that are used were sent, and how many of them are the persona's.

    `months` has messages of both sides, such as `2024-03`, `silences` how often so many seconds or more, and less than
    the next, pass between neighbours; a monologue has none.
    """

    own: int = 0
    sessions: int = 0
    months: dict[str, list[int]] = msgspec.field(default_factory=dict)
    silences: dict[int, int] = msgspec.field(default_factory=dict)

    def add_columns(self, walls: Sequence[int], own: bytes, *, in_order: bool) -> None:
        """Count messages by month: microseconds since the first year began, and whether the persona sent each."""
        self.own += own.count(1)
        if not in_order:
            for side, theirs in enumerate((own, own.translate(_TURNED))):
                self._add_days(Counter(map(floordiv, compress(walls, theirs), repeat(_DAY_LONG))), side)
            return
        start = 0
        while start < len(walls):
            month, border = _month_around(walls[start] // _DAY_LONG)
            end = bisect_left(walls, border * _DAY_LONG, start)
            counts, mine = self.months.setdefault(month, [0, 0]), own.count(1, start, end)
            counts[0] += mine
            counts[1] += end - start - mine
            start = end

    def add_seconds(self, found: Mapping[int, int]) -> None:
        """Count how often so many whole seconds pass between neighbours."""
        _add_seconds(self.silences, found)

    def _add_days(self, days: Mapping[int, int], side: int) -> None:
        for day, count in days.items():
            self.months.setdefault(_month_around(day)[0], [0, 0])[side] += count

    def watched(self, messages: Iterable[Message], mine: Set[str], *, silences: bool) -> Iterator[Message]:
        """Messages as they pass; they are counted in blocks, as `add_columns` does."""
        before: list[dt.datetime | None] = []
        passing = iter(messages)
        while block := list(islice(passing, BLOCK)):
            self.own += sum([message.author in mine for message in block])
            add_months_of(self.months, block, mine)
            if silences:
                moments = [message.sent_at for message in block]
                add_silences(self.silences, before + moments)
                before = moments[-1:]
            yield from block


def _add_seconds(silences: dict[int, int], found: Mapping[int, int]) -> None:
    """Count how often so many whole seconds pass."""
    for seconds, count in found.items():
        step = STEPS[bisect(STEPS, seconds) - 1]
        silences[step] = silences.get(step, 0) + count


def add_silences(silences: dict[int, int], moments: Sequence[dt.datetime | None]) -> None:
    """Count how long nobody writes between neighbours, where both moments are known."""
    try:
        passed = list(map(sub, moments[1:], moments))
    except TypeError:
        passed = [apart(one, later) for one, later in pairwise(moments) if one is not None and later is not None]
    _add_seconds(silences, Counter(map(floordiv, map(abs, passed), repeat(_SECOND))))


def add_months_of(months: dict[str, list[int]], messages: Iterable[Message], mine: Set[str]) -> None:
    """Count messages by month and side."""
    known = [(message.sent_at, message.author) for message in messages if message.sent_at is not None]
    for (year, month, side), count in Counter([(at.year, at.month, who not in mine) for at, who in known]).items():
        months.setdefault(f"{year:04}-{month:02}", [0, 0])[side] += count


def month_of(moment: dt.date) -> str:
    """Such as `2024-03`."""
    return f"{moment.year:04}-{moment.month:02}"


def _month_around(day: int) -> tuple[str, int]:
    """The month of a day and the first day behind it, both counted from the first day of the first year."""
    date = dt.date.fromordinal(day + 1)
    return month_of(date), day - date.day + 1 + monthrange(date.year, date.month)[1]
