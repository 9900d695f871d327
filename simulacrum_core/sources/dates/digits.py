"""Dates in digits: `2024-01-02`, `20240102`, `1/2/2024`, `2.1.24`."""

from __future__ import annotations

import re

import msgspec

from .calendars import common_year, persian_day
from .names import Name

_DATE = re.compile(
    r"(?P<y1>\d{4})(?P<s1>[-/._]|\. )(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d)"
    r"|(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?!\d)"
    r"|(?P<a3>\d{1,2})(?P<s3>[-/_]|\. ?)(?P<b3>\d{1,2})(?P=s3)(?P<y3>\d{4}|\d{2})(?!\d)"
)
_PERSIAN = range(1300, 1450)


class Found(msgspec.Struct, frozen=True):
    """Year and two numbers, month and day where they are `known`, and where the date ends in a plain text.

    `month` is the name that was read, `weekday` the days that another name may stand for.
    """

    year: int
    first: int
    second: int
    known: bool
    end: int
    weekday: tuple[int, ...] = ()
    month: Name | None = None


def read_digits(text: str, at: int, *, is_persian: bool = False) -> Found | None:
    """The date in digits that begins at a place; `is_persian` where its digits are those of Persian."""
    found = _DATE.match(text, at)
    if found is None:
        return None
    parts = {key[0]: value for key, value in found.groupdict().items() if value is not None}
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if "a" in parts:
        first, second, is_dotted = int(parts["a"]), int(parts["b"]), parts["s"].startswith(".")
        if is_dotted:
            return Found(common_year(year), second, first, True, found.end())
        return Found(common_year(year), first, second, False, found.end())
    if is_persian and year in _PERSIAN:
        return persian(year, int(parts["m"]), int(parts["d"]), found.end())
    return Found(common_year(year), int(parts["m"]), int(parts["d"]), True, found.end())


def persian(year: int, month: int, day: int, end: int, weekday: tuple[int, ...] = ()) -> Found | None:
    """A date of the Persian calendar in the common one."""
    found = persian_day(year, month, day)
    return None if found is None else Found(found.year, found.month, found.day, True, end, weekday)
