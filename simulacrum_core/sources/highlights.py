"""Highlights of books and articles that programs put into notes: what somebody else wrote, as quotations."""

from __future__ import annotations

import re

_KEYS = ("readwise.io", "kindle://", "zotero://", "ls-type::")
_SOURCE = re.compile(
    r"\]\((?:https?://(?:read\.)?readwise\.io/|kindle://|zotero://open)[^()\s]{0,500}\)[)\]. \t]{0,9}"
    r"(?:\^[\w-]{1,40}[ \t]{0,9})?\Z"
)
"""The link to where a highlight stands, with which Readwise, plugins for Kindle and Zotero end it."""
_ANNOTATION = re.compile(r"[ \t]+ls-type::[ \t]*annotation[ \t]*")
_BULLET = re.compile(r"([ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+)(?!>)")
_INDENT = re.compile(r"[ \t]*(?!>)")
_PROPERTY = re.compile(r"[ \t]+[\w-]{1,40}::")
_HEADING = re.compile(r"#{1,6}[ \t]")
_METADATA = re.compile(r"#{1,6}[ \t]+Metadata[ \t]*")
_FIELD = re.compile(r"([-*+] [^\W\d_][\w ]{0,40}):(?=[ \t])")
_LONGEST = 200
"""Lines of a highlight at most."""


def with_highlights(text: str) -> str:
    """A text whose highlights are quotations, and whose metadata of books are properties; no line moves."""
    if not any(key in text for key in _KEYS):
        return text
    lines, is_shown = text.split("\n"), False
    for number, line in enumerate(lines):
        if _SOURCE.search(line):
            is_shown = True
            _quote(lines, number)
        elif _ANNOTATION.fullmatch(line):
            _quote(lines, number - 1)
    return "\n".join(_with_fields(lines) if is_shown else lines)


def _quote(lines: list[str], last: int) -> None:
    """Make a quotation of the lines up to one, from the bullet or the begin of the paragraph on."""
    first = last
    while first > 0 and last - first < _LONGEST and not _begins(lines, first):
        first -= 1
    for number in range(first, last + 1):
        if _PROPERTY.match(lines[number]) is None:
            mark = _BULLET.match(lines[number]) or _INDENT.match(lines[number])
            end = mark.end() if mark else 0
            lines[number] = f"{lines[number][:end]}> {lines[number][end:]}" if mark else lines[number]


def _begins(lines: list[str], number: int) -> bool:
    before = lines[number - 1]
    return bool(_BULLET.match(lines[number])) or not before.strip() or _HEADING.match(before) is not None


def _with_fields(lines: list[str]) -> list[str]:
    """What stands below the heading Metadata as fields."""
    is_metadata = False
    for number, line in enumerate(lines):
        if _HEADING.match(line):
            is_metadata = _METADATA.fullmatch(line) is not None
        elif is_metadata:
            lines[number] = _FIELD.sub(r"\1::", line, count=1)
    return lines
