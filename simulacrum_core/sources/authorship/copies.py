"""What is pasted into a message: pieces of talks as messengers copy them, and what games and apps let one share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .shares import shared_lines

_CLOCK = r"[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d)?"
_HALF = r"[ \u00a0\u202f]?[AaPp]\.?[Mm]\.?"
_NAME = r"[^\s:\[\]<>][^:\n\[\]<>]{0,60}"
_WORD = r"[^\W\d_][\w.'’-]{0,30}"
_PERSON = rf"{_WORD},?(?: {_WORD}){{1,3}}(?: \([^()\n]{{1,20}}\))?"
_DATE = r"\d{1,4}[./-]\d{1,2}(?:[./-](?:\d{1,4})?)?"
_DAY = r"[^\W\d_]{3,12}"

_ONE_LINE = re.compile(
    rf"\[{_NAME}\] \[(?:[^\W\d_]{{2}} ?{_CLOCK}|{_CLOCK}{_HALF})\] "
    rf"|\[[^\[\]<>\n]{{4,30}}\] ?<[^<>\n]{{1,40}}> "
    rf"|{_CLOCK} <[@+%&~! ]?[^<>\s]{{1,40}}> "
    rf"|{_CLOCK}(?:{_HALF})?\t[^\t\n]{{1,60}}\t"
)
"""Messages of KakaoTalk, of IRC and of LINE, where a message is copied as one line."""
_HEADER = re.compile(
    rf"\[[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d(?:{_HALF})?|{_HALF})\] {_NAME}: "
    rf"|\[(?:{_DAY},? {_CLOCK}(?:{_HALF})?\] {_PERSON}|{_DATE},? {_CLOCK}(?:{_HALF})?\] {_NAME}): \S"
    rf"|\[(?:{_DAY},? |{_DATE},? ){_CLOCK}(?:{_HALF})?\] {_PERSON}:?$"
    rf"|\[{_CLOCK}{_HALF}\] {_PERSON}:?$"
    rf"|{_PERSON}  \[?{_CLOCK}(?:{_HALF})?\]?$|{_WORD}  (?:\[{_CLOCK}(?:{_HALF})?\]|{_CLOCK}{_HALF})$"
)
"""The header of a copied message of Skype, Teams or Slack; what is below it is its text, up to a blank line.

A single word beside a day or a bare time is what somebody plans: `[Mon 9:00] Dentist: …`, `Dinner  19:30`.
"""
_TIME_BELOW = re.compile(rf" {{2,4}}{_CLOCK}{_HALF}\s*$")
_RULED = re.compile(rf"[-—─]{{4,}} {{1,3}}{_DATE} {{1,3}}[-—─]{{4,}}$")
"""A day in what WeChat copies: blank lines part names, times and words there."""
_ANSWERED = re.compile(r"[「“][^\n:：]{1,60}[:：]")
_RULE = re.compile(r"(?:- ){5,}-?$|[-—─]{6,}$")
"""WeChat repeats what somebody answers: `「Ben: hi」`, below it a line."""
_SQUARES = "🟩🟨⬛⬜"
_ROW = re.compile(rf"(?:[🔊🎵🎬🎥] ?)?(?:[{_SQUARES}🟦🟧🟥🟪🟫]\ufe0f?[ \t]?){{3,}}[⬆⬇⬅➡↗↘↙↖🎉\ufe0f]*\s*$")
_RESULT = re.compile(
    r"(?:#?\w+[ \t]){1,4}(?:#[\d.,]{1,7}|[\d.,]{1,7} [\dX]/\d)[^\w\n]{0,3}(?:[ \t][\dX]/\d)?(?: \(\d{1,3}%\))?\W{0,4}$"
)
_LINK = re.compile(r"https?://\S+$")


def is_one_line(line: str) -> bool:
    """Whether a line is a whole copied message: what is below it is somebody else's, or the sender's."""
    return _ONE_LINE.match(line) is not None


def pasted_lines(lines: Sequence[str]) -> list[bool]:
    """Of each line, whether it is pasted; an empty line behind one belongs to it."""
    found = [False] * len(lines)
    _find_copies(lines, found)
    _find_results(lines, found)
    for number in shared_lines(lines):
        found[number] = True
    for number in range(1, len(lines)):
        found[number] |= found[number - 1] and not lines[number].strip()
    return found


def _find_copies(lines: Sequence[str], found: list[bool]) -> None:
    is_copied = False
    for number, line in enumerate(lines):
        if _RULED.match(line):
            found[number:] = [True] * (len(lines) - number)
            return
        is_copied = (is_copied and bool(line.strip())) or _begins_copy(lines, number)
        found[number] |= is_copied or is_one_line(line)
    if _ANSWERED.match(lines[0]):
        ends = (i for i, line in enumerate(lines) if i and _RULE.match(line) and lines[i - 1][-1:] in '」”"')
        answered = next(ends, -1) + 1
        found[:answered] = [True] * answered


def _begins_copy(lines: Sequence[str], number: int) -> bool:
    below = lines[number + 1] if number + 1 < len(lines) else ""
    match = _HEADER.match(lines[number])
    if match is None:
        return len(lines[number]) < 60 and bool(lines[number].strip()) and _TIME_BELOW.match(below) is not None
    # Its pattern takes milliseconds to compile, and most chats need none.
    from .chat_lines import is_chat_line

    if is_chat_line(lines[number]):
        # Which lines below it belong to it is told there.
        return False
    # A name that stands alone stands above words: in a row of its like, such lines are a list of times.
    return match.end() < len(lines[number]) or bool(below.strip() and not _HEADER.match(below))


def _find_results(lines: Sequence[str], found: list[bool]) -> None:
    """Rows of squares, the result that stands above them, and the address of the game below."""
    rows = [number for number, line in enumerate(lines) if _ROW.match(line)]
    if not rows or rows[-1] - rows[0] >= 2 * len(rows):
        return
    start, end = rows[0], rows[-1] + 1
    above = start - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    has_result = above >= 0 and _RESULT.match(lines[above]) is not None
    if len(rows) < 2 and not has_result:
        return
    if has_result:
        start = above - (above > 0 and lines[above].startswith("Puzzle #") and lines[above - 1] == "Connections")
    end += end < len(lines) and _LINK.match(lines[end]) is not None
    found[start:end] = [True] * (end - start)
