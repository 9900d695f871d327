"""A date that is the whole of a field, a line or a header."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

from ..offsets import offset_of
from .stamps import Stamp, read_stamp

_LONGEST = 100
_ZONE = re.compile(r"(Z|UTC|GMT|[+-]\d\d:?\d\d)\Z")
_MAIL = re.compile(r"(?:[A-Za-z]{3},)? *\d{1,2} [A-Za-z]{3} \d{2,4} |[A-Za-z]{3} [A-Za-z]{3} +\d{1,2} \d\d:")
_PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d)?'?(\d\d)?'?")


def date_of(value: object) -> dt.datetime | None:
    """A date from a field; an offset only where it has one; None where it is none, or can be read in two ways."""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    return _iso(value.strip()) or _written(value.strip()) or _mail_date(value)


def whole_stamp(text: str) -> Stamp | None:
    """The date that a text is and nothing else."""
    text = text.strip()
    stamp = read_stamp(text)
    return stamp if stamp is not None and stamp.end == len(text) else None


def moment_of(stamp: Stamp) -> dt.datetime | None:
    """The moment of a date that can be read in one way only, by itself; None otherwise."""
    found = {stamp.moment(how) for how in stamp.readings()}
    return found.pop() if len(found) == 1 else None


def _iso(text: str) -> dt.datetime | None:
    # fromisoformat takes weeks and bare years with letters between, which are no dates of a text.
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _written(text: str) -> dt.datetime | None:
    zone = _ZONE.search(text)
    stamp = whole_stamp(text) or (whole_stamp(text[: zone.start()]) if zone else None)
    moment = moment_of(stamp) if stamp else None
    if moment is None or zone is None or moment.tzinfo is not None:
        return moment
    try:
        return moment.replace(tzinfo=offset_of(zone[1]))
    except ValueError:
        return None


def _mail_date(text: str) -> dt.datetime | None:
    if not _MAIL.match(text.strip()):
        return None
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
