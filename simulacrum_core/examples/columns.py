"""Columns: the survey of a chat asked of arrays of its times and authors, in the place of its messages one by one.

What comes of it is what `measured`, `sessions` and `Answers` give, which say what is asked; this is six times as fast.
"""

from __future__ import annotations

import datetime as dt
import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, compress, count, repeat
from operator import floordiv, gt, sub

import msgspec

from .gaps import Durations, Pace
from .sessions import LONGEST
from .times import Times

_SECOND = 1_000_000
_YES, _NO = b"\1", b"\0"


class Columns(msgspec.Struct, frozen=True):
    """Some messages: microseconds that can be compared, whose they are, and what of it the persona wrote.

    `walls` are microseconds as the clocks showed them where each was sent; `seconds` gives the time of one since 1970.
    """

    clocks: array[int]
    walls: array[int]
    own: bytes
    written: bytes
    seconds: Callable[[int], float]


class Spoken(msgspec.Struct, frozen=True):
    """Some messages in a row: how many, and how many of them the persona wrote before and behind anybody else's."""

    length: int
    before: int
    behind: int
    is_heard: bool


class Cut(msgspec.Struct):
    """A session: when it begins and ends, how many messages it has, and how many of them the persona wrote.

    `is_answered` where the persona writes anything behind somebody else.
    """

    start: float
    end: float = 0.0
    length: int = 0
    said: int = 0
    is_heard: bool = False
    is_answered: bool = False

    def extend(self, spoken: Spoken) -> None:
        """Add messages."""
        self.length += spoken.length
        self.said += spoken.before + spoken.behind
        self.is_answered = self.is_answered or spoken.behind > 0 or (self.is_heard and spoken.before > 0)
        self.is_heard = self.is_heard or spoken.is_heard


def pace_of(found: Iterable[Columns], people: int, times: Times) -> Pace:
    """The pace of messages that `people` wrote; the silences between them are added to `times`."""
    gaps, responses = Durations(), Durations()
    last, own = 0, True
    for number, one in enumerate(found):
        silences = list(map(abs, map(sub, one.clocks, chain([last if number else one.clocks[0]], one.clocks))))
        answers = list(compress(silences, map(gt, one.own, chain([own], one.own))))
        # Nothing is before the first one.
        times.add_seconds(gaps.add_all(silences if number else silences[1:]))
        responses.add_all(answers)
        last, own = one.clocks[-1], bool(one.own[-1])
    return Pace(gaps, responses, people)


class Answered:
    """Counts the persona's messages behind somebody else's, by the shortest of some silences that parts them not."""

    def __init__(self, gaps: Sequence[float]) -> None:
        self._gaps, self._heard = gaps, len(gaps)
        self.counts = [0] * (len(gaps) + 1)

    def wait(self, silence: int) -> None:
        """So many microseconds pass, more than the shortest of the silences."""
        if self._heard < len(self._gaps):
            self._heard = max(self._heard, bisect_left(self._gaps, silence / _SECOND))

    def add(self, spoken: Spoken) -> None:
        """Count messages."""
        self.counts[self._heard] += spoken.before
        self.counts[0] += spoken.behind
        if spoken.is_heard:
            self._heard = 0


def cuts_of(found: Iterable[Columns], gap: float, answered: Answered, times: Times) -> Iterator[Cut]:
    """The sessions that `gap` seconds of silence part; to `times` months are added, and silences if it has none."""
    silence = (dt.timedelta(seconds=gap) if gap < math.inf else dt.timedelta.max) // dt.timedelta(microseconds=1)
    last: int | None = None
    cut: Cut | None = None
    has_silences = bool(times.silences)
    for one in found:
        silences = list(map(sub, one.clocks, chain([one.clocks[0] if last is None else last], one.clocks)))
        is_forward = min(silences) >= 0
        times.add_columns(one.walls, one.own, in_order=one.walls is one.clocks and is_forward)
        if not has_silences:
            passed = silences[1:] if last is None else silences
            times.add_seconds(Counter(map(floordiv, map(abs, passed), repeat(_SECOND))))
        first = 0
        for end in [
            *compress(count(), map(silence.__lt__, silences if is_forward else map(abs, silences))),
            len(silences),
        ]:
            while first < end:
                if cut is not None and cut.length == LONGEST:
                    yield cut
                    cut = None
                cut = cut or Cut(one.seconds(first))
                until = min(end, first + LONGEST - cut.length)
                spoken = _spoken(one, first, until)
                cut.extend(spoken)
                answered.add(spoken)
                first = until
                cut.end = one.seconds(until - 1)
            if end < len(silences):
                if cut is not None:
                    yield cut
                cut = None
                if silences[end] > 0:
                    answered.wait(silences[end])
        last = one.clocks[-1]
    if cut is not None:
        yield cut


def _spoken(columns: Columns, first: int, end: int) -> Spoken:
    """What is written from one message to before another."""
    own, written = columns.own, columns.written
    other = own.find(_NO, first, end)
    if other < 0:
        return Spoken(end - first, written.count(_YES, first, end), 0, False)
    return Spoken(end - first, written.count(_YES, first, other), written.count(_YES, other, end), True)
