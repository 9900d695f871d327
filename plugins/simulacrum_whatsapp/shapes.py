"""Header shapes: the one way in which an app writes date, time and separators before every message of a file."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from .clock import MONTHS, is_period
from .marks import fold

_MONTH = "(?:{})".format("|".join(sorted(map(re.escape, MONTHS), key=lambda m: -len(m))))
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,? )?"
_WORD = r"[^\W\d_][^\d\n:;\[\]]{0,24}?"

# An era before the year, and what stands behind a date: an era, or a word for "year".
ERAS = "[RHS]|民國|民国|中華民國|令和|平成"
_TAIL = r" ?(?:BE|พ\.ศ\.|AP|AH|هـ|ه‍\.ق\.|ه‍\.ش\.|ه\.ق\.|ه\.ش\.|Minguo|R\.O\.C\.|г\.?|ж\.?|p\.C\.n\.)"
NUMERIC = (
    rf"(?:(?:{ERAS})?\d{{1,4}}(?P<sep>/|-|\. ?)\d{{1,2}}(?P=sep)(?:(?:[RHS])\d{{1,2}}|\d{{1,4}})(?P<dot>\.?)"
    rf"(?P<tail>{_TAIL})?)"
)
_NO_YEAR = r"\d{1,2}(?P<sep2>[/.-])\d{1,2}\.?"
WORDY = rf"(?:{_WEEKDAY}(?:{_MONTH}\.? \d{{1,2}}|\d{{1,2}}\.? {_MONTH}\.?)(?P<year>,? \d{{4}})?)"
_TIME = (
    rf"(?:(?P<before>{_WORD} ?)?\d{{1,2}}(?P<colon>[:.]| ?h ?)\d{{1,2}}(?P<seconds>(?:(?P=colon)| min )\d{{1,2}})?"
    rf"(?P<unit> s(?![^\W\d_])| น\.)?(?P<after> ?{_WORD})?)"
)
_JOIN = r"(?:,? ?(?:klo|kl\.|klock|à|às|um|at|om) | - |, ?| \(?)"
_CLOSE = r"(?P<close>\)?(?:\] ?| [-–—] |: |; ))"
_DATE_FIRST = re.compile(
    rf"(?P<open>\[?)(?P<date>{NUMERIC}|{WORDY}|{_NO_YEAR})(?P<join>{_JOIN})(?P<time>{_TIME}){_CLOSE}", re.IGNORECASE
)
_TIME_FIRST = re.compile(
    rf"(?P<open>\[?)(?P<time>{_TIME})(?P<join>{_JOIN})(?P<date>{NUMERIC}|{WORDY}|{_NO_YEAR}){_CLOSE}", re.IGNORECASE
)
LONGEST_HEADER = 80
_LEVEL = re.compile(r"(?:debug|info|notice|warn(?:ing)?|error|critical|alert|emergency|fatal|trace)\b", re.IGNORECASE)
Layout = Literal["bracket", "dash", "colon", "viewer"]


class Shape(msgspec.Struct, frozen=True):
    """What all headers of a file have in common; two files of one phone have the same shape.

    `date` is written with `d` for numbers of one or two digits. `seconds` is what stands before the seconds, "" where
    there are none. `period` is where AM and PM stand: before or after the time, or "" ; `words` where they are other
    words than these; `marks` where invisible marks stand between the numbers.
    """

    layout: Layout
    time_first: bool
    date: str
    tail: str
    join: str
    colon: str
    seconds: str
    unit: str
    period: str
    close: str
    words: bool = False
    marks: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the date is written in numbers only."""
        return not self.date.startswith("words")

    @property
    def has_year(self) -> bool:
        """Whether every date has a year; old Android phones, and copied messages, leave it out."""
        return (self.numeric and self.date.count("d") != 2) or "yyyy" in self.date

    @property
    def pasted(self) -> bool:
        """Whether it is the way in which messages that are copied on a phone or in WhatsApp Web are pasted."""
        return self.layout == "bracket" and not self.seconds and (self.time_first or not self.has_year)

    def example(self) -> str:
        """The shape in words that a user recognises."""
        time = f"h{self.colon}mm" + (f"{self.seconds}ss" if self.seconds else "") + self.unit
        time = {"before": f"PM {time}", "after": f"{time} PM", "": time}[self.period]
        date = self.date + self.tail
        header = self.written(*((time, date) if self.time_first else (date, time)))
        return f"{header} " if self.layout == "bracket" else header

    def written(self, one: str, two: str) -> str:
        """A header with these two parts."""
        return f"{'[' if self.layout == 'bracket' else ''}{one}{self.join}{two}{self.close}"


