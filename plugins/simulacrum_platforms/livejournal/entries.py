"""Entries: the writer's words with line breaks as the site shows them, without the site's own tags."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from simulacrum_core import Conversation, Findings, Participant, SourceError
from simulacrum_core.sources import Element, Limits, date_of, tag_of

from ..markup import html_passages
from ..monologues import Passage, Writer, monologue, sound
from ..tables import in_utf8, rows
from ..xml import child_text, elements
from .files import NAME, Part

UNKNOWN = "me"
_PERSON = re.compile(
    r"""<(?:lj|user)\s[^<>]{0,100}?(?:user|comm|name)=["']?([\w-]{1,40})["']?[^<>]{0,200}>(?:</(?:lj|user)>)?""", re.I
)
_GONE = re.compile(
    r"<lj-(?:embed|template)[^<>]{0,400}>[^<>]{0,4000}</lj-(?:embed|template)>|"
    r"</?lj-(?:poll|pq|pi|embed|template|like|repost)[\w-]{0,20}(?:\s[^<>]{0,400})?/?>",
    re.I,
)
_CUT = re.compile(r"</?(?:lj-cut|cut|lj-raw|raw-code)(?:\s[^<>]{0,400})?/?>", re.I)
_CUT_NAME = re.compile(
    r"""<(?:lj-)?cut\s{1,9}(?:[\w-]{1,20}=\S{1,100}\s{1,9})?text=(?:"([^"<>]{1,400})"|'([^'<>]{1,400})')""", re.I
)
"""What a link is called behind which the site hides a part of an entry."""
_PREFORMATTED = "opt_preformatted"


class Tally(msgspec.Struct, frozen=True):
    """Entries that were read, and counts to tell at the end."""

    read: set[str] = msgspec.field(default_factory=set)
    counts: Counter[str] = msgspec.field(default_factory=Counter)


class Written(msgspec.Struct, frozen=True):
    """An entry as it stands in a file; `line` is where it does."""

    item: str
    day: str
    security: str
    subject: str
    event: str
    line: int
    is_preformatted: bool = False


def entry_conversations(
    part: Part, findings: Findings, tally: Tally, limits: Limits, *, private: bool
) -> Iterator[Conversation]:
    """The entries of a file, one by one; one that cannot be read is reported."""
    written = _rows(part, findings, limits) if part.kind == "table" else _elements(part, findings)
    for number, one in enumerate(written, 1):
        key = f"{part.journal} {one.item or f'{part.file.name}#{number}'} {one.day}"
        is_public = one.security in ("", "public")
        tally.counts["private"] += not is_public
        if key in tally.read:
            tally.counts["repeated"] += 1
        elif is_public or private:
            tally.read.add(key)
            try:
                yield _entry(one, number, part)
            except SourceError as error:
                findings.report(part.file.name, one.line, f"left out: an entry: {error.what}")


def _elements(part: Part, findings: Findings) -> Iterator[Written]:
    # The root of what ljdump makes is called like the text in it.
    names = frozenset(("entry",)) if part.kind == "month" else frozenset(("event",))
    for element in elements(part.file, names, findings):
        yield Written(
            child_text(element, "itemid").strip(),
            child_text(element, "eventtime").strip(),
            child_text(element, "security").strip(),
            child_text(element, "subject"),
            child_text(element, "event"),
            element.sourceline or 1,
            _is_preformatted(element),
        )


def _rows(part: Part, findings: Findings, limits: Limits) -> Iterator[Written]:
    """The rows of a month as a table, in whatever encoding its owner chose."""
    for line, row in rows(in_utf8(part.file, limits, findings), findings, limits):
        item, day, security = (row.get(name, "").strip() for name in ("itemid", "eventtime", "security"))
        yield Written(item, day, security, row.get("subject", ""), row["event"], line)


def _entry(one: Written, number: int, part: Part) -> Conversation:
    position = f"{part.file.name}:{one.line}"
    # Two journals may have entries of one number.
    item = f"{part.journal}/{one.item}" if part.journal else f"{one.item} of {one.day}"
    id = item if one.item else f"{part.file.name}#{number}"
    subject = sound(" ".join(one.subject.split())) or None
    passages = html_passages(shown(one.event, is_plain=not one.is_preformatted), position, part.file.name)
    if not passages and subject:
        passages, subject = [Passage(subject, position)], None
    person = Participant(part.journal or UNKNOWN, part.journal)
    writer = Writer(NAME, person, is_known=bool(part.journal))
    passages = passages or [Passage("", position)]
    # Last, so that no name of a link parts what its author wrote in one piece.
    passages += [Passage(name, position, "boilerplate") for name in _cut_names(one.event)]
    return monologue(writer, id, subject, date_of(one.day), passages)


def _cut_names(event: str) -> list[str]:
    names = (sound(html.unescape(match[1] or match[2])).strip() for match in _CUT_NAME.finditer(event))
    return [name for name in names if name]


def shown(text: str, *, is_plain: bool) -> str:
    """The markup of a text as the site makes it: names of people, no polls, and a new line for each line."""
    text = _CUT.sub("\n", _GONE.sub("", _PERSON.sub(r"\1", text)))
    return text.replace("\r\n", "\n").strip("\n").replace("\n", "<br>") if is_plain else text


def _is_preformatted(element: Element) -> bool:
    for child in element:
        if tag_of(child) == "props":
            return bool(child_text(child, _PREFORMATTED).strip() not in ("", "0"))
    return child_text(element, _PREFORMATTED).strip() not in ("", "0")


def moment_of(text: str) -> dt.datetime | None:
    """The moment of a comment, which is in UTC."""
    moment = date_of(text.strip())
    return moment.replace(tzinfo=dt.UTC) if moment is not None and moment.tzinfo is None else moment
