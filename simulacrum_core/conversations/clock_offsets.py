"""Shifts: how far the clocks of two copies of a chat are apart, worked out from what both say."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby

import msgspec

NO_MINUTE = -1
_QUARTER = 15
_FARTHEST = 26 * 60
"""Minutes between the first and the last zone of the world."""
_SUMMER = 120
"""Minutes by which the distance of two zones changes over the year, where both have a summer time."""
_SURE = 8
_FEW = 3
_MANY_MINUTES = 4

Mark = tuple[int, int]
"""A message: the checksum of its text, and its minute by the clock of the source."""
Marks = Mapping[Mark, str | None]
"""Messages and their authors."""


class Run(msgspec.Struct, frozen=True):
    """The first and the last minute between which nothing else was seen than that the clocks are `apart` minutes."""

    first: int
    last: int
    apart: int


class ClockOffset(msgspec.Struct, frozen=True):
    """What has to be added to the clock of one copy to have that of the other."""

    runs: tuple[Run, ...]

    def at(self, minute: int) -> tuple[int, ...]:
        """The minutes to add; two answers where the clocks were changed and nothing tells when."""
        place = bisect_right(self.runs, minute, key=lambda run: run.first) - 1
        if place < 0:
            return (self.runs[0].apart,)
        run, after = self.runs[place], self.runs[place + 1 : place + 2]
        return (run.apart, after[0].apart) if after and minute > run.last else (run.apart,)

    def moved(self, mark: Mark) -> list[Mark]:
        """The message by the other clock; what has no minute has none there."""
        text, minute = mark
        return [mark] if minute == NO_MINUTE else [(text, minute + apart) for apart in self.at(minute)]

    def worded(self) -> str:
        """How far the clocks are apart, `""` where they are not."""
        found = sorted({abs(run.apart) for run in self.runs})
        hours = [f"{minutes // 60}:{minutes % 60:02}" for minutes in (found[0], found[-1])]
        return f"with clocks {' to '.join(dict.fromkeys(hours))} hours apart" if found[-1] else ""


NONE = ClockOffset((Run(0, 0, 0),))


def clock_offset_of(one: Marks, other: Marks) -> ClockOffset | None:
    """The shift from `one` to `other`, None where their clocks agree or nothing tells one.

    Only texts that stand once in each of them tell something, and only whole quarters of an hour are a zone.
    """
    times, others = _once(one), _once(other)
    seen = [(times[text], others[text] - times[text]) for text in times.keys() & others.keys()]
    apart = _likely(Counter(minutes for _, minutes in seen if not minutes % _QUARTER and abs(minutes) <= _FARTHEST))
    steps = sorted(step for step in seen if step[1] in apart)
    runs = [list(run) for _, run in groupby(steps, key=lambda step: step[1])]
    return ClockOffset(tuple(Run(run[0][0], run[-1][0], run[0][1]) for run in runs)) if any(apart) else None


def is_one_talk(pairs: Iterable[tuple[Mark, str | None, str | None]], *, one_sided: bool) -> bool:
    """Whether messages at shifted times, each with its author in both copies, are a talk, and not one text sent twice.

    In a talk, at least two people speak, and who is one person here is one person there, but for a word that two say
    in the same minute. Where only one side is there, the minutes must be many: what a program sends to several chats
    has its hour.
    """
    found = list(pairs)
    if one_sided:
        return len({minute % _QUARTER for (_, minute), _, _ in found}) >= _MANY_MINUTES
    authors = Counter((one, other) for _, one, other in found)
    there, here = dict[str | None, str | None](), dict[str | None, str | None]()
    for (one, other), _ in authors.most_common():
        there.setdefault(one, other)
        here.setdefault(other, one)
    same = [count for (one, other), count in authors.items() if there[one] == other and here[other] == one]
    return sum(same) * 10 >= authors.total() * 9 and sum(same) - max(same, default=0) >= _FEW


def _once(marks: Marks) -> dict[int, int]:
    """The minutes of the texts that stand there once."""
    minutes: defaultdict[int, list[int]] = defaultdict(list)
    for text, minute in marks:
        minutes[text].append(minute)
    return {text: found[0] for text, found in minutes.items() if len(found) == 1 and found[0] != NO_MINUTE}


def _likely(counts: Counter[int]) -> set[int]:
    """The distances that are seen most, as many as two summer times explain; none where they are seen too seldom."""
    spans = {low: [minutes for minutes in counts if low <= minutes <= low + _SUMMER] for low in counts}
    sums = {low: sum(counts[minutes] for minutes in span) for low, span in spans.items()}
    best = max(sums, key=lambda low: (sums[low], -abs(low), low), default=None)
    if best is None or sums[best] < _SURE:
        return set()
    return {minutes for minutes in spans[best] if counts[minutes] >= _FEW}
