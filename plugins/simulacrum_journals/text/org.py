"""Journals in Org mode: org-journal's files, and trees of years, months and days in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core.sources import DateOrder, Stamp, clock, is_talk, read_stamp, takes_turns

from ..entries import Entry, Ids, Piece
from ..sheets import Job, Sheet, told_encoding
from .org_text import org_pieces, org_title, stamp_line

_HEADLINE = re.compile(r"(?m)^(\*+)[ \t]+(.*)$")
_TITLE = re.compile(r"(?mi)^#\+(?:title|date):[ \t]*(?:journal entry[ :-]*)?(.*)$")
_ACTIVE = re.compile(
    r"[<\[](\d{4}-\d\d-\d\d)(?: [^\d>\]\n]{1,15})?(?: (\d\d?:\d\d)(?:-\d\d?:\d\d)?)?(?: [^>\]\n]{1,30})?[>\]]"
)
_CREATED = re.compile(r"(?mi)^[ \t]*:(?:created|date|date_tree|added):[ \t]*(.*)$")
_DRAWER = re.compile(r"(?mi)^[ \t]*:properties:[ \t]*$")
_TREE = re.compile(r"\d{4}(?:-\d\d)?(?:\s+[^\W\d_]+)?|\d{4}-W\d\d")
_LONGEST_TITLE = 9
"""Words of a headline that is no sentence."""
_SIGN = re.compile(r"(?mi)^(?:#\+[a-z_]+:|[ \t]*:properties:|\*+ )")


class Node(msgspec.Struct, frozen=True):
    """A headline with the text under it up to the next one."""

    level: int
    heading: str
    body: str
    line: int


class OrgJournal:
    """Entries under dated headlines, or headlines with a date of their own."""

    label = "Org mode"

    def takes(self, sheet: Sheet) -> bool:
        text = sheet.head_text
        if sheet.suffix == ".org" and sheet.day is not None and text.strip() and not _SIGN.search(text):
            return not is_talk(text)
        if not (sheet.suffix in (".org", ".org_archive", "") or sheet.alone) or not _SIGN.search(text):
            return False
        named = sheet.day is not None and sheet.suffix in (".org", "")
        found = list(nodes(text))
        if sheet.suffix not in (".org", ".org_archive") and not any(_is_org(node) for node in found):
            return False
        dated = [node for node in found if _own_stamp(node) is not None]
        if _is_of_many(dated):
            return False
        return bool(dated) or (named and bool(found or text.strip()))

    def stamps(self, sheet: Sheet) -> Iterator[Stamp]:
        return (stamp for node in nodes(sheet.text()[0]) if (stamp := read_stamp(node.heading)))

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        text = told_encoding(sheet, job)
        walker = _Walker(sheet, job, _file_stamp(sheet, text))
        for node in nodes(text):
            yield from walker.step(node)
        yield from walker.end()


def nodes(text: str) -> Iterator[Node]:
    """What stands before the first headline, as level 0, and every headline."""
    start, line, level, heading = 0, 1, 0, ""
    for found in _HEADLINE.finditer(text):
        yield Node(level, heading, text[start : found.start()], line)
        line += text.count("\n", start, found.start())
        start, level, heading = found.end(), len(found[1]), found[2].strip()
    yield Node(level, heading, text[start:], line)


def _is_of_many(dated: Sequence[Node]) -> bool:
    """Whether dated headlines are the messages of people who take turns."""
    days = {stamp.moment(DateOrder()) for node in dated if (stamp := _day_of(node))}
    return takes_turns([_first_words(node) for node in dated], len(days))


def _day_of(node: Node) -> Stamp | None:
    stamp = _own_stamp(node)
    return msgspec.structs.replace(stamp, time=None) if stamp else None


def _first_words(node: Node) -> str:
    """What a headline says besides its date, or the first line under it."""
    lines = (line.strip() for line in node.body.split("\n"))
    return _rest(node.heading) or next((line for line in lines if line and not _ACTIVE.fullmatch(line)), "")


def _is_org(node: Node) -> bool:
    """Whether a headline is one of Org mode and no item of a list."""
    return node.level > 0 and (_own_stamp(node) is not None or _DRAWER.search(node.body) is not None)


def _file_stamp(sheet: Sheet, text: str) -> Stamp | None:
    """The day of a whole file: in its title, or in its name."""
    head = text.partition("\n*")[0]
    titled = next((stamp for found in _TITLE.finditer(head) if (stamp := _stamp_in(found[1]))), None)
    return titled or sheet.day


def _stamp_in(text: str) -> Stamp | None:
    """A date that a text begins with or that stands in it as Org writes it."""
    found = _ACTIVE.search(text)
    return read_stamp(f"{found[1]} {found[2] or ''}".strip()) if found else read_stamp(text.strip())


def _own_stamp(node: Node) -> Stamp | None:
    """The date that a node gives itself: as its heading, in its heading, in its properties, or first in its body."""
    if node.level == 0:
        return None
    if stamp := _stamp_in(org_title(node.heading, keep_stamps=True)):
        return stamp
    created = _CREATED.search(node.body)
    if created and (stamp := _stamp_in(created[1])):
        return stamp
    return read_stamp(_joined(line)) if (line := stamp_line(node.body)) else None


def _joined(line: str) -> str:
    found = _ACTIVE.search(line)
    return f"{found[1]} {found[2] or ''}".strip() if found else ""


class _Day(msgspec.Struct, frozen=True):
    """The dated headline that the walk is under."""

    level: int
    stamp: Stamp


class _Walker:
    """Goes through the headlines of a file and gathers what belongs to one entry."""

    def __init__(self, sheet: Sheet, job: Job, day: Stamp | None) -> None:
        self._sheet, self._job, self._ids = sheet, job, Ids()
        self._days = [_Day(0, day)] if day else []
        self._open: tuple[Node, Stamp, str | None] | None = None
        self._more: list[Node] = []

    def step(self, node: Node) -> Iterator[Entry]:
        """Go to a headline; gives the entry that ends there."""
        while self._days and self._days[-1].level >= node.level > 0:
            self._days.pop()
        if self._open and node.level > self._open[0].level > 0 and _own_stamp(node) is None and not self._is_day():
            self._more.append(node)
            return
        yield from self.end()
        if self._opens(node):
            return
        if node.level > 0 and (node.body.strip() or not _TREE.fullmatch(node.heading)):
            self._job.findings.report(self._sheet.name, node.line, "not read: a headline without a date")

    def _is_day(self) -> bool:
        """Whether the open entry is the text right under a day, whose headlines are entries of their own."""
        return self._open is not None and bool(self._days) and self._days[-1].level == self._open[0].level

    def _opens(self, node: Node) -> bool:
        """Begin an entry at a headline that is dated or stands under a day."""
        heading = org_title(node.heading)
        own = _own_stamp(node)
        pure = own is not None and node.level > 0 and not _rest(node.heading)
        if own is not None and pure:
            self._days.append(_Day(node.level, own))
            self._open = (node, own, None)
            return True
        day = own or (self._days[-1].stamp if self._days else None)
        if day is None:
            return node.level == 0
        words = heading if own is None else _rest(node.heading)
        time, end = clock(words)
        stamp = msgspec.structs.replace(day, time=time) if time and own is None else day
        self._open = (node, stamp, (org_title(words[end:].lstrip(" -–—:")) if time else words).strip() or None)
        return True

    def end(self) -> Iterator[Entry]:
        """The entry that was gathered; a day without a text of its own is none."""
        opened, more = self._open, self._more
        self._open, self._more = None, []
        if opened is None:
            return
        node, stamp, title = opened
        found = (*org_pieces(node.body), *(piece for under in more for piece in _under(under)))
        if title and found and _is_sentence(title):
            # A block of Logseq, below which others stand, is no name of them.
            found = (Piece(title), *found)
            title = None
        if title is None and not any(piece.text.strip() for piece in found):
            return
        moment = stamp.moment(self._job.order)
        if moment is None:
            self._job.findings.report(self._sheet.name, node.line, "a date that does not exist; the entry has no time")
        id = self._ids.of(self._sheet.name, moment, node.line)
        yield Entry(id, moment, found, title, f"{self._sheet.name}:{node.line}")


def _is_sentence(title: str) -> bool:
    return title.endswith((".", "!", "?", "…", "。", "！", "？", "।")) or len(title.split()) > _LONGEST_TITLE


def _rest(heading: str) -> str:
    """What a heading says besides its date."""
    title = org_title(heading)
    stamp = read_stamp(title)
    return title[stamp.end :].strip(" -–—:") if stamp else title


def _under(node: Node) -> tuple[Piece, ...]:
    """A headline within an entry, and its text."""
    return (Piece(org_title(node.heading)), *org_pieces(node.body))
