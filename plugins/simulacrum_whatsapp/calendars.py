"""Years of other calendars than ours, known by their numbers: no two of them overlap while WhatsApp exists."""

from __future__ import annotations

import datetime as dt

FIRST_YEAR = 2009
_BUDDHIST, _MINGUO = 543, 1911
_PERSIAN = range(1388, 1421)
_NOWRUZ = dt.date(2009, 3, 21)
_ISLAMIC = range(1430, 1466)
_MUHARRAM = dt.date(2008, 12, 29)
# The calendar of Umm al-Qura is computed in advance: a bit of a year's number is set for a month of 30 days.
_LENGTHS = """
1621 1705 1876 2922 1388 2733 1365 2857 2962 2985 1492 2778 1370 2731 1429 1865 1892 2986
1461 694 2646 3370 3733 1834 1877 858 2397 1179 2637 3366 3411 1450 2733 1206 2647 1319
"""


def gregorian(year: int, month: int, day: int) -> dt.date:
    """The day in our calendar; Persian, Islamic, Buddhist and Minguo years are known by their range.

    Raises ValueError where there is no such day, or none since WhatsApp exists.
    """
    if year in _PERSIAN:
        return _persian(year, month, day)
    if year in _ISLAMIC:
        return _islamic(year, month, day)
    year = common_year(year)
    if not FIRST_YEAR <= year <= last_year():
        raise ValueError("no year of WhatsApp")
    return dt.date(year, month, day)


def common_year(year: int) -> int:
    """A year of ours; Buddhist and Minguo years are known by their range."""
    if 98 <= year < 1000:
        return year + _MINGUO
    return year - _BUDDHIST if year - _BUDDHIST >= FIRST_YEAR else year


def last_year() -> int:
    """The last year that a message may be of: clocks are wrong, and it is tomorrow elsewhere."""
    return dt.date.today().year + 1


def _persian(year: int, month: int, day: int) -> dt.date:
    """Six months of 31 days, five of 30; the last has 30 in eight of 33 years."""
    leap = (year * 8 + 29) % 33 < 8
    lengths = [31] * 6 + [30] * 5 + [30 if leap else 29]
    start = _NOWRUZ + dt.timedelta(sum(366 if (past * 8 + 29) % 33 < 8 else 365 for past in range(1388, year)))
    return _counted(start, lengths, month, day)


def _islamic(year: int, month: int, day: int) -> dt.date:
    years = [[29 + (bits >> place & 1) for place in range(11, -1, -1)] for bits in map(int, _LENGTHS.split())]
    past = sum(map(sum, years[: year - _ISLAMIC.start]))
    return _counted(_MUHARRAM + dt.timedelta(past), years[year - _ISLAMIC.start], month, day)


def _counted(start: dt.date, lengths: list[int], month: int, day: int) -> dt.date:
    if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        raise ValueError("no such day")
    return start + dt.timedelta(sum(lengths[: month - 1]) + day - 1)
