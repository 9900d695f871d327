"""Dates and times as people and programs write them before an entry."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

import msgspec

from simulacrum_core.sources import offset_of

from .words import MONTHS, month, weekday

Order = Literal["dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy")
_WORD = r"[^\W\d_][^\W\d_'’-]*(?:-feira)?\.?"
_MONTH = "(?P<{}>{})\\.?".format("{}", "|".join(sorted(map(re.escape, MONTHS), key=lambda word: -len(word))))
_ORDINAL = r"(?:st\b|nd\b|rd\b|th\b|er\b|\.ª|[.ºª])?"
_DATES = (
    r"(?P<y1>\d{4})(?P<s1>[-/._])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d)",
    r"(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?!\d)",
    r"(?P<a3>\d{1,2})(?P<s3>[-/_]|\. ?)(?P<b3>\d{1,2})(?P=s3)(?P<y3>\d{4}|\d{2})(?!\d)",
    r"(?P<y4>\d{4}) ?[年년] ?(?P<m4>\d{1,2}) ?[月월] ?(?P<d4>\d{1,2}) ?[日일]",
    rf"(?P<d5>\d{{1,2}}){_ORDINAL}[ -]?(?:de |of |d[’'])?{_MONTH.format('m5')},?[ -](?:de |del )?(?P<y5>\d{{4}})(?!\d)",
    rf"{_MONTH.format('m6')} (?P<d6>\d{{1,2}}){_ORDINAL},? (?P<y6>\d{{4}})(?!\d)",
    rf"(?P<y7>\d{{4}})\.?,?[ -]{_MONTH.format('m7')}[ -](?P<d7>\d{{1,2}})(?!\d)\.?",
)
_DATE = re.compile("|".join(_DATES), re.IGNORECASE)
_BEFORE = re.compile(rf"(?P<word>{_WORD}),?[ _-]{{1,2}}(?:the |den |der |le |dne )?", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:le|am|den|on) (?=[\w])", re.IGNORECASE)
_YEAR_WORD = re.compile(r" ?(?:г\.?|р\.?|года)(?!\w)")
_AFTER = re.compile(rf",?[ _-]{{0,2}}[(（]?(?P<word>{_WORD})[)）]?")
_TIME = re.compile(
    r"(?:,? (?:at|um|à|a las|alle|às|om|kl\.?|klo|o|в|,|-|–|—|@) ?|[T, _]{1,2})"
    r"(?P<hour>\d{1,2})(?:[:.h]|(?<=\d)-(?=\d\d-\d\d))(?P<minute>\d\d)(?:[:.-](?P<second>\d\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?:[ \u00a0\u202f]?(?P<half>[ap])\.?[ \u00a0]?m\b\.?)?(?: uhr\b)?"
    r"(?:(?P<zone>Z\b)| ?(?P<offset>[+-]\d\d:?\d\d)\b)?",
    re.IGNORECASE,
)


class Stamp(msgspec.Struct, frozen=True):
    """A date as it is written: year, month, day, or with day and month in an order that is not `known`.

    `end` is where the date ends in its text. `time` has an offset only where one is written.
    """

    year: int
    first: int
    second: int
    known: bool
    end: int
    weekday: int | None = None
    time: dt.time | None = None

    def day(self, order: Order) -> dt.date | None:
        """The day in an order; None where there is no such day."""
        turned = not self.known and order == "dmy"
        try:
            return dt.date(self.year, *((self.second, self.first) if turned else (self.first, self.second)))
        except ValueError:
            return None

    def moment(self, order: Order) -> dt.datetime | None:
        """The day and time; midnight where only the day is known, None where there is no such day."""
        day = self.day(order)
        return None if day is None else dt.datetime.combine(day, self.time or dt.time())

    @property
    def possible(self) -> bool:
        """Whether there is such a day in one order at least."""
        return any(self.day(order) is not None for order in ORDERS)


def read_stamp(text: str, at: int = 0) -> Stamp | None:
    """The date that begins at `at`, with the weekday before or after it and the time behind; None where none does."""
    named: int | None = None
    if article := _ARTICLE.match(text, at):
        at = article.end()
    if (before := _BEFORE.match(text, at)) and (named := weekday(before["word"])) is not None:
        at = before.end()
    found = _DATE.match(text, at)
    if found is None:
        return None
    year, first, second, known = _numbers(found)
    end = word.end() if (word := _YEAR_WORD.match(text, found.end())) else found.end()
    if (after := _AFTER.match(text, end)) and (other := weekday(after["word"])) is not None:
        named, end = other, after.end()
    time, end = read_time(text, end)
    stamp = Stamp(year, first, second, known, end, named, time)
    return stamp if stamp.possible else None


def _numbers(found: re.Match[str]) -> tuple[int, int, int, bool]:
    """Year, two numbers, and whether these are month and day."""
    parts = {key[0]: value for key, value in found.groupdict().items() if value is not None}
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if "a" in parts:
        first, second, dotted = int(parts["a"]), int(parts["b"]), parts["s"].startswith(".")
        return (year, second, first, True) if dotted else (year, first, second, False)
    number = int(parts["m"]) if parts["m"].isdecimal() else month(parts["m"])
    return year, number or 0, int(parts["d"]), True


def read_time(text: str, at: int) -> tuple[dt.time | None, int]:
    """The time that follows a date at `at`, and where it ends."""
    found = _TIME.match(text, at)
    if found is None:
        return None, at
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = found["zone"] or found["offset"]
    try:
        return dt.time(
            hour, int(found["minute"]), int(found["second"] or 0), tzinfo=offset_of(zone) if zone else None
        ), found.end()
    except ValueError:
        return None, at


def clock(text: str) -> tuple[dt.time | None, int]:
    """The time that a text begins with, and where it ends."""
    time, end = read_time(" " + text, 0)
    return time, max(end - 1, 0)
