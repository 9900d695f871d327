"""Header shapes: the one way in which a file writes date, time and separators before every message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from .clock import AM, MONTHS, NIGHT, NOON, PM
from .marks import BOM, LRM, MARKS, SPACES, fold, unmarked

_WORDS = sorted(
    {*AM, *PM, *NIGHT, *NOON} - {"inthemorning", "intheafternoon", "intheevening", "atnight"}, key=lambda w: -len(w)
)
# A full stop inside a word may be followed by a space: `p. m.`
_PERIOD = "(?:{}|in the (?:morning|afternoon|evening)|at night)".format(
    "|".join(r"\. ?".join(map(re.escape, word.split("."))).removesuffix(" ?") for word in _WORDS)
)
_MONTH = "(?:{})".format("|".join(sorted(map(re.escape, MONTHS), key=lambda m: -len(m))))
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,? )?"

_NUMERIC = r"(?:[RHS]?\d{1,4}(?P<sep>/|-|\. ?)\d{1,2}(?P=sep)(?:[RHS]\d{1,2}|\d{4}|\d{1,2})(?P<dot>\.?)(?P<era> BE)?)"
_WORDY = rf"(?:{_WEEKDAY}(?:{_MONTH}\.? \d{{1,2}}|\d{{1,2}}\.? {_MONTH}\.?)(?P<year>,? \d{{4}})?)"
_TIME = (
    rf"(?:(?P<before>{_PERIOD} ?)?\d{{1,2}}(?P<colon>[:.])\d{{2}}(?P<seconds>(?P=colon)\d{{2}})?"
    rf"(?P<after> ?{_PERIOD})?)"
)
_JOIN = r"(?:,? ?klo |, ?| )"
_CLOSE = r"(?P<close>\] ?| - |: )"
_DATE_FIRST = re.compile(
    rf"(?P<open>\[?)(?P<date>{_NUMERIC}|{_WORDY})(?P<join>{_JOIN})(?P<time>{_TIME}){_CLOSE}", re.IGNORECASE
)
_TIME_FIRST = re.compile(
    rf"(?P<open>\[?)(?P<time>{_TIME})(?P<join>{_JOIN})(?P<date>{_NUMERIC}|{_WORDY}){_CLOSE}", re.IGNORECASE
)
_LONGEST_HEADER = 80
Layout = Literal["bracket", "dash", "colon"]


class Shape(msgspec.Struct, frozen=True):
    """What all headers of a file have in common; two files of one phone have the same shape.

    `period` is where AM and PM stand: before or after the time, or "" ; `words` where they are other words than these;
    `marks` where invisible marks stand between the numbers.
    """

    layout: Layout
    time_first: bool
    date: str
    join: str
    colon: str
    seconds: bool
    period: str
    words: bool = False
    marks: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the date is written in numbers only."""
        return not self.date.startswith("words")

    def example(self) -> str:
        """The shape in words that a user recognises."""
        time = f"h{self.colon}mm" + (f"{self.colon}ss" if self.seconds else "")
        time = {"before": f"PM {time}", "after": f"{time} PM", "": time}[self.period]
        parts = [time, self.date] if self.time_first else [self.date, time]
        text = self.join.join(parts)
        return {"bracket": f"[{text}] ", "dash": f"{text} - ", "colon": f"{text}: "}[self.layout]


class Header(msgspec.Struct, frozen=True):
    """One line's header: its shape, and where it ends in the folded line."""

    shape: Shape
    date: str
    end: int


def header_of(line: str) -> Header | None:
    """The header at the start of a line, None where there is none that WhatsApp writes."""
    folded = fold(line[:_LONGEST_HEADER]).lstrip()
    for pattern, time_first in ((_DATE_FIRST, False), (_TIME_FIRST, True)):
        match = pattern.match(folded)
        if match and (shape := _shape(match, time_first, line)):
            return Header(shape, match["date"], match.end())
    return None


def vote(lines: Iterable[str]) -> tuple[Shape, int, int] | None:
    """The shape of most headers among `lines`, with its votes and all votes; None where no line has a header."""
    votes: Counter[Shape] = Counter()
    marked: Counter[Shape] = Counter()
    worded: Counter[Shape] = Counter()
    for line in lines:
        header = header_of(line)
        if header is not None:
            plain = msgspec.structs.replace(header.shape, marks=False, words=False)
            votes[plain] += 1
            marked[plain] += header.shape.marks
            worded[plain] += header.shape.words
    if not votes:
        return None
    shape, count = votes.most_common(1)[0]
    return msgspec.structs.replace(shape, marks=marked[shape] > 0, words=worded[shape] > 0), count, votes.total()


