"""Lines that look like the header of a message in a chat: in a text by one author they are somebody else's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_MARKS = r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff>*_|-]{0,8}"
_MERIDIEM = r"(?:[ \u00a0\u202f]?[AaPp]\.?[ \u00a0]?[Mm]\.?)?"
_CLOCK = rf"[0-2]?\d[:.٫][0-5]\d(?:[:.][0-5]\d)?{_MERIDIEM}"
_DAY = r"\d{1,4}[-./٫]\s?\d{1,2}[-./٫]\s?\d{1,4}\.?(?: ?[^\W\d_]{1,3}\.?)?"
_NAMED_DAY = (
    r"(?:[^\W\d_]{2,12}\.?,? )?(?:\d{1,2}\.? (?:de )?[^\W\d_]{3,12}\.?(?: de)?|[^\W\d_]{3,12}\.? \d{1,2}),? \d{4}"
    r"(?: [гр]\.)?"
)
_MOMENT = rf"(?:(?:{_DAY}|{_NAMED_DAY})[,،]?[\sT]{{1,3}}(?:at |um |à )?{_CLOCK}|{_CLOCK}[,،]?\s{{1,3}}{_DAY})"
_SHORT_DAY = r"\d{1,2}[./]\d{1,2}\.?"
"""What WhatsApp copies on a phone has no year."""
_NAME = r"[^\s:\[\]<>][^:\n\[\]<>]{0,60}"
_HEADER = re.compile(
    rf"{_MARKS}(?:"
    rf"\[ ?(?:{_MOMENT}|{_SHORT_DAY},?\s{{1,3}}{_CLOCK}) ?\]{_MARKS}({_NAME}): "
    rf"|{_MOMENT} ?[-–—]\s{_MARKS}({_NAME}): "
    rf"|({_NAME}),? \[{_MOMENT}\]:?(?:\s|$)"
    rf"|({_NAME}) [—–-] (?:{_MOMENT}|[^\W\d_]{{3,12}} (?:at |um |à )?{_CLOCK})\s{{0,3}}$"
    rf"|\[{_MOMENT}\] ?<([^<>\n]{{1,40}})> "
    rf"|\[?{_CLOCK}\]? <[@+%&~! ]?([^<>\s]{{1,40}})> "
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
_POINTS = re.compile(r"[ \t]*(?:[👆☝⬆↑⤴]|\^{1,4}(?:\s|\Z))")
_SELF_NAMED = re.compile(
    r"\b(?:this is|it['’]?s|i['’]?m|i am|name is|here is|hier ist|ich bin|heiße|c['’]est|ici|je suis|soy|aquí|es|sono"
    r"|qui|sou|aqui|met|ben ik|ik ben|jag är|det är|это|я|tu)\s+\Z",
    re.IGNORECASE,
)
_FEWEST_LETTERS, _FEWEST_WORDS, _STOPS = 3, 4, tuple(".!?…")


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


def copied_lines(lines: Sequence[str], heads: Sequence[int], *, is_prose: bool = False) -> list[bool]:
    """Which lines were copied out of a chat: from the headers of messages, at the indexes `heads`, to a blank line.

    A line below a message ends it that points up at it or names who sent it, as hardly anybody names themselves. In a
    text of paragraphs (`is_prose`), what stands below the last message is its author's where they begin right above the
    first one, without a blank line: so they part what they write; or where it is a sentence below words that are none.
    """
    found = [False] * len(lines)
    for at, head in enumerate(heads):
        following = heads[at + 1] if at + 1 < len(heads) else len(lines)
        end = next((number for number in range(head, following) if not lines[number].strip()), following)
        match = _HEADER.match(lines[head][:_LONGEST])
        said = lines[head][match.end() :] if match else ""
        below = head + 1 + (not said.strip())
        is_last = end < following or following == len(lines)
        is_open = is_prose and is_last and bool(said.strip()) and below < end
        if is_open and (_begins_above(lines, heads, at) or _is_prose_below(said, lines[below])):
            end = below
        sender = match[match.lastindex] if match and match.lastindex else ""
        end = next((number for number in range(below, end) if _is_about(lines[number], sender)), end)
        found[head:end] = [True] * (end - head)
    return found


def _begins_above(lines: Sequence[str], heads: Sequence[int], at: int) -> bool:
    """Whether words stand right above the first of the messages that stand line by line up to one."""
    while at and heads[at - 1] == heads[at] - 1:
        at -= 1
    above = heads[at] - 1
    if above < 0 or not lines[above].strip():
        return False
    # What stands there may be the end of a message of several lines.
    return not at or any(not line.strip() for line in lines[heads[at - 1] : above])


def _is_prose_below(said: str, below: str) -> bool:
    """Whether a message is written as people chat, and the line below it as they write."""
    is_chatty = said.strip()[:1].islower() and said.rstrip()[-1:].isalnum()
    is_sentence = below[:1].isupper() and below.rstrip()[-1:] in _STOPS and len(below.split()) >= 2 * _FEWEST_WORDS
    return is_chatty and is_sentence


def _is_about(line: str, sender: str) -> bool:
    if _POINTS.match(line):
        return True
    name = sender.split()[0] if sender.split() else ""
    if len(name) < _FEWEST_LETTERS or name not in line or len(line.split()) < _FEWEST_WORDS:
        return False
    named = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line)
    return (
        named is not None
        and line[named.end() :].strip(" .!?*_") != ""
        and not _SELF_NAMED.search(line[: named.start()])
    )


def without_chats(text: str) -> Iterator[tuple[str, bool]]:
    """A text in its parts, and whether they are messages of a chat; blank lines between the two are neither's."""
    if not may_hold_clock(text):
        yield text, False
        return
    lines = text.split("\n")
    if not (heads := find_chat_lines(lines)):
        yield text, False
        return
    copied = copied_lines(lines, heads, is_prose=True)
    for number in range(1, len(lines)):
        copied[number] = copied[number] if lines[number].strip() else copied[number - 1]
    for is_quoted, group in groupby(zip(lines, copied, strict=True), key=lambda pair: pair[1]):
        part = "\n".join([line for line, _ in group])
        if part.strip():
            yield part.strip("\n").rstrip(), is_quoted
