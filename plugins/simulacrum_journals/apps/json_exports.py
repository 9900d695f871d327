"""Journals that are exported as JSON: Journey, Diarium and jrnl."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set

from simulacrum_core import Attachment
from simulacrum_core.sources import moment_of, read_stamp, stem_of, zone_of

from ..entries import Entry, Ids, Piece
from ..sheets import Job, Sheet, WithoutStamps
from ..text.markdown import heading_of, kind_of_file, pieces
from .pages import html_pieces, is_html, titled_pieces
from .values import (
    Object,
    head_objects,
    instant,
    list_of,
    local,
    sign,
    since_1970,
    stream_objects,
    text_of,
    version_of,
    whole_object,
)

_JOURNEY_DATES = {"date_journal", "dateOfJournal"}
_ENDS = (".", "!", "?", "…")
_KEPT_BESIDE = {"rating", "tags", "people", "location", "sun", "lunar", "weather", "tracker", "trackers"}


class Journey(WithoutStamps):
    """Entries of Journey: a file for each, or all in a list."""

    label = "Journey"

    def takes(self, sheet: Sheet) -> bool:
        if sign(sheet) == "{":
            dated = any(b'"%s"' % key.encode() in sheet.head for key in _JOURNEY_DATES)
            return dated and b'"text"' in sheet.head and b'"timezone"' in sheet.head
        dated = any(b'"%s"' % key.encode() in sheet.head for key in _JOURNEY_DATES)
        found = head_objects(sheet, ())[1] if dated and sign(sheet) == "[" else []
        return any(entry.keys() & _JOURNEY_DATES and "text" in entry for entry in found)

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        if sign(sheet) == "[":
            for value, line in stream_objects(sheet, (), job):
                yield self._entry(value, sheet, line, job)
        elif (whole := whole_object(sheet, job)) is not None:
            yield self._entry(whole, sheet, 1, job)

    def _entry(self, value: Object, sheet: Sheet, line: int, job: Job) -> Entry:
        zone = zone_of(value.get("timezone"))
        written = since_1970(value.get("date_journal")) or instant(value.get("dateOfJournal"))
        moment = local(written, zone, (sheet.name, line), job)
        title, body = _words(text_of(value.get("text")), value.get("type"), sheet.name)
        files = [name for key in ("photos", "attachments") for name in list_of(value.get(key)) if isinstance(name, str)]
        id = text_of(value.get("id")) or stem_of(sheet.name)
        attachments = tuple(Attachment(kind_of_file(name), name) for name in files)
        changed = version_of(value.get("date_modified") or value.get("updatedAt"))
        gone = value.get("trashed") is True
        given = text_of(value.get("id"))
        return Entry(id, moment, body, title, f"{sheet.name}:{line}", attachments, given, changed, gone)


class Diarium(WithoutStamps):
    """Entries of Diarium: all in a list, or a file for each day; their times are those of the writer's clock."""

    label = "Diarium"

    def takes(self, sheet: Sheet) -> bool:
        told = b'"date"' in sheet.head and (b'"heading"' in sheet.head or b'"html"' in sheet.head)
        if not told or sign(sheet) not in ("[", "{"):
            return False
        path = () if sign(sheet) == "[" else ("",)
        keys, found = head_objects(sheet, path)
        return any(map(_is_diarium, found)) or (sign(sheet) == "{" and _has_keys(keys) and b'"date"' in sheet.head)

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        ids = Ids()
        if sign(sheet) == "[":
            for value, line in stream_objects(sheet, (), job):
                yield self._entry(value, sheet, line, ids, job)
        elif (whole := whole_object(sheet, job)) is not None:
            yield self._entry(whole, sheet, 1, ids, job)

    def _entry(self, value: Object, sheet: Sheet, line: int, ids: Ids, job: Job) -> Entry:
        moment = local(instant(value.get("date")), None, (sheet.name, line), job)
        title = text_of(value.get("heading")) or None
        html, text = text_of(value.get("html")), text_of(value.get("text"))
        body = html_pieces(html, sheet.name) if html else pieces(text)
        id = ids.of(sheet.name, moment, line)
        return Entry(id, moment, body, title, f"{sheet.name}:{line}", _media(value))


def _is_diarium(value: Object) -> bool:
    return _has_keys(value.keys()) and instant(value.get("date")) is not None


def _has_keys(keys: Set[str]) -> bool:
    """Whether an object has the keys that Diarium writes."""
    if "date" not in keys or not keys & {"html", "text"}:
        return False
    return "heading" in keys or ("html" in keys and len(keys & _KEPT_BESIDE) > 1)


def _media(value: Object) -> tuple[Attachment, ...]:
    names = [name for key in ("media", "photos", "images", "files") for name in list_of(value.get(key))]
    return tuple(Attachment(kind_of_file(name), name) for name in names if isinstance(name, str) and name)


class JrnlJson(WithoutStamps):
    """The JSON that jrnl exports."""

    label = "jrnl JSON"

    def takes(self, sheet: Sheet) -> bool:
        told = b'"entries"' in sheet.head and b'"body"' in sheet.head
        found = head_objects(sheet, ("entries",))[1] if told and sign(sheet) == "{" else []
        return any({"title", "body", "date", "time"} <= entry.keys() and _jrnl_moment(entry) for entry in found)

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        ids = Ids()
        for value, line in stream_objects(sheet, ("entries",), job):
            moment = local(_jrnl_moment(value), None, (sheet.name, line), job)
            id = text_of(value.get("uuid")) or ids.of(sheet.name, moment, line)
            body = pieces(_joined(text_of(value.get("title")).strip(), text_of(value.get("body"))))
            yield Entry(id, moment, body, None, f"{sheet.name}:{line}", uuid=text_of(value.get("uuid")))


def _joined(title: str, body: str) -> str:
    """First sentence and the rest, which stood on one line where that is one line too."""
    is_line = title.endswith(_ENDS) and "\n" not in body.strip() and body.strip() != ""
    return f"{title} {body.strip()}" if is_line else f"{title}\n{body}"


def _jrnl_moment(value: Object) -> dt.datetime | None:
    stamp = read_stamp(f"{text_of(value.get('date'))} {text_of(value.get('time'))}".strip())
    return moment_of(stamp) if stamp else None


def _words(text: str, written: object, file: str) -> tuple[str | None, tuple[Piece, ...]]:
    """Title and text of what is written as HTML or as Markdown."""
    if written == "html" or (written != "markdown" and is_html(text)):
        return titled_pieces(text, file)
    title, body = heading_of(text)
    return title, pieces(body)