class Header(msgspec.Struct, frozen=True):
    """One line's header: its shape, its date and time, and where it ends in the folded line."""

    shape: Shape
    date: str
    time: str
    end: int


def header_of(line: str) -> Header | None:
    """The header at the start of a line, None where there is none that WhatsApp writes."""
    folded = fold(line[:LONGEST_HEADER]).lstrip().lstrip(" \t>|")
    for pattern, time_first in ((_DATE_FIRST, False), (_TIME_FIRST, True)):
        match = pattern.match(folded)
        if match and (shape := _shape(match, time_first, line)):
            return Header(shape, match["date"], match["time"], match.end())
    return None


def vote(lines: Iterable[str]) -> tuple[Shape, int, int] | None:
    """The shape of most headers among `lines`, with its votes and all votes; None where no line has a header."""
    votes: Counter[Shape] = Counter()
    marked: Counter[Shape] = Counter()
    worded: Counter[Shape] = Counter()
    for line in lines:
        header = header_of(line)
        if header is not None:
            plain = bare(header.shape)
            votes[plain] += 1
            marked[plain] += header.shape.marks
            worded[plain] += header.shape.words
    if not votes:
        return None
    shape, count = votes.most_common(1)[0]
    return msgspec.structs.replace(shape, marks=marked[shape] > 0, words=worded[shape] > 0), count, votes.total()


@functools.lru_cache(maxsize=256)
def bare(shape: Shape) -> Shape:
    """The shape without what differs from header to header of one file."""
    return msgspec.structs.replace(shape, marks=False, words=False)


def _shape(match: re.Match[str], time_first: bool, line: str) -> Shape | None:
    layout = _layout(match, line)
    if layout is None:
        return None
    period = "before" if match["before"] else "after" if match["after"] else ""
    word = (match["before"] or match["after"] or "").strip()
    if word and not is_period(word):
        return None
    close = match["close"].rstrip(" ") if layout == "bracket" else match["close"]
    return Shape(
        layout=layout,
        time_first=time_first,
        date=_date_shape(*match.group("date", "tail", "sep", "sep2", "dot")),
        tail=match["tail"] or "",
        join=match["join"],
        colon=match["colon"].lower(),
        seconds=(match["seconds"] or "").rstrip("0123456789").lower(),
        unit=match["unit"] or "",
        period=period,
        close=close,
        words=bool(word) and word.upper() not in ("AM", "PM"),
        marks=not line.isascii() and _has_marks(line.lstrip(_LEADS), match.end() - 3),
    )


_LEADS = "".join(map(chr, range(0x2000, 0x2070))) + "\ufeff\u061c \t\u00a0>"


def _has_marks(line: str, length: int) -> bool:
    """Whether invisible marks stand within the first `length` characters."""
    return not line.isascii() and fold(line[:length]) != fold(line[: length + 40])[:length]


def _layout(match: re.Match[str], line: str) -> Layout | None:
    """The layout, where opening and closing agree, and what stands behind is a name where others write such lines."""
    close, join, seconds = match["close"], match["join"], match["seconds"]
    if ("]" in close) != bool(match["open"]) or (")" in close) != ("(" in join):
        return None
    if "]" in close:
        return "bracket" if seconds or _names_somebody(match) else None
    if match["sep2"]:
        return None
    if close == "; ":
        return "viewer" if join == " - " and seconds else None
    if close == ": ":
        return "colon" if seconds and join != " - " else None
    # Seconds before a dash are in the logs of programs, too; phones that write dates with dots have them.
    return "dash" if not seconds or "." in (match["sep"] or "") or _names_somebody(match) else None


def _names_somebody(match: re.Match[str]) -> bool:
    """Whether a name with a colon follows, and no level of a log."""
    text = match.string[match.end() :]
    name, found, _ = text.partition(":")
    logged = _LEVEL.match(name) or re.match(rf"\s*{_LEVEL.pattern}:", text[len(name) + 1 :], re.IGNORECASE)
    return bool(found) and 0 < len(name) <= 60 and not logged and " - " not in name and "]" not in name


@functools.lru_cache(maxsize=4096)
def _date_shape(date: str, tail: str | None, separator: str | None, other: str | None, dot: str | None) -> str:
    """`d/d/yyyy` and the like; numbers of one or two digits are all `d` here, their order is worked out later."""
    if other:
        return f"d{other}d" + ("." if date.endswith(".") else "")
    if separator is None:
        return "words"
    parts = [part.strip(" .") for part in date.removesuffix(tail or "").rstrip(".").split(separator)]
    return separator.join(map(_part_shape, parts)) + (dot or "")


def _part_shape(part: str) -> str:
    if not part[0].isdigit():
        return "era"
    return {4: "yyyy", 3: "yyy"}.get(len(part), "d")
