"""Codes that came on the phone, that stand before "that's the code", and PINs that look like years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .codes import NEVER, NO_WAY, is_year_like
from .later import later
from .phrases import UNITS
from .secret_words import word_search
from .spans import Span
from .told import is_code
from .word_table import END, any_word

CODE = word_search("code", "pin")
PIN = word_search("pin")
_OF = any_word("card", "link", "your", "this", "still")
# Behind a PIN, or before it after "it's", a year is no year.
_YEAR = r"(?P<value>(?:19|20)\d\d)(?![\w@/%€$£-]|[.,:]\d|\s?年)"
YEARS = (
    later(
        rf"{any_word('pin')}(?:(?:\s[^\W\d_][\w'’]{{0,13}}){{0,3}}?\s{any_word('card')}(?:\s[^\W\d_][\w'’]{{0,13}})?)?(?:[\s:=,—-]{{1,3}}{_OF}){{0,3}}[\s:=,—-]{{1,3}}{_YEAR}"
    ),
    later(
        rf"(?:^|[.!?]\s)\W{{0,3}}(?:[^\s\d]{{1,6}}\s){{0,2}}{_YEAR}[\s:,—-]{{1,3}}(?:(?:{_OF}|[^\W\d_]{{1,3}})\s){{0,3}}{any_word('pin')}"
    ),
)
# "… came, is that the code?"
GOT = word_search("got")
SENT = later(
    r"(?<![\w.,:/€$£#+-])(?:\d{6}|\d{3}[ -]\d{3}|\d\d[ -]\d\d[ -]\d\d|\d{4}(?!\d)|\d{8})(?![\w@/%€$£]|[.,:/-]\w|[ -]\d| ?[%€$£₽])"
)
# "… 0911, that's the code".
POINTED = later(
    rf"(?<![\w.,:/€$£#+-])(?P<value>\d{{3,8}}[a-z]?)[\s,;–—-]{{1,4}}{any_word('this')}\s(?:[^\W\d_]{{1,5}}\s)?{any_word('code', 'pin')}"
)
# "the pin is the year they married, 1988": whatever stands between, at the end.
LAST = later(
    r"(?:[,:;–—-]|\sso|\salso|\sdonc|\sasí que|\squindi|\sentão|\sdus|\sczyli|\sзначит|\sто есть|\syani|\sيعني|\sयानी|\syaani|所以)\s?(?P<value>\d{4,8})[\s.!)]{0,4}$"
)
SAID = later(r"\s(?P<value>(?!19|20)\d{4})[\s.!)]{0,4}$")
UNIT = later(rf"\s?(?:{UNITS}){END}", re.IGNORECASE)
LINE = later(r"[^\n]{1,400}")
MOST_WORDS, FEW = 16, 8


def given(text: str, low: str) -> Iterator[Span]:
    """Codes in lines with a word for one; `text` is what is read of a message, `low` the same in small letters."""
    for line in LINE.finditer(low):
        if CODE.search(low, *line.span()) and not NEVER.search(low, *line.span()):
            for start, end in _in_line(line.group()):
                yield Span(line.start() + start, line.start() + end, "code", "context")


def _in_line(line: str) -> Iterator[tuple[int, int]]:
    few = line.count(" ") <= MOST_WORDS
    if few and GOT.search(line):
        yield from _sent(line)
    for pattern in YEARS:
        yield from _years(pattern, line)
    for match in POINTED.finditer(line):
        if is_code(match["value"].upper()):
            yield match.span("value")
    if few and PIN.search(line):
        yield from _last(line)


def _sent(line: str) -> Iterator[tuple[int, int]]:
    """The one number of a line about a code that came."""
    found = [match for match in SENT.finditer(line) if not UNIT.match(line, match.end())]
    if len(found) == 1 and not is_year_like(found[0].group()):
        yield found[0].span()


def _last(line: str) -> Iterator[tuple[int, int]]:
    match = LAST.search(line) or SAID.search(line)
    if match and PIN.search(line, 0, match.start()) and not NO_WAY.search(line[: match.start("value")]):
        yield match.span("value")


def _years(pattern: re.Pattern[str], line: str) -> Iterator[tuple[int, int]]:
    """Years that are PINs: told with a copula or of a card, or at the end."""
    for match in pattern.finditer(line):
        most = 1 if match.group().count(" ") < 2 else FEW
        behind = line[match.end() : match.end() + 100].split()
        if not UNIT.match(line, match.end("value")) and len(behind) < most:
            yield match.span("value")
