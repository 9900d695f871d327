"""Time zones as exports write them: a name of the tz database, or the distance from UTC."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d\d):?(\d\d)")
_LONGEST = 64


def offset_of(text: str) -> dt.timezone:
    """`Z`, `UTC`, `+01:00`, `+0100`, `GMT+0100`; raises ValueError for anything else, and for more than a day."""
    if text in ("Z", "z", "UTC", "GMT"):
        return dt.UTC
    found = _OFFSET.fullmatch(text)
    if found is None:
        raise ValueError(f"not a distance from UTC: {text[:_LONGEST]!r}")
    minutes = int(found[2]) * 60 + int(found[3])
    return dt.timezone(dt.timedelta(minutes=-minutes if found[1] == "-" else minutes))


def zone_of(name: object) -> dt.tzinfo | None:
    """The time zone of a name such as `Europe/Berlin` or `GMT+0100`, None where there is none."""
    if not isinstance(name, str) or not name or len(name) > _LONGEST:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        try:
            return offset_of(name)
        except ValueError:
            return None


def on_clocks_of(moment: dt.datetime | None, zone: dt.tzinfo | None) -> dt.datetime | None:
    """An instant on the clocks of a zone; as it is where there is none or its year would leave the calendar."""
    if moment is None or moment.tzinfo is None or zone is None:
        return moment
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return moment
