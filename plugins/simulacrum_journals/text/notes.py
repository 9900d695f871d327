"""Daily notes: a file for each day that is named by its date, as in a vault of Obsidian."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from simulacrum_core import Attachment
from simulacrum_core.sources import Stamp, heading_line, is_talk, read_stamp

from ..apps.notion import notion_version, without_notion
from ..entries import Entry, Piece, trimmed
from ..sheets import Job, Sheet, told_encoding
from .days import first_date, timed
from .frontless import Fields, body_of, written_moment
from .markdown import heading_of, note_pieces, parts, pieces, without_marks

_LINKED = re.compile(r"!?\[\[[^\[\]\n]*\]\]|\[[^\[\]\n]*\]\([^()\n]*\)")
_ARROWS = re.compile(r"[\s<>|«»←→⬅➡◀▶‹›·•*/-]*")
# A program's file may be named by a day too, as the days of a channel are: its words are anybody's.
_NO_NOTES = frozenset((".org", ".json", ".jsonl", ".xml", ".csv"))
_MACHINE = re.compile(r"\ufeff?\s*(?:\{\s*\"|\[\s*\{|<\?xml|<!doctype)", re.IGNORECASE)
_META = re.compile(r"[^\W\d_][\w ]{0,20}: ")


class DailyNote:
    """One entry in a file that is named by its day."""

    label = "daily notes"

    def takes(self, sheet: Sheet) -> bool:
        if sheet.day is None or not sheet.may_be_text or sheet.suffix in _NO_NOTES:
            return False
        text = sheet.head_text
        if _MACHINE.match(text):
            return False
        return (bool(text.strip()) or sheet.file.size < 8) and not is_talk(text)

    def stamps(self, sheet: Sheet) -> Iterator[Stamp]:
        return iter([sheet.day] if sheet.day else [])

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        written, properties, rows = without_notion(told_encoding(sheet, job), sheet, job)
        text, fields, _ = body_of(written)
        fields = {**properties, **fields}
        day = sheet.day.moment(job.order) if sheet.day else None
        moment, (title, body) = _moment(day, fields), _titled(text, fields, plain=sheet.suffix == ".txt")
        stamp, body = timed(sheet.day, body)
        if moment and stamp and stamp.time and not (moment.hour or moment.minute):
            moment, body = dt.datetime.combine(moment.date(), stamp.time), _without_details(body)
        title = without_marks(title, job.marks).strip() or None if title else None
        files: list[Attachment] = []
        found = pieces(body) if sheet.suffix == ".txt" else note_pieces(body, files, job.marks)
        if rows:
            found = (*found, Piece(rows, own=False, boilerplate=True))
        uuid, version = notion_version(sheet, properties)
        if sheet.kept and not uuid:
            # A copy that two devices left counts as an older version of the note beside it.
            uuid, version = f"note {sheet.kept}", 2 if sheet.name == sheet.kept else 1
        yield Entry(sheet.name, moment, found, title, sheet.name, tuple(files), uuid, version)


def _without_navigation(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _is_navigation(line))


def _moment(day: dt.datetime | None, fields: Fields) -> dt.datetime | None:
    """The moment of a note: the date among its fields, else its name, with the time at which it was made that day."""
    written, timed = written_moment(fields.get("date"))
    moment = written or day
    if moment is None or timed:
        return moment
    for key in ("created", "date created", "creation date", "datetime"):
        made, known = written_moment(fields.get(key))
        if made and known and made.date() == moment.date():
            return made
    return moment


def _titled(text: str, fields: Fields, *, plain: bool) -> tuple[str | None, str]:
    """Title and text of a note; a heading that repeats its date is neither."""
    title, body = heading_of(text if plain else _without_navigation(text))
    if title is None:
        body = first_date(body)
    elif _is_date(title):
        title, body = _above_all(body)
    else:
        title, body = _above_all(text if plain else _without_navigation(text))
    written = fields.get("title")
    if not isinstance(written, str) or not written.strip() or _is_date(written):
        return title, body
    if title is None or title == written.strip():
        return written.strip(), body
    return title, body


def _above_all(text: str) -> tuple[str | None, str]:
    """Title and text, where the heading at the beginning is no heading of a section among others."""
    title, body = heading_of(text)
    if title is None:
        return None, text
    level, _ = heading_line(trimmed(text).partition("\n")[0])
    others = [heading_line(line)[0] for part in parts(body) if part.kind == "text" for line in part.text.split("\n")]
    return (None, text) if any(0 < other <= level for other in others) else (title, body)


def _is_date(text: str) -> bool:
    stamp = read_stamp(text.strip().strip("[]@"))
    return stamp is not None and not text.strip().strip("[]@")[stamp.end :].strip()


def _is_navigation(line: str) -> bool:
    """Whether a line only leads to the days before and after."""
    if "[" not in line or not _LINKED.search(line) or "![" in line:
        return False
    linked = [found[0] for found in _LINKED.finditer(line)]
    return all(map(_leads_to_day, linked)) and len(linked) > 1 and _ARROWS.fullmatch(_LINKED.sub("", line)) is not None


def _leads_to_day(link: str) -> bool:
    """Whether a link is shown as a date, or the note that it leads to is named by one."""
    target = link.lstrip("![").rstrip("])").partition("](")[0]
    note, _, shown = target.partition("|")
    return any(read_stamp(part.rpartition("/")[2]) for part in (note, shown))


def _without_details(text: str) -> str:
    """A text of Diarium without tags, people and places, which follow after a blank line."""
    body, _, last = trimmed(text).rpartition("\n\n")
    details = [line for line in last.split("\n") if line.strip()]
    return body if body and details and all(_META.match(line) for line in details) else text
