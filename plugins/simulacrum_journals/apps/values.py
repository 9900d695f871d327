"""Values out of JSON that a stranger wrote: of the type that is asked for, or none."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import msgspec

from simulacrum_core.sources import Batch, ElementDecoder, Fault, Shell, elements_of, on_clocks_of, walk_json

from ..sheets import Job, Sheet

Object = dict[str, Any]
_OBJECTS = ElementDecoder(Object)
_RAW = ElementDecoder(dict[str, msgspec.Raw])
_EPOCH, _MICROSECOND = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.timedelta(microseconds=1)
_BLANK = " \t\r\n\ufeff"


def text_of(value: object) -> str:
    """A text, "" for anything else."""
    return value if isinstance(value, str) else ""


def list_of(value: object) -> list[Any]:
    """A list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def objects_of(value: object) -> list[Object]:
    """The objects in a list."""
    return [item for item in list_of(value) if isinstance(item, dict)]


def instant(value: object) -> dt.datetime | None:
    """An instant or a wall time in ISO form; None for anything else."""
    try:
        return dt.datetime.fromisoformat(text_of(value).strip())
    except ValueError:
        return None


def version_of(value: object) -> int:
    """When something was last changed, in microseconds; 0 where nothing says so."""
    moment = instant(value) or since_1970(value)
    if moment is None:
        return 0
    return max((moment.replace(tzinfo=moment.tzinfo or dt.UTC) - _EPOCH) // _MICROSECOND, 0)


def local(
    moment: dt.datetime | None, zone: dt.tzinfo | None, place: tuple[str, int | None], job: Job
) -> dt.datetime | None:
    """An instant on the clocks of the place where it was written; what is missing is reported."""
    if moment is None:
        job.findings.report(*place, "an entry without a date that can be read")
    elif zone is None and moment.tzinfo is not None:
        job.findings.report(*place, "an entry without a time zone: its day is that of UTC")
    return on_clocks_of(moment, zone)


def since_1970(milliseconds: object) -> dt.datetime | None:
    """The instant so many milliseconds after 1970."""
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool):
        return None
    try:
        return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None


def head_objects(sheet: Sheet, path: tuple[str, ...]) -> tuple[set[str], list[Object]]:
    """Keys of the document as far as its first bytes tell, and the first objects in the list at `path`."""
    keys: set[str] = set()
    found: list[Object] = []
    for event in walk_json(io.BytesIO(sheet.head), path, len(sheet.head)):
        if isinstance(event, Batch):
            found += [
                value for data, line in elements_of(event) if (value := _OBJECTS.one(data, line, lambda *_: None))
            ]
        elif isinstance(event, Shell) and not event.path:
            keys |= (_RAW.one(event.data, 1, lambda *_: None) or {}).keys()
    return keys, found


def sign(sheet: Sheet) -> str:
    """The first character of a file that is not blank."""
    return sheet.head[:512].decode("utf-8", "replace").lstrip(_BLANK)[:1]


def stream_objects(sheet: Sheet, path: tuple[str, ...], job: Job) -> Iterator[tuple[Object, int]]:
    """The objects in the list at `path` one by one with their lines; what cannot be read is reported."""
    report = job.reporter(sheet.name)
    with sheet.file.open() as stream:
        for event in walk_json(stream, path, job.longest):
            if isinstance(event, Fault):
                report(event.line, event.what)
            elif isinstance(event, Batch):
                for data, line in elements_of(event):
                    if (value := _OBJECTS.one(data, line, report)) is not None:
                        yield value, line


def whole_object(sheet: Sheet, job: Job) -> Object | None:
    """The one object that a small file holds; what cannot be read is reported, what is too long raises SourceError."""
    return _OBJECTS.one(sheet.entry().removeprefix(b"\xef\xbb\xbf"), 1, job.reporter(sheet.name))
