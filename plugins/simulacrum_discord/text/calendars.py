"""Calendars: the Persian and the Islamic one, in which some machines write dates, and the Buddhist one."""

from __future__ import annotations

import datetime as dt

_BUDDHIST = range(2558, 2700)
_PERSIAN, _ISLAMIC = range(1394, 1436), range(1436, 1501)
"""The years of either calendar since there is Discord; a year that both have is taken for what comes first."""
_NOWRUZ_1394 = dt.date(2015, 3, 21)
_MUHARRAM_1436 = dt.date(2014, 10, 25)
# The calendar of Umm al-Qura, which machines in Saudi Arabia have: a bit for each month of 30 days, from the first.
_LONG_MONTHS = [
    int(months, 16)
    for months in """
aaa 94d 49d 95d 2ba 5b5 5aa d55 a9a 92e 26e 55d ada 6d4 6a5 54b a97 54e aae 5ac ba9 d92 b25 64b cab 55a b55 6d2 ea5 e4a
a95 52d aad 36c 759 6d2 695 52d a5b 4ba 9ba 3b4 b69 b52 aa6 4b6 96d 2ec 6d9 eb2 d54 d2a a56 4ae 96d d6a b54 b29 a93 52b
a57 536 ab5 6aa e93
""".split()
]


def date_of(year: int, month: int, day: int) -> dt.date:
    """The date in our calendar; raises ValueError where there is no such day."""
    if year in _PERSIAN:
        return _NOWRUZ_1394 + _days([_persian_months(each) for each in range(_PERSIAN[0], year + 1)], month, day)
    if year in _ISLAMIC:
        return _MUHARRAM_1436 + _days([_islamic_months(each) for each in range(_ISLAMIC[0], year + 1)], month, day)
    return dt.date(year - 543 if year in _BUDDHIST else year, month, day)


def _days(years: list[list[int]], month: int, day: int) -> dt.timedelta:
    """From the first day of some years, of which each is the lengths of its months, to a day in the last one."""
    *before, last = years
    if not (1 <= month <= 12 and 1 <= day <= last[month - 1]):
        raise ValueError("there is no such day")
    return dt.timedelta(sum(map(sum, before)) + sum(last[: month - 1]) + day - 1)


def _persian_months(year: int) -> list[int]:
    """Leap years come as in a cycle of 33 years, which agrees with the sky in the years that are told."""
    return [31] * 6 + [30] * 5 + [29 + ((year * 8 + 29) % 33 < 8)]


def _islamic_months(year: int) -> list[int]:
    months = _LONG_MONTHS[year - _ISLAMIC[0]]
    return [29 + (months >> month & 1) for month in range(12)]
