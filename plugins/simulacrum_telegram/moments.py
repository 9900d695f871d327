"""Moments: the ids of a chat's messages with their times, by which two exports of one chat are known as such."""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_right
from collections.abc import Iterator

import msgspec

_QUARTER, _FARTHEST = 900, 16 * 3600
"""Seconds by which two clocks may be apart: whole quarters of an hour, up to those of the zones farthest apart."""


class Moments(msgspec.Struct):
    """Ids that ascend and seconds since 1970, those of a local time as if it were UTC; sixteen bytes a message.

    `absolute` says that no time is a local one.
    """

    ids: array[int] = msgspec.field(default_factory=lambda: array("q"))
    seconds: array[int] = msgspec.field(default_factory=lambda: array("q"))
    ascend: bool = True
    absolute: bool = True

    def add(self, id: int, sent_at: dt.datetime | None) -> None:
        """Append a message."""
        self.ascend = self.ascend and (not self.ids or id > self.ids[-1])
        self.absolute = self.absolute and (sent_at is None or sent_at.tzinfo is not None)
        self.ids.append(id)
        self.seconds.append(0 if sent_at is None else int(sent_at.replace(tzinfo=sent_at.tzinfo or dt.UTC).timestamp()))

    @property
    def newest(self) -> int:
        return self.ids[-1] if self.ids else 0


class Offsets:
    """How far the clock of one export is from that of another, by the messages that both have."""

    def __init__(self, one: Moments, other: Moments) -> None:
        found = list(_common(one, other))
        self._ids, self._seconds = array("q", (id for id, _ in found)), array("q", (apart for _, apart in found))

    def at(self, id: int) -> dt.timedelta | None:
        """The distance at a message, which is that of the last one before it that both have, or of the first one."""
        if not self._ids:
            return None
        return dt.timedelta(seconds=self._seconds[max(bisect_right(self._ids, id) - 1, 0)])

    def fit(self) -> bool:
        """Whether nearly all times are those of the same messages."""
        fitting = sum(apart % _QUARTER == 0 and abs(apart) <= _FARTHEST for apart in self._seconds)
        return fitting > 0 and fitting * 10 >= len(self._seconds) * 9

    def __bool__(self) -> bool:
        return bool(self._ids)


def follow(one: Moments, other: Moments) -> bool:
    """Whether all of one export comes before all of the other."""
    if not (one.ids and other.ids):
        return True
    return one.ids[-1] < other.ids[0] or other.ids[-1] < one.ids[0]


def _common(one: Moments, other: Moments) -> Iterator[tuple[int, int]]:
    """The ids that both have, and the distance of their times in seconds."""
    at, end = 0, len(other.ids)
    for id, seconds in zip(one.ids, one.seconds, strict=True):
        while at < end and other.ids[at] < id:
            at += 1
        if at < end and other.ids[at] == id:
            yield id, seconds - other.seconds[at]
