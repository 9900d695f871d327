"""Lines that look like the header of a message in a chat: in a text by one author they are somebody else's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_MARKS = r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff>*_|-]{0,8}"
_MERIDIEM = r"(?:[ \u00a0\u202f]?[AaPp]\.?[ \u00a0]?[Mm]\.?)?"
_CLOCK = rf"[0-2]?\d[:.٫][0-5]\d(?:[:.][0-5]\d)?{_MERIDIEM}"
_DAY = r"\d{1,4}[-./٫]\s?\d{1,2}[-./٫]\s?\d{1,4}\.?(?: ?[^\W\d_]{1,3}\.?)?"
_NAMED_DAY = r"(?:[^\W\d_]{2,12}\.?,? )?(?:\d{1,2}\.? [^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.? \d{1,2}),? \d{4}"
_MOMENT = rf"(?:(?:{_DAY}|{_NAMED_DAY})[,،]?[\sT]{{1,3}}(?:at |um |à )?{_CLOCK}|{_CLOCK}[,،]?\s{{1,3}}{_DAY})"
_SHORT_DAY = r"\d{1,2}[./]\d{1,2}\.?"
"""What WhatsApp copies on a phone has no year."""
_NAME = r"[^\s:\[\]<>][^:\n\[\]<>]{0,60}"
_HEADER = re.compile(
    rf"{_MARKS}(?:"
    rf"\[(?:{_MOMENT}|{_SHORT_DAY},?\s{{1,3}}{_CLOCK})\]{_MARKS}{_NAME}: "
    rf"|{_MOMENT} ?[-–—]\s{_MARKS}{_NAME}: "
    rf"|{_NAME},? \[{_MOMENT}\]:?(?:\s|$)"
    rf"|{_NAME} [—–-] (?:{_MOMENT}|[^\W\d_]{{3,12}} (?:at |um |à )?{_CLOCK})\s{{0,3}}$"
    rf"|\[{_MOMENT}\] ?<[^<>\n]{{1,40}}> "
    rf"|\[?{_CLOCK}\]? <[@+%&~! ]?[^<>\s]{{1,40}}> "
    rf")"
)
_MAY_BE_CLOCK = re.compile(r"[:.](?<=\d[:.])\d\d")
"""What stands between two numbers is looked for first, as that takes half as long as to look at each digit."""
_ARABIC_POINT, _MAY_BE_ARABIC_CLOCK = "٫", re.compile(r"\d٫\d\d")
_LONGEST = 400
"""Characters of a line that are looked at: a header is shorter."""
_FEW, _SHARE = 3, 4
_FEWEST_TOLD = 20
_SENTENCE = re.compile(r"\w{2}[.!?…:。！？](?:\s|\Z)")
_GAP = re.compile(r"(\n[ \t]*\n\s*)")


def may_hold_clock(text: str) -> bool:
    """Whether there may be a time of day in a text, without which no line of it begins like a message."""
    if _MAY_BE_CLOCK.search(text) is not None:
        return True
    return _ARABIC_POINT in text and _MAY_BE_ARABIC_CLOCK.search(text) is not None


def is_chat_line(line: str) -> bool:
    """Whether a line begins with a date, a time and a name, as messages do in the logs of messengers."""
    begin = line[:_LONGEST]
    # A line of prose without a clock takes ten times as long to be found none.
    return may_hold_clock(begin) and _HEADER.match(begin) is not None


def find_chat_lines(lines: Sequence[str]) -> list[int]:
    """The indexes of the lines that begin like a message of a chat."""
    return [number for number, line in enumerate(lines) if is_chat_line(line)]


def is_chat(lines: Sequence[str]) -> bool:
    """Whether lines are a chat: three at least, and one in four of those that are not blank, begin like a message."""
    found = find_chat_lines(lines)
    is_dense = len(found) >= _FEW and len(found) * _SHARE >= sum(bool(line.strip()) for line in lines)
    return is_dense and not _is_told(lines, found)


def without_told_chat(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a text without those of a chat of which it tells."""
    found = find_chat_lines(lines)
    if len(found) < _FEW or not _is_told(lines, found):
        return lines
    shown = {*found}
    return [line for number, line in enumerate(lines) if number not in shown]


def _is_told(lines: Sequence[str], found: Sequence[int]) -> bool:
    """Whether somebody tells of a chat and shows a piece of it: sentences stand before it, and are most of the text.

    The line behind the last header counts for neither, and what follows where it is not much more than what stands
    before the first: a message may have several lines.
    """
    before, after = lines[: found[0]], lines[found[-1] + 2 :]
    shown = sum(map(len, lines[found[0] : found[-1] + 1]))
    words = sum(len(line.split()) for line in before if _SENTENCE.search(line))
    above, below = sum(map(len, before)), sum(map(len, after))
    return words >= _FEWEST_TOLD and above * 3 >= below and above + below > shown


def without_chats(text: str) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a text, and whether they hold a line of a chat; neighbours of one kind stay as they are."""
    if not may_hold_clock(text) or not find_chat_lines(text.split("\n")):
        yield text, False
        return
    parts = _GAP.split(text)
    paragraphs = [
        (part, gap, bool(find_chat_lines(part.split("\n"))))
        for part, gap in zip(parts[::2], [*parts[1::2], ""], strict=True)
    ]
    for is_quoted, group in groupby(paragraphs, key=lambda paragraph: paragraph[2]):
        same = list(group)
        yield "".join(part + gap for part, gap, _ in same[:-1]) + same[-1][0], is_quoted
