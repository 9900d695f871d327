"""Day One's plain text export: a date in the writer's language above each entry, and what else is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from simulacrum_core.sources import Stamp, is_talk, read_stamp

from ..entries import Entry, Ids
from ..sheets import Job, Sheet, told_encoding
from ..text.markdown import heading_of, pieces

_DATE = re.compile(r"(?m)^\t([^\W\d_]{2,12})[:：]\t(.{6,80})$")
_FIELD = re.compile(r"\t[^\t\n:：]{1,40}[:：]\t")


class Head(msgspec.Struct, frozen=True):
    """The line with the date of an entry."""

    start: int
    end: int
    stamp: Stamp


class DayOneText:
    """Entries of Day One as text; the short name of a time zone is no zone that can be told."""

    label = "Day One text"

    def takes(self, sheet: Sheet) -> bool:
        text = sheet.head_text if sheet.may_be_text else ""
        found = heads(text) if text.lstrip("\n").startswith("\t") else []
        return bool(found) and not text[: found[0].start].strip() and not is_talk(_as_dated(text, found))

    def stamps(self, sheet: Sheet) -> Iterator[Stamp]:
        return (head.stamp for head in heads(sheet.text()[0]))

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        text = told_encoding(sheet, job)
        found, ids, line, counted = heads(text), Ids(), 1, 0
        for head, following in zip(found, [*found[1:], None], strict=True):
            line += text.count("\n", counted, head.start)
            counted = head.start
            moment = head.stamp.moment(job.order)
            if moment is None:
                job.findings.report(sheet.name, line, "a date that does not exist; the entry has no time")
            title, body = heading_of(_body(text[head.end : following.start if following else len(text)]))
            yield Entry(ids.of(sheet.name, moment, line), moment, pieces(body), title, f"{sheet.name}:{line}")


def heads(text: str) -> list[Head]:
    """The dates of all entries, under the word that the first one has for a date."""
    found = []
    label = None
    for match in _DATE.finditer(text):
        stamp = read_stamp(match[2]) if label in (None, match[1]) else None
        if stamp is not None:
            label = match[1]
            found.append(Head(match.start(), match.end(), stamp))
    return found


def _as_dated(text: str, found: list[Head]) -> str:
    """The text with each date as a line of its own, as other journals have it."""
    parts, start = [], 0
    for head in found:
        parts += [text[start : head.start], text[head.start : head.end].rpartition("\t")[2]]
        start = head.end
    return "".join([*parts, text[start:]])


def _body(text: str) -> str:
    """The text of an entry, without place, weather and the like above it."""
    lines = text.lstrip("\n").split("\n")
    while lines and _FIELD.match(lines[0]):
        del lines[0]
    return "\n".join(lines)
