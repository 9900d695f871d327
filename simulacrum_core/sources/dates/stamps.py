"""One date as it is written, with the weekday and the time that stand beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from .clocks import read_time
from .digits import Found, read_digits
from .plain import plain_text
from .scan import read_mark, read_weekday, read_words

Order = Literal["dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy")
_LONGEST = 160
_PERSIAN_DIGITS = re.compile("[۰-۹]")
_DIGITS = r"\d〇零一二三四五六七八九十元"
_MAY_BE_DATE = re.compile(
    rf"[{_DIGITS}](?:[{_DIGITS}]{{3}}|[{_DIGITS}]{{0,2}}[^{_DIGITS}\n]{{1,{_LONGEST}}}[{_DIGITS}])"
)
"""A date has a year of four digits, or a day and a year apart from each other."""
_MAY_BE_PLAIN_DATE = re.compile(rf"[0-9](?:[0-9]{{3}}|[0-9]{{0,2}}[^0-9\n]{{1,{_LONGEST}}}[0-9])")


class DateOrder(msgspec.Struct, frozen=True):
    """How the dates of a source are to be read: the order of day and month in digits, and the months that names stand
    for that languages use differently, such as `listopad`."""

    order: Order = "dmy"
    months: Mapping[str, int] = msgspec.field(default_factory=dict)


class Stamp(msgspec.Struct, frozen=True):
    """A date as it is written: year, month, day, or with day and month in an order that is not `known`.

    `end` is where the date ends in its text. `weekday` is the days of the week that its name may stand for. `months` is
    what `word`, the name of its month, may stand for where languages differ, and `languages` who has its names. `time`
    has an offset only where one is written.
    """

    year: int
    first: int
    second: int
    known: bool
    end: int
    weekday: tuple[int, ...] = ()
    time: dt.time | None = None
    word: str = ""
    months: tuple[int, ...] = ()
    languages: tuple[frozenset[str], ...] = ()

    def day(self, how: DateOrder) -> dt.date | None:
        """The day in an order; None where there is no such day."""
        month = how.months.get(self.word, self.first) if self.word else self.first
        turned = not self.known and how.order == "dmy"
        try:
            return dt.date(self.year, *((self.second, month) if turned else (month, self.second)))
        except ValueError:
            return None

    def moment(self, how: DateOrder) -> dt.datetime | None:
        """The day and time; midnight where only the day is known, None where there is no such day."""
        day = self.day(how)
        return None if day is None else dt.datetime.combine(day, self.time or dt.time())

    def readings(self) -> Iterator[DateOrder]:
        """The ways in which the date by itself can be read, those that its weekday rules out left out."""
        ways = [way for way in _ways(self) if self.day(way) is not None]
        fitting = [way for way in ways if _fits(self.day(way), self.weekday)]
        yield from fitting or ways

    @property
    def is_plain(self) -> bool:
        """Whether there is one way to read it, whatever the rest of the source is like."""
        return self.known and not self.word


def _ways(stamp: Stamp) -> list[DateOrder]:
    if stamp.word:
        return [DateOrder(months={stamp.word: month}) for month in stamp.months]
    return [DateOrder(order) for order in (ORDERS[:1] if stamp.known else ORDERS)]


def _fits(day: dt.date | None, weekday: tuple[int, ...]) -> bool:
    return day is not None and (not weekday or day.weekday() in weekday)


def read_stamp(text: str, at: int = 0) -> Stamp | None:
    """The date that begins at `at`, with the weekday before or after it and the time behind; None where none does."""
    head = text[at : at + _LONGEST].partition("\n")[0]
    if not may_hold_date(head):
        return None
    plain = plain_text(head)
    is_persian = _PERSIAN_DIGITS.search(head) is not None
    named, start = read_weekday(plain.text, 0, before=True)
    found = _read(plain.text, start, is_persian=is_persian)
    if found is None and named:
        # `Mar` is a weekday in one language and a month in another.
        named, found = (), _read(plain.text, 0, is_persian=is_persian)
    if found is None:
        return None
    named, end = named or found.weekday, read_mark(plain.text, found.end)
    after, end = ((), end) if named else read_weekday(plain.text, end, before=False)
    time, end = read_time(plain.text, end)
    stamp = _stamp(found, named or after, time, at + plain.ends[end])
    return stamp if next(stamp.readings(), None) else None


def may_hold_date(text: str) -> bool:
    """Whether there may be a date on one of the lines of a text; a tenth of what it takes to look for one."""
    # To look for the digits of all scripts takes twice as long.
    return (_MAY_BE_PLAIN_DATE if text.isascii() else _MAY_BE_DATE).search(text) is not None


def _read(text: str, at: int, *, is_persian: bool) -> Found | None:
    return read_digits(text, at, is_persian=is_persian) or read_words(text, at)


def _stamp(found: Found, weekday: tuple[int, ...], time: dt.time | None, end: int) -> Stamp:
    month = found.month
    is_disputed = month is not None and len(month.numbers) > 1
    return Stamp(
        found.year,
        found.first,
        found.second,
        found.known,
        end,
        weekday,
        time,
        month.text if month and is_disputed else "",
        month.numbers if month and is_disputed else (),
        month.languages if month else (),
    )
