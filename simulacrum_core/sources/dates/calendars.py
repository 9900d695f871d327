"""Years of other calendars, where nothing else can be meant."""

from __future__ import annotations

import datetime as dt

_BUDDHIST = range(2400, 2700)
_PERSIAN = range(1200, 1473)
_NEW_YEAR_1400 = dt.date(2021, 3, 21).toordinal()
_LEAP_YEARS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))
"""Of 33 Persian years; right for the years above."""
_FIRST_HALF, _MONTHS = 31 * 6, 12


def common_year(year: int) -> int:
    """A year of the common calendar: 2567 is one of the Buddhist."""
    return year - 543 if year in _BUDDHIST else year


def persian_day(year: int, month: int, day: int) -> dt.date | None:
    """The day of a date in the Persian calendar; None where there is no such day, or too long ago."""
    longest = 31 if month <= 6 else 30 if month < _MONTHS or _is_leap(year) else 29
    if year not in _PERSIAN or not 1 <= month <= _MONTHS or not 1 <= day <= longest:
        return None
    before = (month - 1) * 31 if month <= 7 else _FIRST_HALF + (month - 7) * 30
    return dt.date.fromordinal(_new_year(year) + before + day - 1)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP_YEARS


def _new_year(year: int) -> int:
    """The first day of a Persian year as an ordinal."""
    first, last = sorted((1400, year))
    days = 365 * (last - first) + sum(map(_is_leap, range(first, last)))
    return _NEW_YEAR_1400 + (days if year >= 1400 else -days)
