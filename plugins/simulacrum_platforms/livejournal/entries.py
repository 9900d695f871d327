"""Entries: the writer's words with line breaks as the site shows them, without the site's own tags."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from simulacrum_core import Conversation, Findings, Participant, SourceError
from simulacrum_core.sources import Element, date_of, tag_of

from ..markup import html_passages
from ..monologues import Passage, Writer, monologue, sound
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
_PREFORMATTED = "opt_preformatted"


class Tally(msgspec.Struct, frozen=True):
    """Entries that were read, and counts to tell at the end."""

    read: set[str] = msgspec.field(default_factory=set)
    counts: Counter[str] = msgspec.field(default_factory=Counter)


def entry_conversations(part: Part, findings: Findings, tally: Tally, *, private: bool) -> Iterator[Conversation]:
    """The entries of a file, one by one; one that cannot be read is reported."""
    # The root of what ljdump makes is called like the text in it.
    names = frozenset(("entry",)) if part.kind == "month" else frozenset(("event",))
    for number, element in enumerate(elements(part.file, names, findings), 1):
        item = child_text(element, "itemid").strip() or f"{part.file.name}#{number}"
        key = f"{part.journal} {item} {child_text(element, 'eventtime')}"
        is_public = child_text(element, "security").strip() in ("", "public")
        tally.counts["private"] += not is_public
        if key in tally.read:
            tally.counts["repeated"] += 1
        elif is_public or private:
            tally.read.add(key)
            try:
                yield _entry(element, number, part)
            except SourceError as error:
                findings.report(part.file.name, element.sourceline, f"left out: an entry: {error.what}")


def _entry(element: Element, number: int, part: Part) -> Conversation:
    position, day = f"{part.file.name}:{element.sourceline}", child_text(element, "eventtime").strip()
    id = child_text(element, "itemid").strip()
    # Two journals may have entries of one number.
    id = f"{part.file.name}#{number}" if not id else f"{part.journal}/{id}" if part.journal else f"{id} of {day}"
    subject = sound(" ".join(child_text(element, "subject").split())) or None
    passages = html_passages(
        shown(child_text(element, "event"), is_plain=not _is_preformatted(element)), position, part.file.name
    )
    if not passages and subject:
        passages, subject = [Passage(subject, position)], None
    person = Participant(part.journal or UNKNOWN, part.journal)
    moment = date_of(day)
    return monologue(
        Writer(NAME, person, is_known=bool(part.journal)), id, subject, moment, passages or [Passage("", position)]
    )


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
