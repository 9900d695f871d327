"""The words of Org mode's text: without drawers, keywords, planning lines and the marks of links."""

from __future__ import annotations

import re

import msgspec

from ..entries import Piece

_FIXED = re.compile(r"[ \t]{0,60}:(?:[ \t]|$)")
_GONE = "\x00"
_DRAWER = re.compile(r"^[ \t]*:[\w-]+:[ \t]*$")
_END = re.compile(r"^[ \t]*:end:[ \t]*$", re.IGNORECASE)
_PLANNING = re.compile(r"^[ \t]*(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):[ \t]*[\[<]")
_KEYWORD = re.compile(r"^[ \t]*#\+[\w-]+(?:\[[^\]\n]*\])?:|^[ \t]*# |^[ \t]*#$|^%%\(")
_BLOCK = re.compile(r"^[ \t]*#\+begin_(\w+)", re.IGNORECASE)
_BLOCK_END = re.compile(r"^[ \t]*#\+end_(\w+)", re.IGNORECASE)
_STAMP_LINE = re.compile(
    r"^[ \t]*(?:entered on |added:? |created:? |captured on )?[\[<]\d{4}-\d\d-\d\d[^\]>\n]*[\]>][ \t]*$", re.IGNORECASE
)
_LINK = re.compile(r"\[\[([^\[\]\n]{1,2000})\](?:\[([^\[\]\n]{1,2000})\])?\]")
_TODO = re.compile(r"^(?:TODO|NEXT|STARTED|DOING|WAITING|WAIT|HOLD|SOMEDAY|DONE|CANCELL?ED|KILL)\b[ \t]*")
_PRIORITY = re.compile(r"^\[#[A-Z0-9]\][ \t]*")
_TAGS = re.compile(r"(?<![ \t])[ \t]+:[\w@#%:]+:[ \t]*$")
_STAMP = re.compile(r"[\[<]\d{4}-\d\d-\d\d[^\]>\n]*[\]>]")
_NOT_OWN = {"src": False, "example": False, "quote": False, "export": None, "comment": None}
_NOTE = re.compile(r"[ \t]*\[fn:[\w-]{1,60}\][ \t]+(?=\S)")
_MARK = re.compile(r"\[fn:[\w-]{1,60}\]|\[fn:[\w-]{0,60}:([^\[\]\n]{0,1000})\]")
_TASK = re.compile(r"^([ \t]{0,60}(?:[-+]|\d{1,3}[.)])[ \t]{1,9})\[[ xX-]\][ \t]{1,9}")
_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|heic|mp4|mov|m4a|mp3|wav|pdf)$", re.IGNORECASE)


def org_title(heading: str, *, keep_stamps: bool = False) -> str:
    """A heading without keyword, priority, tags and dates in brackets."""
    text = _TAGS.sub("", _PRIORITY.sub("", _TODO.sub("", heading.strip())))
    if not keep_stamps:
        text = _STAMP.sub("", text)
    return _MARK.sub("", _linked(text)).strip()


def org_pieces(body: str) -> tuple[Piece, ...]:
    """Whose words are whose in the text under a heading."""
    found: list[Piece] = []
    held: list[str] = []
    notes: list[str] = []
    own: bool | None = True
    # A drawer that is closed nowhere is a line like any other.
    drawer, closed = False, ":end:" in body.lower()
    for line in body.split("\n"):
        if drawer:
            drawer = not _END.match(line)
        elif (begin := _BLOCK.match(line)) and begin[1].lower() in _NOT_OWN:
            found.append(Piece("\n".join(held)))
            own, held = _NOT_OWN[begin[1].lower()], []
        elif own is not True and _BLOCK_END.match(line):
            found += [Piece("\n".join(held), own=False)] if own is False else []
            own, held = True, []
        elif own is not True:
            held.append(line)
        elif _DRAWER.match(line) and not _END.match(line):
            drawer = closed
        elif _FIXED.match(line):
            found += [Piece("\n".join(held)), Piece(line, own=False)]
            held = []
        elif not _is_kept_out(line):
            held.append(_without_notes(line, notes, goes_on=bool(held) and held[-1] == _GONE))
    found.append(Piece("\n".join(held), own is True))
    kept = (msgspec.structs.replace(piece, text=_settled(piece.text)) for piece in found)
    return (*kept, *(Piece(note, own=False, boilerplate=True) for note in notes))


def _settled(text: str) -> str:
    """A text without the lines on which a footnote stood."""
    return "\n".join(line for line in text.split("\n") if line != _GONE) if _GONE in text else text


def _without_notes(line: str, notes: list[str], *, goes_on: bool) -> str:
    """The words of a line; footnotes go to `notes`, and one `goes_on` up to a blank line."""
    start = _NOTE.match(line) if "[fn:" in line else None
    if start or (goes_on and line.strip()):
        words = _words(line[start.end() :] if start else line, notes)
        if start:
            notes.append(words)
        else:
            notes[-1] += f"\n{words}"
        return _GONE
    return _words(line, notes)


def _words(line: str, notes: list[str]) -> str:
    """A line with its links as they are shown, without marks of tasks and footnotes."""
    line = _linked(_TASK.sub(r"\1", line))
    if "[fn:" not in line:
        return line
    notes += [mark[1].strip() for mark in _MARK.finditer(line) if (mark[1] or "").strip()]
    return _MARK.sub("", line)


def stamp_line(body: str) -> str | None:
    """The date on a line of its own that the text under a heading begins with, behind drawers and planning."""
    drawer = False
    for line in body.split("\n"):
        if drawer:
            drawer = not _END.match(line)
        elif _DRAWER.match(line):
            drawer = True
        elif line.strip() and not _PLANNING.match(line):
            return line if _STAMP_LINE.match(line) else None
    return None


def _is_kept_out(line: str) -> bool:
    return bool(
        _PLANNING.match(line)
        or _KEYWORD.match(line)
        or _STAMP_LINE.match(line)
        or _END.match(line)
        or _BLOCK.match(line)
        or _BLOCK_END.match(line)
    )


def _linked(text: str) -> str:
    """A text with links as they are shown; a picture is not."""
    return _LINK.sub(lambda found: found[2] or ("" if _FILE.search(found[1]) else found[1]), text)
