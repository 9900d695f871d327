"""How much time passes from one header to the next on a day, and where it goes back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, count, islice
from operator import gt, itemgetter, ne

from .dates import read_time

_HOUR = itemgetter(slice(0, 2))
"""The characters of a time of day that differ where an hour has passed, but for half a day's silence."""
_BACK = 60
"""Seconds that a time goes back by at least: the clocks of two phones, and messages that come late, differ by few."""


def hour_changes(times: Sequence[str]) -> list[int]:
    """The places of times in another hour than the one before; found without a call for each."""
    hours = [*map(_HOUR, times)]
    return [*compress(count(1), map(ne, islice(hours, 1, None), hours))]


def seconds_passed(before: str, time: str) -> int | None:
    """Seconds from one time of a day to another, None where one cannot be read."""
    one, other = _second_of(before), _second_of(time)
    return None if one is None or other is None else other - one


def goes_back(before: str, time: str) -> bool:
    """Whether a time of a day is before the one that stands above it."""
    passed = seconds_passed(before, time)
    return passed is not None and passed <= -_BACK


def steps_back(dates: Sequence[str], times: Sequence[str], hours: Sequence[int]) -> list[int]:
    """The places where a time goes back on its day, but for the first: there another export may begin.

    `hours` are the places at which hours change: within one, the letters of a time go back as it does.
    """
    places = {*compress(count(1), map(gt, times, islice(times, 1, None))), *hours}
    return sorted(at for at in places if dates[at] == dates[at - 1] and goes_back(times[at - 1], times[at]))


@lru_cache(maxsize=2000)
def _second_of(time: str) -> int | None:
    """The second of its day that a header names."""
    read = read_time(time)
    return None if read is None else read.hour * 3600 + read.minute * 60 + read.second
