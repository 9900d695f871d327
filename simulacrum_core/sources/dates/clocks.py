"""The time of day that stands behind a date."""

from __future__ import annotations

import datetime as dt
import re

from ..offsets import offset_of
from .words import EVENING, MORNING

_AT = "at|um|à|a las|a la|as|às|alle|le|om|klo|kl\\.?|o|в|о|у|ve|lúc|pukul|jam|saat|ساعت|στις"
_BEFORE = re.compile(rf"(?:,? (?:{_AT}|,|-|–|—|@|\|) ?|[t, _]{{1,2}}|,? ?\()?")
_WORDS = "|".join(sorted((re.escape(word) for word in {*MORNING.split(), *EVENING.split()}), key=len, reverse=True))
_TIME = re.compile(
    rf"(?P<early>(?:{_WORDS})\.? ?)?(?P<hour>\d{{1,2}})(?:[:.h٫]|時|时|시 ?|点|點|(?<=\d)-(?=\d\d-\d\d))"
    r"(?P<minute>\d\d)(?:分|분)?(?:[:.-](?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?(?!\d)"
    rf"(?: ?(?P<late>(?:{_WORDS}|[ap]\. m)(?![^\W_])\.?))?(?: (?:uhr|ч|час|óra|val|h)\b\.?)?\)?"
    r"(?: ?(?P<zone>z|utc|gmt)\b(?![+-])| ?(?P<offset>[+-]\d\d:?\d\d)\b)?"
)


def read_time(text: str, at: int) -> tuple[dt.time | None, int]:
    """The time that follows a date at a place of a plain text, and where it ends."""
    before = _BEFORE.match(text, at) or re.compile("").match(text, at)
    found = _TIME.match(text, before.end()) if before else None
    if found is None or (not (before and before[0]) and not found["early"]):
        return None, at
    hour = _on_24_hours(int(found["hour"]), (found["early"] or found["late"] or "").strip(" ."))
    zone = (found["zone"] or found["offset"] or "").upper()
    micros = int((found["part"] or "0").ljust(6, "0")[:6])
    try:
        offset = offset_of(zone) if zone else None
        return dt.time(hour, int(found["minute"]), int(found["second"] or 0), micros, offset), found.end()
    except ValueError:
        return None, at


def clock(text: str) -> tuple[dt.time | None, int]:
    """The time that a text begins with, and where it ends."""
    head = text[:40]
    time, end = read_time(" " + head.lower() if len(head.lower()) == len(head) else " " + head, 0)
    return time, max(end - 1, 0)


def _on_24_hours(hour: int, half: str) -> int:
    if not half or not 1 <= hour <= 12:
        return hour
    is_late = half in EVENING.split() or half == "p. m"
    return hour % 12 + 12 * is_late
