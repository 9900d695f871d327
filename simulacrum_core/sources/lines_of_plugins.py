"""Lines that plugins of Obsidian and other programs write into a note: states of a board, settings, generated lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

_SETTINGS = re.compile(r"%%[ \t]*kanban:settings\b")
_LANE = re.compile(r"##[ \t]+\S.{0,500}")
_STATE = re.compile(r"[ \t]{0,3}\*\*[^*\n]{1,60}\*\*[ \t]*")
_RULE = re.compile(r"\*\*\*[ \t]*")
_DATE = re.compile(r"[ \t]?@{1,2}(?:\{[^{}\n]{1,60}\}|\[\[\d{4}-\d\d-\d\d\]\])")
_COMMENT = re.compile(r"[ \t]{0,3}(?:%%|<!--)(?P<words>.{0,300}?)(?:%%|-->)[ \t]*")
_GENERATED = re.compile(
    r"\b(?:waypoint|landmark|zoottelkeeper|auto-?generated|doctoc|toc|table of contents|serializedquery"
    r"|query results?)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\b(?:begin(?:s|ning)?|start)\b|^\s{0,9}toc\b|^\s{0,9}serializedquery:", re.IGNORECASE)
_ENDS = re.compile(r"\bend\b|^\s{0,9}/\s{0,9}toc\b|\bstop\b", re.IGNORECASE)
_BOX = re.compile(r"[ \t]{0,9}(`{3,9}|~{3,9})[ \t]{0,9}(?!ad-query\b)ad-[\w-]{1,40}[ \t]*")
_FENCE = re.compile(r"[ \t]{0,9}(`{3,}|~{3,})")
_SETTING = re.compile(r"[ \t]{0,9}(?:collapse|icon|color|metadata):.{0,200}", re.IGNORECASE)
_TITLE = re.compile(r"[ \t]{0,9}title:[ \t]*", re.IGNORECASE)
_LONGEST = 2000
"""Lines of a generated list at most; one that ends nowhere is none."""


class PluginLines(msgspec.Struct, frozen=True):
    """Lines from `start` up to `end`, counted from 0, and what a program wrote there."""

    start: int
    end: int
    text: str


def plugin_lines(text: str, *, is_board: bool = False) -> tuple[str, list[PluginLines], int]:
    """A text whose lines that a program wrote are blank, those lines, and how many dates of cards were removed.

    What stands before a text tells that it is a board, or the settings at its end do. No line moves.
    """
    is_board = is_board or "kanban:settings" in text
    if not is_board and "%%" not in text and "<!--" not in text and "ad-" not in text:
        return text, [], 0
    lines, dates = _unboxed(text.split("\n")) if "ad-" in text else text.split("\n"), 0
    found = list(_generated(lines))
    if is_board:
        found = [*_board(lines), *found]
    for item in found:
        lines[item.start : item.end] = [""] * (item.end - item.start)
    if is_board:
        lines, counts = map(list, zip(*(_DATE.subn("", line) for line in lines), strict=True))
        dates = sum(counts)
    return "\n".join(lines), found, dates


def _board(lines: Sequence[str]) -> Iterator[PluginLines]:
    """What the plugin Kanban writes: the mark of a lane for what is done, the archive's heading, and settings.

    The words for the mark and the archive are in the user's language, so that they are told by where they stand.
    """
    before, is_rule, is_code = "", False, ""
    for number, line in enumerate(lines):
        if _SETTINGS.match(line):
            yield _item(lines, number, len(lines) if _is_end(lines, number) else number + 1)
            return
        is_code = _fenced(line, is_code)
        if not line.strip() or is_code:
            continue
        is_mark = _LANE.fullmatch(before) and _STATE.fullmatch(line)
        is_archive = is_rule and _LANE.fullmatch(line)
        is_rule = _RULE.fullmatch(line) is not None
        if is_mark or is_archive or is_rule:
            yield _item(lines, number, number + 1)
        before = line


def _is_end(lines: Sequence[str], number: int) -> bool:
    """Whether nothing but the settings stands from a line on: a fence and the end of the comment."""
    rest = [line for line in lines[number + 1 :] if line.strip()]
    return bool(rest) and rest[-1].strip() == "%%" and rest[0].lstrip().startswith("```")


def _fenced(line: str, fence: str) -> str:
    """The fence of code in which one stands after a line; "" outside of code."""
    match = _FENCE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) else fence


def _generated(lines: Sequence[str]) -> Iterator[PluginLines]:
    """What stands between comments that say where something generated begins and ends."""
    start = -1
    for number, line in enumerate(lines):
        words = _told(line)
        if start >= 0 and (number - start > _LONGEST or (words and _ENDS.search(words))):
            if number - start <= _LONGEST and any(line.strip() for line in lines[start + 1 : number]):
                yield _item(lines, start + 1, number)
            start = -1
        elif words and _BEGINS.search(words) and not _ENDS.search(words):
            start = number


def _told(line: str) -> str:
    """What a comment says about something generated."""
    match = _COMMENT.fullmatch(line) if "%%" in line or "<!--" in line else None
    return match["words"] if match and _GENERATED.search(match["words"]) else ""


def _item(lines: Sequence[str], start: int, end: int) -> PluginLines:
    return PluginLines(start, end, "\n".join(lines[start:end]).strip())


def _unboxed(lines: Sequence[str]) -> list[str]:
    """The lines of boxes of the plugin Admonition, which are the author's words, as lines like any other."""
    done, fence = list[str](), ""
    closed = {line.strip(): number for number, line in enumerate(lines) if _FENCE.match(line)}
    for number, line in enumerate(lines):
        if not fence and (box := _BOX.fullmatch(line)) and closed.get(box[1], -1) > number:
            fence = box[1]
            done.append("")
        elif fence and line.strip() == fence:
            fence = ""
            done.append("")
        elif fence and _SETTING.fullmatch(line):
            done.append("")
        else:
            done.append(_TITLE.sub("", line, count=1) if fence else line)
    return done


def end_of_line_comment(text: str, start: int) -> int:
    """Where the line ends of which Ulysses makes a comment, behind whose `%%` is `start`; -1 where that is a pair's."""
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    other = text.find("%%", start)
    if not text[start:end].strip() or 0 <= other < end:
        return -1
    if other < 0:
        return end
    rest = text.find("\n", other)
    words = text[other + 2 : rest if rest >= 0 else len(text)]
    return end if text[other - 1] == "\n" and words.strip() else -1
