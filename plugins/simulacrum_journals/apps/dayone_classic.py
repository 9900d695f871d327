"""Day One Classic: a folder with a property list for each entry."""

from __future__ import annotations

import datetime as dt
import plistlib
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from simulacrum_core import SourceError
from simulacrum_core.sources import stem_of, zone_of

from ..entries import Entry
from ..sheets import Job, Sheet, WithoutStamps
from ..text.markdown import heading_of, pieces
from .values import local, text_of

_BAD = (
    plistlib.InvalidFileException,
    ExpatError,
    ValueError,
    ArithmeticError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
)


class Classic(WithoutStamps):
    """Entries of Day One 1: `.doentry`, their text as it was written and the instant in UTC."""

    label = "Day One Classic"

    def takes(self, sheet: Sheet) -> bool:
        head = sheet.head
        if b"<key>Entry Text</key>" in head or b"<key>Creation Date</key>" in head:
            return b"<plist" in head
        return sheet.suffix == ".doentry" and (b"<plist" in head or head.startswith(b"bplist"))

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        value = _plist(sheet)
        written = value.get("Creation Date")
        instant = written.replace(tzinfo=dt.UTC) if isinstance(written, dt.datetime) else None
        moment = local(instant, zone_of(value.get("Time Zone")), (sheet.name, None), job)
        title, body = heading_of(text_of(value.get("Entry Text")))
        id = text_of(value.get("UUID")) or stem_of(sheet.name)
        yield Entry(id, moment, pieces(body), title, sheet.name, uuid=text_of(value.get("UUID")))


def _plist(sheet: Sheet) -> dict[str, Any]:
    """The fields of an entry; raises SourceError where they cannot be read."""
    data = sheet.entry()
    try:
        value = plistlib.loads(data)
    except _BAD as error:
        raise SourceError("a damaged entry: not a property list", file=sheet.name, remedy="Export it again") from error
    if not isinstance(value, dict):
        raise SourceError("not an entry", file=sheet.name, remedy="Export it again")
    return value
