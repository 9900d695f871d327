"""Dates that stand above the entries of a diary: as headings, or on lines of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from .names import month_number
from .stamps import Stamp, may_hold_date, read_stamp

PLAIN = 9
"""The level of a date that stands on a line of its own and is no heading."""
_HASHES = re.compile(r" {0,3}(#{1,6})[ \t]+(?=\S)")
_WRAPPED = re.compile(
    r"(\*\*|__|\*|_|={2,6} ?|-{2,}\s?|\[\[|\[|<)?(.*?)(\*\*|__|\*|_| ?={2,6}|\s?-{2,}|\]\]|\]|>)?[:：]?\Z"
)
_RULE = re.compile(r"[ \t]*(?:={3,}|-{3,}|\*{3,}|_{3,}|~{3,})[ \t]*\Z")
_SEPARATORS = " \t-–—:：|,·•"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_VERSION = re.compile(r"[\s\W]*(?:version|release|v)?[ .]?\d+\.\d+(?:\.\d+)?\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"(?m)^#{2,4} *(?:added|changed|fixed|removed|deprecated|security|bug ?fixes|features)\b", re.IGNORECASE
)
_FIELDS = re.compile(r"\A(---|\+\+\+)[ \t]*\n.*?^\1[ \t]*\n", re.DOTALL | re.MULTILINE)
_SHORTEST, _LONGEST = 6, 80
NEEDED = 2
"""Dated entries that make a text a diary where nothing else says that it is one."""


class Head(msgspec.Struct, frozen=True):
    """A heading: `stamp` where it begins with a date, `title` what else it says; `end` is the line after it."""

    line: int
    end: int
    level: int
    stamp: Stamp | None
    title: str


def heads(text: str) -> list[Head]:
    """Headings that begin an entry or end one, of the level at which most dates stand."""
    # Few texts have a line that may be one, and to look at every line as a heading takes a note a tenth of its time.
    lines = text.split("\n")
    if not may_hold_date(text) or not any(map(_may_be_dated, lines)):
        return []
    found = list(_all_heads(lines))
    levels = Counter(head.level for head in found if head.stamp)
    if not levels:
        return []
    usual = max(levels, key=lambda level: (levels[level], level))
    return [head for head in found if head.level <= usual and (head.stamp or _ends_entry(head, usual))]


def is_diary(text: str, needed: int = NEEDED, *, days: int = 1) -> bool:
    """Whether a text is made of entries under their dates: `needed` of them, of so many `days`, most with a text."""
    text = _FIELDS.sub("", text, count=1) if text.startswith(("---", "+++")) else text
    dated = [head for head in heads(text) if head.stamp]
    if len(dated) < needed or len({_key(head) for head in dated}) < days:
        return False
    return _have_texts(text.split("\n"), dated) and not is_changelog(text)


def heading_line(line: str) -> tuple[int, str]:
    """Level and words of a Markdown heading; no level where a line is none."""
    found = _HASHES.match(line)
    if found is None:
        return 0, ""
    words = line[found.end() :].rstrip()
    bare = words.rstrip("#")
    return len(found[1]), bare.rstrip() if bare[-1:] in (" ", "\t") else words


def is_rule(line: str) -> bool:
    """Whether a line is drawn, not written."""
    return _RULE.match(line) is not None


def head_at(lines: Sequence[str], number: int, *, loose: bool = False) -> Head | None:
    """The heading on a line; with `loose`, a date needs no blank line before it."""
    line = lines[number]
    level, words = heading_line(line)
    if level:
        stamp, title = dated_heading(words)
        return Head(number, number + 1, level, stamp, title)
    if line[:1] in (" ", "\t", "") or not (loose or _stands_apart(lines, number)):
        return None
    stamp = date_line(line)
    if stamp is None:
        return None
    is_ruled = number + 1 < len(lines) and is_rule(lines[number + 1])
    return Head(number, number + (2 if is_ruled else 1), PLAIN, stamp, "")


def date_line(line: str) -> Stamp | None:
    """The date that a line holds and nothing else, in whatever brackets or marks."""
    line = line.strip()
    inner = _WRAPPED.match(line) if _SHORTEST <= len(line) <= _LONGEST and may_hold_date(line) else None
    stamp, title = dated_heading(inner[2].strip()) if inner else (None, "")
    return stamp if not title else None


def dated_heading(text: str) -> tuple[Stamp | None, str]:
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


def is_release(text: str) -> bool:
    """Whether what follows a date is the number of a version."""
    return _VERSION.match(text) is not None


def is_changelog(text: str) -> bool:
    """Whether a text tells of changes of a program under the headings that are usual for that."""
    return len(_CHANGES.findall(text)) > 1


def _have_texts(lines: Sequence[str], dated: Sequence[Head]) -> bool:
    """Whether something stands under most dates: a list of days is no journal."""
    ends = [head.line for head in dated[1:]] + [len(lines)]
    told = [any(map(str.strip, lines[head.end : end])) for head, end in zip(dated, ends, strict=True)]
    return sum(told) * 2 >= len(dated)


def _ends_entry(head: Head, usual: int) -> bool:
    """Whether a heading without a date stands above those with one."""
    return head.level < usual != PLAIN or (usual == PLAIN and _is_period(head.title))


def _is_period(title: str) -> bool:
    """Whether a heading is a year, a month or a week."""
    words = re.findall(r"[^\s,.]+", title)
    return bool(words) and all(
        word.isdecimal() or month_number(word) or word.lower() in ("week", "kw") for word in words
    )


def _all_heads(lines: Sequence[str]) -> Iterator[Head]:
    """Headings outside of code and quotations."""
    first = next((number for number, held in enumerate(lines) if held.strip()), 0)
    is_loose = head_at(lines, first) is not None and not lines[first].lstrip().startswith("#")
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and _closes(line, fence) else fence
        elif found:
            fence = found[1]
        elif not line.lstrip(" ").startswith(">") and (head := head_at(lines, number, loose=is_loose)):
            yield head


def _may_be_dated(line: str) -> bool:
    """Whether a line is short enough for a date or may be a heading, and has digits as dates have them."""
    is_short = len(line) <= _LONGEST or len(line.strip()) <= _LONGEST
    return (is_short or line.lstrip(" ").startswith("#")) and may_hold_date(line)


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def _stands_apart(lines: Sequence[str], number: int) -> bool:
    return number == 0 or not lines[number - 1].strip() or is_rule(lines[number - 1])


def _key(head: Head) -> tuple[int, int, int]:
    return (head.stamp.year, head.stamp.first, head.stamp.second) if head.stamp else (0, 0, 0)
