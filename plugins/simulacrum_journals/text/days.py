"""One text of many days: Markdown or plain text with a date above each entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from simulacrum_core import Attachment
from simulacrum_core.sources import stem_of

from ..chats import is_changelog, is_release, is_talk
from ..dates.dates import Stamp, clock, read_stamp
from ..dates.words import month
from ..entries import Entry, Ids
from ..sheets import Job, Sheet, told_encoding
from .frontless import body_of
from .markdown import heading_line, parts, pieces, plain_note, without_queries

_WRAPPED = re.compile(
    r"(\*\*|__|\*|_|={2,6} ?|-{2,}\s?|\[\[|\[|<)?(.*?)(\*\*|__|\*|_| ?={2,6}|\s?-{2,}|\]\]|\]|>)?:?\Z"
)
_RULE = re.compile(r"[ \t]*(?:={3,}|-{3,}|\*{3,}|_{3,}|~{3,})[ \t]*\Z")
_SEPARATORS = " \t-–—:|,·•"
_HOUR_LINE = re.compile(r"[—–-]{1,2} ?(\d.{2,10}?) ?[—–-]{1,2}\Z")
_PLAIN = 9
"""The level of a date that stands on a line of its own and is no heading."""
_FIELDS = re.compile(r"\A(---|\+\+\+)[ \t]*\n.*?^\1[ \t]*\n", re.DOTALL | re.MULTILINE)
_NEEDED = 2
_PERIOD = re.compile(r"(?:19|20)\d\d(?:[-_. ]?(?:0\d|1[0-2]|W\d\d|Q[1-4]))?")
"""Names of files for a year, a quarter, a month or a week: one date in them is enough."""


class Head(msgspec.Struct, frozen=True):
    """A heading: `stamp` where it begins with a date, `title` what else it says; `end` is the line after it."""

    line: int
    end: int
    level: int
    stamp: Stamp | None
    title: str


class DatedHeadings:
    """Entries under dates in one file."""

    label = "dated headings"

    def takes(self, sheet: Sheet) -> bool:
        if not sheet.may_be_text or sheet.suffix == ".org":
            return False
        text = _FIELDS.sub("", sheet.head_text, count=1)
        dated = [head for head in heads(text) if head.stamp]
        if len(dated) < (1 if _PERIOD.fullmatch(stem_of(sheet.file.base)) else _NEEDED) or (
            sheet.day is not None and len({_key(head) for head in dated}) < _NEEDED
        ):
            return False
        return _have_texts(text, dated) and not is_talk(text) and not is_changelog(text)

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


def _have_texts(text: str, dated: list[Head]) -> bool:
    """Whether something stands under most dates: a list of days is no journal."""
    lines = text.split("\n")
    ends = [head.line for head in dated[1:]] + [len(lines)]
    told = [any(map(str.strip, lines[head.end : end])) for head, end in zip(dated, ends, strict=True)]
    return sum(told) * 2 >= len(dated)


def _entry(head: Head, stamp: Stamp, lines: list[str], sheet: Sheet, ids: Ids, job: Job, line: int) -> Entry:
    stamp, lines = _timed(stamp, lines)
    moment = stamp.moment(job.order)
    if moment is None:
        job.findings.report(sheet.name, line, "a date that does not exist; the entry has no time")
    end = len(lines)
    while end and (_RULE.match(lines[end - 1]) or not lines[end - 1].strip()):
        end -= 1
    files: list[Attachment] = []
    text = "\n".join(lines[:end])
    found = (
        pieces(without_queries(text), lambda part: plain_note(part, files)) if sheet.suffix != ".txt" else pieces(text)
    )
    id = ids.of(sheet.name, moment, line)
    return Entry(id, moment, found, head.title or None, f"{sheet.name}:{line}", tuple(files))


def first_date(text: str) -> str:
    """A text without the date that it begins with on a line of its own."""
    lines = text.split("\n")
    head = _head(lines, 0)
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


def heads(text: str) -> list[Head]:
    """Headings that begin an entry or end one, of the level at which most dates stand."""
    found = list(_all_heads(text))
    levels = Counter(head.level for head in found if head.stamp)
    if not levels:
        return []
    usual = max(levels, key=lambda level: (levels[level], level))
    return [head for head in found if head.level <= usual and (head.stamp or _ends_entry(head, usual))]


def _ends_entry(head: Head, usual: int) -> bool:
    """Whether a heading without a date stands above those with one."""
    return head.level < usual != _PLAIN or (usual == _PLAIN and _is_period(head.title))


def _is_period(title: str) -> bool:
    """Whether a heading is a year, a month or a week."""
    words = re.findall(r"\w+", title)
    return bool(words) and all(word.isdecimal() or month(word) or word.lower() in ("week", "kw") for word in words)


def _all_heads(text: str) -> Iterator[Head]:
    line = 0
    lines = text.split("\n")
    first = next((number for number, held in enumerate(lines) if held.strip()), 0)
    loose = _head(lines, first) is not None and not lines[first].lstrip().startswith("#")
    for part in parts(text):
        count = part.text.count("\n") + 1
        if part.kind == "text" and (part.text or line < len(lines)):
            for number in range(line, min(line + count, len(lines))):
                if head := _head(lines, number, loose=loose):
                    yield head
        if part.text or part.kind != "text":
            line += count


def _head(lines: list[str], number: int, *, loose: bool = False) -> Head | None:
    """The heading on a line; with `loose`, a date needs no blank line before it."""
    line = lines[number]
    level, words = heading_line(line)
    if level:
        stamp, title = _dated(words)
        return Head(number, number + 1, level, stamp, title)
    if not 6 <= len(line.strip()) <= 80 or line[:1] in " \t" or not (loose or _stands_apart(lines, number)):
        return None
    inner = _WRAPPED.match(line.strip())
    stamp, title = _dated(inner[2].strip()) if inner else (None, "")
    if stamp is None or title:
        return None
    ruled = number + 1 < len(lines) and _RULE.match(lines[number + 1])
    return Head(number, number + (2 if ruled else 1), _PLAIN, stamp, "")


def _stands_apart(lines: list[str], number: int) -> bool:
    return number == 0 or not lines[number - 1].strip() or _RULE.match(lines[number - 1]) is not None


def _dated(text: str) -> tuple[Stamp | None, str]:
    """The date that a heading begins with, and what else it says; the number of a version makes it none."""
    bare = text.strip("*_ ")
    bare = bare.replace("[[", "", 1).replace("]]", "", 1) if bare.startswith("[[") else bare
    stamp = read_stamp(bare)
    if stamp is None:
        return None, bare
    rest = bare[stamp.end :]
    if rest[:1].isalnum() or is_release(rest):
        return None, bare
    return stamp, rest.strip(_SEPARATORS)


def _key(head: Head) -> tuple[int, int, int]:
    return (head.stamp.year, head.stamp.first, head.stamp.second) if head.stamp else (0, 0, 0)


def _report_stray(lines: list[str], sheet: Sheet, job: Job, line: int) -> None:
    """Report text that stands under no date; a heading alone is the title of the whole."""
    if any(held.strip() and not heading_line(held)[0] and not _RULE.match(held) for held in lines):
        job.findings.report(sheet.name, line, "not read: text that stands under no date")
