"""One text of many days: Markdown or plain text with a date above each entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from simulacrum_core import Attachment
from simulacrum_core.sources import (
    Head,
    Stamp,
    clock,
    head_at,
    heading_line,
    heads,
    is_diary,
    is_rule,
    is_talk,
    stem_of,
)

from ..entries import Entry, Ids
from ..sheets import Job, Sheet, told_encoding
from .frontless import body_of
from .markdown import note_pieces, pieces

_HOUR_LINE = re.compile(r"[—–-]{1,2} ?(\d.{2,10}?) ?[—–-]{1,2}\Z")
_NEEDED = 2
_PERIOD = re.compile(r"(?:19|20)\d\d(?:[-_. ]?(?:0\d|1[0-2]|W\d\d|Q[1-4]))?")
"""Names of files for a year, a quarter, a month or a week: one date in them is enough."""


class DatedHeadings:
    """Entries under dates in one file."""

    label = "dated headings"

    def takes(self, sheet: Sheet) -> bool:
        if not sheet.may_be_text or sheet.suffix == ".org":
            return False
        needed = 1 if _PERIOD.fullmatch(stem_of(sheet.file.base)) else _NEEDED
        text = sheet.head_text
        return is_diary(text, needed, days=1 if sheet.day is None else _NEEDED) and not is_talk(text)

    def stamps(self, sheet: Sheet) -> Iterator[Stamp]:
        return (head.stamp for head in heads(body_of(sheet.text()[0])[0]) if head.stamp)

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        text, _, above = body_of(told_encoding(sheet, job))
        lines, ids = text.split("\n"), Ids()
        found = heads(text)
        before = found[0].line if found else 0
        _report_stray(lines[:before], sheet, job, above)
        for number, head in enumerate(found):
            until = found[number + 1].line if number + 1 < len(found) else len(lines)
            held = lines[head.end : until]
            if head.stamp is None:
                _report_stray(held, sheet, job, above + head.line)
                continue
            yield _entry(head, head.stamp, held, sheet, ids, job, above + head.line)


def _entry(head: Head, stamp: Stamp, lines: list[str], sheet: Sheet, ids: Ids, job: Job, line: int) -> Entry:
    stamp, lines = _timed(stamp, lines)
    moment = stamp.moment(job.order)
    if moment is None:
        job.findings.report(sheet.name, line, "a date that does not exist; the entry has no time")
    end = len(lines)
    while end and (is_rule(lines[end - 1]) or not lines[end - 1].strip()):
        end -= 1
    files: list[Attachment] = []
    text = "\n".join(lines[:end])
    found = note_pieces(text, files, job.marks) if sheet.suffix != ".txt" else pieces(text)
    id = ids.of(sheet.name, moment, line)
    return Entry(id, moment, found, head.title or None, f"{sheet.name}:{line}", tuple(files))


def first_date(text: str) -> str:
    """A text without the date that it begins with on a line of its own."""
    lines = text.split("\n")
    head = head_at(lines, 0)
    return "\n".join(lines[head.end :]) if head and head.stamp and not head.title else text


def timed(stamp: Stamp | None, text: str) -> tuple[Stamp | None, str]:
    """A date with the time that stands before a text between dashes, and the text."""
    if stamp is None:
        return None, text
    found, lines = _timed(stamp, text.split("\n"))
    return found, "\n".join(lines)


def _timed(stamp: Stamp, lines: list[str]) -> tuple[Stamp, list[str]]:
    """The time of an entry where it stands on a line of its own between dashes."""
    for number, line in enumerate(lines):
        if line.strip():
            found = _HOUR_LINE.match(line.strip())
            time, end = clock(found[1]) if found else (None, 0)
            if found and time and end == len(found[1]):
                return msgspec.structs.replace(stamp, time=time), lines[number + 1 :]
            break
    return stamp, lines


def _report_stray(lines: list[str], sheet: Sheet, job: Job, line: int) -> None:
    """Report text that stands under no date; a heading alone is the title of the whole."""
    if any(held.strip() and not heading_line(held)[0] and not is_rule(held) for held in lines):
        job.findings.report(sheet.name, line, "not read: text that stands under no date")
