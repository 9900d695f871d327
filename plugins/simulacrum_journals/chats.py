"""What looks like a journal at first sight and is none: chats, logs, minutes, changelogs."""

from __future__ import annotations

import re
from collections import Counter

_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[.,]\d+)?(?: ?[AaPp]\.?[Mm]\.?)?(?:[+-]\d\d:?\d\d|Z)?"
_STAMPED = re.compile(
    rf"[\[(]?(?:\d[\d/.\-: ,TtZ年月日]{{0,24}}?[ ,T]+(?:- )?)?{_CLOCK}[^\w<*\[(@+%&~-]{{0,4}}(?P<rest>.*)"
)
_SPEAKS = re.compile(
    r"(?:- )?[^:\n\t]{1,40}: \S|<[^<>\n]{1,40}>|[*=-]{1,3}>? |[*-]{3}|-!-|-->|<--|[@+%&~]?[^\s:]{1,30}\t"
    r"|\[[^\]\n]{1,40}\] |\((?:INFO|DEBUG)|(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b"
    r"|[\w.]+\.(?:DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL)\b"
)
_BRACKETED = re.compile(r"\[[^\]\n]{1,40}\] \[[^\]\n\d]{0,12}\d{1,2}:\d\d[^\]\n]{0,12}\] ")
_NAMED = re.compile(r"[*_>\s-]{0,4}([^\W\d_][^:\n]{0,30}?)[*_]{0,2}: ?[*_]{0,2}\s?\S")
_SIGNED = re.compile(r"(?m)^([^\W\d_][^\d\n:]{0,39}?)[ \t]+[\[(]?\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?[\])]?[ \t]*$")
_FEW, _MOST = 3, 0.5


def is_talk(text: str) -> bool:
    """Whether most lines of a text begin with somebody's name, or with a time and what a log writes behind it."""
    lines = [line for line in text.split("\n")[:400] if line.strip()]
    stamped = sum(is_log_line(line) for line in lines)
    if stamped >= _FEW and stamped > len(lines) * 0.4:
        return True
    names = Counter(found[1].strip().lower() for line in lines if (found := _NAMED.match(line)))
    spoken = sum(count for count in names.values() if count > 1)
    return spoken >= 4 and spoken > len(lines) * _MOST and len([n for n, c in names.items() if c > 1]) > 1


def is_signed_talk(text: str) -> bool:
    """Whether names and times stand above the lines of a text of one day, some of them again and again."""
    names = Counter(name.strip().lower() for name in _SIGNED.findall(text[: 1 << 16]))
    return names.total() >= _FEW and len(names) > 1 and names.total() > len(names)


def is_log_line(line: str) -> bool:
    """Whether a line is a message of a chat or a line of a log."""
    line = line.lstrip("\u200e\ufeff ")
    if _BRACKETED.match(line):
        return True
    found = _STAMPED.match(line)
    return bool(found and _SPEAKS.match(found["rest"].lstrip(" ]),;")))


def speaks(rest: str) -> bool:
    """Whether what follows a time begins like a message: with a name and a colon, or in brackets."""
    return _SPEAKS.match(rest) is not None
