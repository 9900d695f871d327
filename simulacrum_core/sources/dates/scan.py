"""Dates in words: a day, the name of a month and a year, in any of the orders that languages have."""

from __future__ import annotations

import re

import msgspec

from .calendars import common_year
from .digits import Found, persian
from .names import Name, is_letter, name_at

_SEPARATORS = " .,·/-–—_()'፡፣፥၊\u05f3"
_MOST_SEPARATORS = 3
_ORDERS = ("dmy", "mdy", "ymd", "ydm")
_SUFFIXES = (
    "(a) st nd rd th er ers ère re e o os a as º ª ° .ª -a -е -го -ви -ри -ти -ро -а е го ان ê an טן ი mh ی s ste de"
).split()
_NUMBER = re.compile(rf"(\d{{1,4}})(?!\d)(?:(?:{'|'.join(map(re.escape, _SUFFIXES))})(?![^\W_]))?")
_IDEOGRAPHS = re.compile(r"([〇零一二三四五六七八九十元]{1,5}|\d{1,4}) ?(?=[年月日號号년월일])")
_WORD = re.compile(r"[., ]{1,2}[^\W\d_]")
_VALUES = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_LEAD = 4
"""Words that may stand before a date: a weekday, an article, what says "day"."""
_LONG_YEAR = 1000


class _Parts(msgspec.Struct):
    """What was read of a date so far."""

    order: str = ""
    day: int = 0
    year: int = 0
    month: Name | None = None
    number: int = 0
    weekday: tuple[int, ...] = ()
    era: int | None = None
    end: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether day, month and year are there."""
        return len(self.order) == 3


def read_weekday(text: str, at: int, *, before: bool) -> tuple[tuple[int, ...], int]:
    """The weekday that stands before a date, with the words between them, or behind it; and where it ends."""
    return _weekday_before(text, at) if before else _weekday_after(text, at)


def _weekday_before(text: str, at: int) -> tuple[tuple[int, ...], int]:
    found: tuple[int, ...] = ()
    for _ in range(_LEAD):
        name = _first(text, at, ("weekday", "glue") if not found else ("glue",))
        if name is None:
            break
        found = name[0].numbers if name[0].kind == "weekday" else found
        at = _skipped(text, name[1])
    return found, at


def _weekday_after(text: str, at: int) -> tuple[tuple[int, ...], int]:
    start = _skipped(text, at)
    name = _first(text, start, ("weekday",))
    if name is None or is_letter(text[name[1] : name[1] + 1]) or (len(name[0].text) < 3 and _WORD.match(text, name[1])):
        return (), at
    end = name[1]
    is_closed = "(" in text[at:start] and text[end : end + 1] == ")"
    return name[0].numbers, end + is_closed + (text[end : end + 1] == "." and not is_closed)


def _first(text: str, at: int, kinds: tuple[str, ...]) -> tuple[Name, int] | None:
    """The longest name of a kind, of the kind that is named first where two are as long."""
    found = [(name, end) for name, end in name_at(text, at) if name.kind in kinds]
    return min(found, key=lambda pair: (-pair[1], kinds.index(pair[0].kind)), default=None)


def _skipped(text: str, at: int) -> int:
    """The place behind separators."""
    end = at
    while end < len(text) and end - at < _MOST_SEPARATORS and text[end] in _SEPARATORS:
        end += 1
    return end


def read_words(text: str, at: int) -> Found | None:
    """The date in words that begins at a place of a plain text."""
    parts, place = _Parts(end=at), at
    while (following := _step(text, place, parts)) is not None:
        place = following
        if parts.is_whole:
            break
    if parts.order not in _ORDERS or (parts.month is None and not parts.number):
        return None
    return _found(parts)


def _step(text: str, at: int, parts: _Parts) -> int | None:
    """Read the part that stands at a place, or behind separators; where it ends, None where there is none."""
    for place in dict.fromkeys((at, _skipped(text, at))):
        end = _ideographs(text, place, parts) or _name(text, place, parts) or _number(text, place, parts)
        if end:
            return end
    return None


def _ideographs(text: str, at: int, parts: _Parts) -> int | None:
    """A number before a sign that says what it is."""
    found = _IDEOGRAPHS.match(text, at)
    if found is None:
        return None
    value, sign = _value(found[1]), text[found.end()]
    end = found.end() + 1
    if sign in "年년" and "y" not in parts.order and (value >= _LONG_YEAR or parts.era is not None):
        parts.order, parts.year = parts.order + "y", value
    elif sign in "月월" and "m" not in parts.order:
        parts.order, parts.number = parts.order + "m", value
    elif sign in "日號号일" and "d" not in parts.order:
        parts.order, parts.day = parts.order + "d", value
    else:
        return None
    parts.end = end
    return end


def _value(written: str) -> int:
    """A number in digits or in ideographs: `二〇二四`, `十三`."""
    if written.isdecimal() and written.isascii():
        return int(written)
    if written == "元":
        return 1
    if "十" in written:
        tens, _, ones = written.partition("十")
        return 10 * (_VALUES.get(tens, 1) if tens else 1) + _VALUES.get(ones, 0)
    return int("".join(str(_VALUES.get(sign, 0)) for sign in written))


def _name(text: str, at: int, parts: _Parts) -> int | None:
    """A name at a place: the month, a weekday, the name of an era, or a word between."""
    kinds = [kind for kind, is_open in _open_kinds(parts) if is_open]
    found = _first(text, at, tuple(kinds))
    if found is None:
        return None
    name, end = found
    if name.kind in ("month", "persian"):
        parts.order, parts.month, parts.number, parts.end = parts.order + "m", name, name.numbers[0], end
    elif name.kind == "weekday":
        parts.weekday = name.numbers
    elif name.kind == "era":
        parts.era = name.numbers[0]
    return end


def _open_kinds(parts: _Parts) -> tuple[tuple[str, bool], ...]:
    is_new = "m" not in parts.order
    is_begun = bool(parts.order)
    return (
        ("month", is_new),
        ("persian", is_new),
        ("era", parts.era is None),
        ("mark", is_begun),
        ("glue", True),
        ("weekday", not parts.weekday),
    )


def _number(text: str, at: int, parts: _Parts) -> int | None:
    """A day or a year at a place."""
    found = _NUMBER.match(text, at)
    if found is None or (is_letter(text[at - 1 : at]) and text[at - 1].isascii()):
        return None
    value, digits = int(found[1]), len(found[1])
    is_year = digits == 4 or (parts.era is not None and bool(parts.era) and digits < 4 and "d" in parts.order)
    if is_year and "y" not in parts.order:
        parts.order, parts.year = parts.order + "y", value
    elif digits < 3 and "d" not in parts.order:
        parts.order, parts.day = parts.order + "d", value
    else:
        return None
    parts.end = found.end()
    return parts.end


def read_mark(text: str, end: int) -> int:
    """Where a date ends with the mark behind it: `г.`, `d.`, a dot."""
    start = end + (text[end : end + 1] == " ")
    mark = _first(text, start, ("mark",))
    end = mark[1] if mark and not is_letter(text[mark[1] : mark[1] + 1]) else end
    is_dot = text[end : end + 1] == "." and not text[end + 1 : end + 2].isdecimal()
    return end + is_dot


def _found(parts: _Parts) -> Found | None:
    if parts.month is not None and parts.month.kind == "persian":
        return persian(parts.year, parts.number, parts.day, parts.end, parts.weekday)
    year = parts.year + parts.era if parts.era else common_year(parts.year)
    return Found(year, parts.number, parts.day, True, parts.end, parts.weekday, parts.month)
