"""Days that files are named by."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

import msgspec

from ..file_names import without_page_id, without_suffix
from .names import month_number, weekday_number
from .stamps import Stamp, may_hold_date, read_stamp

_PREFIX = re.compile(
    r"(?:diarium|journal|diary|daily(?: note)?|day|entry|log|tagebuch|dagboek|journal de bord)[ _-]+", re.IGNORECASE
)
_NUMBERED = re.compile(r"[ _]?\(?\d{1,2}\)?|[T_ ]?\d{6}|[T_ -]{1,3}\d\d[-_.h]?\d\d(?:[-_.]?\d\d)?", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,2})(?:[ ._-]+([^\W\d_]+))?")
_MONTH = re.compile(r"(?:(?P<year>\d{4})[-_.])?(?P<number>\d{1,2})(?:[ ._-]+[^\W\d_]+)?")
_PAIR = re.compile(r"(\d{1,2})[-_.](\d{1,2})(?:[ ._-]+([^\W\d_]+))?")


def named_day(name: str) -> Stamp | None:
    """The day that a path names and nothing else: `2024-01-02`, `2024-01-02 Tuesday`, `2024/01/02`; None otherwise."""
    *folders, base = unicodedata.normalize("NFC", without_page_id(without_suffix(name))).split("/")
    bare = _PREFIX.sub("", base.removeprefix("@"), count=1) if may_hold_date(base) else base
    stamp = read_stamp(bare)
    if stamp is not None:
        return stamp if stamp.end == len(bare) else _numbered(stamp, bare)
    return _nested(folders, base)


def _numbered(stamp: Stamp, bare: str) -> Stamp | None:
    """The second of two entries of a day, or one with its time: `2024-01-02 (2)`, `2024-01-02 10-11`."""
    return stamp if _NUMBERED.fullmatch(bare[stamp.end :]) else None


def _nested(folders: list[str], base: str) -> Stamp | None:
    """A day in folders for years and months."""
    if (found := _PAIR.fullmatch(base)) and folders and _is_year(folders[-1]) and _is_name(found[3]):
        return _stamp(folders[-1], int(found[1]), int(found[2]))
    found = _NUMBER.fullmatch(base)
    if not found or not folders or not _is_name(found[2]):
        return None
    number, year = _month(folders[-1])
    above = folders[-2] if len(folders) > 1 else ""
    written = year or (above if _is_year(above) else "")
    return _stamp(written, number, int(found[1])) if number and written else None


def _is_year(folder: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", folder) is not None


def _is_name(word: str | None) -> bool:
    return word is None or weekday_number(word) is not None


def _month(folder: str) -> tuple[int, str]:
    """The month that a folder is named by, and the year where that is in its name too."""
    if number := month_number(folder):
        return number, ""
    found = _MONTH.fullmatch(folder)
    return (int(found["number"]), found["year"] or "") if found else (0, "")


def _stamp(year: str, number: int, day: int) -> Stamp | None:
    stamp = Stamp(int(year), number, day, known=True, end=0)
    return stamp if next(stamp.readings(), None) else None


_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d\d)",
    "MMMM": r"(?P<name>[^\W\d_]+\.?)",
    "MMM": r"(?P<name>[^\W\d_]+\.?)",
    "MM": r"(?P<month>\d\d)",
    "M": r"(?P<month>\d\d?)",
    "DD": r"(?P<day>\d\d)",
    "D": r"(?P<day>\d\d?)",
    "Do": r"(?P<day>\d\d?)(?:st|nd|rd|th|\.|er|º|ª|e)?",
    "Mo": r"(?P<month>\d\d?)(?:st|nd|rd|th|\.|er|º|ª|e)?",
    "DDDD": r"(?P<count>\d{3})",
    "DDD": r"(?P<count>\d{1,3})",
    "HH": r"(?P<hour>\d\d)",
    "H": r"(?P<hour>\d\d?)",
    "mm": r"(?P<minute>\d\d)",
    "ss": r"\d\d",
    "dddd": r"[^\W\d_][^\W\d_'-]*",
    "ddd": r"[^\W\d_]+\.?",
    "dd": r"[^\W\d_]+\.?",
    "A": r"[AaPp][Mm]",
    "a": r"[AaPp][Mm]",
    "Q": r"\d",
    "d": r"\d",
    "E": r"\d",
    "e": r"\d",
    "gggg": r"\d{4}",
    "GGGG": r"\d{4}",
    "ww": r"\d\d",
    "w": r"\d\d?",
    "WW": r"\d\d",
    "W": r"\d\d?",
}
_TOKEN = re.compile("|".join([r"\[[^\]]*\]", *sorted(_TOKENS, key=lambda token: -len(token)), "."]), re.DOTALL)


class NameFormat(msgspec.Struct, frozen=True):
    """How the daily notes of a vault are named: a format of moment.js, read as a pattern of paths."""

    root: str
    pattern: re.Pattern[str]

    def day(self, name: str) -> Stamp | None:
        """The day that the path of a note names."""
        if not name.startswith(self.root):
            return None
        found = self.pattern.fullmatch(without_suffix(name)[len(self.root) :])
        return _found_day(found.groupdict()) if found else None


def name_format(root: str, written: str) -> NameFormat | None:
    """A format as a pattern; None where it does not tell a day."""
    parts, seen = [], set[str]()
    for token in _TOKEN.findall(written[:200]):
        pattern = _TOKENS.get(token) or re.escape(token[1:-1] if token.startswith("[") else token)
        group = pattern[4 : pattern.index(">")] if pattern.startswith("(?P<") else ""
        # A part that is there twice, as in YYYY/YYYY-MM-DD, is read where it first stands.
        parts.append(pattern if group not in seen or not group else f"(?:{pattern[pattern.index('>') + 1 :]}")
        seen.add(group)
    tells = {"day", "count"} & seen and {"year", "short"} & seen and {"month", "name", "count"} & seen
    return NameFormat(root, re.compile("".join(parts), re.IGNORECASE)) if tells else None


def _found_day(parts: dict[str, str | None]) -> Stamp | None:
    year = int(parts.get("year") or f"20{parts.get('short')}")
    if count := parts.get("count"):
        return _counted(year, int(count))
    number = int(parts.get("month") or 0) or month_number(parts.get("name") or "") or 0
    return _stamp(str(year), number, int(parts.get("day") or 0))


def _counted(year: int, count: int) -> Stamp | None:
    if not 1 <= year <= 9998 or not 1 <= count <= 366:
        return None
    day = dt.date(year, 1, 1) + dt.timedelta(days=count - 1)
    return Stamp(day.year, day.month, day.day, known=True, end=0)
