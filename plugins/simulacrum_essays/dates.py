"""Dates as files, fields and exporters write them."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

from simulacrum_core.sources import offset_of

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|" + "|".join(_MONTHS) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_WRITTEN = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WEEKDAY}{_DAY}\.?\s+{_MONTH},?\s+(?P<year>\d{{4}})",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})",
        r"(?P<year>\d{4})年\s*(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日",
    )
]
_CLOCK = r"(?:,?\s+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<half>[ap]\.?m\.?)?)?"
_DATES = [_ISO, *(re.compile(pattern.pattern + _CLOCK, re.IGNORECASE) for pattern in _WRITTEN)]
_PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d)?'?(\d\d)?'?")


def date_of(value: object) -> dt.datetime | None:
    """A date from a field; an offset only where it has one; None where it is none."""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if not isinstance(value, str) or len(value) > 100:
        return None
    return next(filter(None, (_matched(pattern, value.strip()) for pattern in _DATES)), None) or _mail_date(value)


def _matched(pattern: re.Pattern[str], text: str) -> dt.datetime | None:
    match = pattern.fullmatch(text)
    if match is None:
        return None
    found = match.groupdict()
    name = found.get("name")
    month = int(found["month"]) if name is None else _month(name)
    hour = int(found["hour"] or 0)
    if half := found.get("half"):
        hour = hour % 12 + 12 * half.lower().startswith("p")
    micro = int((found.get("part") or "0").ljust(6, "0")[:6])
    try:
        date = dt.datetime(
            int(found["year"]),
            month,
            int(found["day"]),
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
            micro,
        )
        return date.replace(tzinfo=offset_of(zone) if (zone := found.get("zone")) else None)
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _mail_date(text: str) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def pdf_date(text: str) -> dt.datetime | None:
    """A date as PDF and RTF have it: `D:20240102093000+01'00'`."""
    match = _PDF.match(text.strip())
    if match is None:
        return None
    numbers = [int(group or default) for group, default in zip(match.groups()[:6], (0, 1, 1, 0, 0, 0), strict=True)]
    zone = match[7] and (match[7] if match[7] == "Z" else f"{match[7]}{match[8] or '00'}")
    try:
        return dt.datetime(*numbers).replace(tzinfo=offset_of(zone) if zone else None)  # type: ignore[arg-type]
    except ValueError:
        return None