def _shape(match: re.Match[str], time_first: bool, line: str) -> Shape | None:
    layout = _layout(match)
    if layout is None:
        return None
    raw = line.lstrip(LRM + "\u200f\ufeff")
    marks = unmarked(raw[: raw.find({"bracket": "]", "dash": " - ", "colon": ": "}[layout], 8)]) not in raw
    period = "before" if match["before"] else "after" if match["after"] else ""
    word = (match["before"] or match["after"] or "").strip().upper()
    return Shape(
        layout=layout,
        time_first=time_first,
        date=_date_shape(match),
        join=match["join"],
        colon=match["colon"],
        seconds=bool(match["seconds"]),
        period=period,
        words=bool(word) and word not in ("AM", "PM"),
        marks=marks,
    )


def _layout(match: re.Match[str]) -> Layout | None:
    """The layout, where brackets and closing agree; brackets always have seconds: without, it is a pasted line."""
    bracket = match["close"].startswith("]")
    if bracket != bool(match["open"]) or (bracket and not match["seconds"]):
        return None
    if bracket:
        return "bracket"
    if match["close"] == " - ":
        # Seconds before a dash: Finnish and Croatian phones, which write dates with dots. Others are program logs.
        return "dash" if not match["seconds"] or "." in (match["sep"] or "") else None
    return "colon" if match["seconds"] else None


def _date_shape(match: re.Match[str]) -> str:
    """`d/d/yyyy` and the like; numbers of one or two digits are all `d` here, their order is worked out later."""
    if match["sep"] is None:
        return "words"
    parts = [
        part.strip(" .") for part in re.split(re.escape(match["sep"]), match["date"].removesuffix(" BE").rstrip("."))
    ]
    shown = ["yyyy" if len(part) == 4 else "era" if part[0].isalpha() else "d" for part in parts]
    return match["sep"].join(shown) + match["dot"] + (match["era"] or "")


def pattern_of(shape: Shape, newline: str) -> re.Pattern[str]:
    """Splits raw text at headers of this shape alone; groups: marks before a bracket, then date and time as they stand.

    Text must begin with `newline`, which stands before every header.
    """
    mark = f"[{MARKS}]{{0,3}}" if shape.marks else ""
    date = _numeric_pattern(shape.date, mark) if shape.numeric else _wordy_pattern()
    time = _time_pattern(shape, mark)
    first, second = (time, date) if shape.time_first else (date, time)
    join = _spaced(re.escape(shape.join).replace(",", "[,،，]"))
    lead = f"([{MARKS}]{{0,8}})" if shape.layout == "bracket" or shape.marks else f"({BOM}*)"
    open_, close = {"bracket": (r"\[", rf"\][{SPACES}]?"), "dash": ("", " - "), "colon": ("", ": ")}[shape.layout]
    return re.compile(f"{newline}{lead}{open_}{mark}({first}){mark}{join}{mark}({second}){mark}{close}")


def _numeric_pattern(date: str, mark: str) -> str:
    body, era = date.removesuffix(" BE"), date.endswith(" BE")
    body, dot = body.removesuffix("."), body.endswith(".")
    sep = next(sep for sep in ("/", "-", ". ", ".") if sep in body)
    widths = {"yyyy": r"\d{4}", "era": r"[RHS]\d{1,2}", "d": r"\d{1,2}"}
    joined = f"{mark}{_spaced(re.escape(sep))}{mark}".join(widths[part] for part in body.split(sep))
    return joined + (r"\." if dot else "") + (rf"[{SPACES}]BE" if era else "")


def _wordy_pattern() -> str:
    return "(?i:{})".format(re.sub(r"\(\?P<\w+>", "(?:", _spaced(_WORDY)))


def _time_pattern(shape: Shape, mark: str) -> str:
    colon = re.escape(shape.colon)
    time = rf"\d{{1,2}}{mark}{colon}{mark}\d{{2}}" + (rf"{mark}{colon}{mark}\d{{2}}" if shape.seconds else "")
    if not shape.period:
        return time
    period = f"(?i:{_spaced(_PERIOD)})" if shape.words else "[AaPp][Mm]"
    return (
        rf"{period}[{SPACES}]?{mark}{time}" if shape.period == "before" else rf"{time}{mark}[{SPACES}]?{mark}{period}"
    )


def _spaced(pattern: str) -> str:
    """The pattern with every plain space standing for any kind of space."""
    return pattern.replace(r"\ ", " ").replace(" ", f"[{SPACES}]")
