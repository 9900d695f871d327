"""Dates of CSV and text exports: ISO 8601 since late 2023, before that as the exporter's machine writes them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import chain, islice, pairwise
from typing import Literal

import msgspec

from simulacrum_core import Findings

Order = Literal["dmy", "mdy", "ymd"]

_DATE = re.compile(r"(\d{1,4})(\s?[./-]\s?)(\d{1,2})\s?[./-]\s?(\d{1,4})")
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}\.?[ -](\d{2,4})")
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_AFTERNOON = re.compile(r"p\.?\s?m\b|μ\.?\s?μ|오후|下午|午後|\bch\b|\bptg\b|pasdites|مساء|\bم\b", re.IGNORECASE)
_MORNING = re.compile(r"a\.?\s?m\b|π\.?\s?μ|오전|上午|午前|\bsa\b|\bpg\b|paradites|صباح|\bص\b", re.IGNORECASE)
# Other countries with slashes and a clock of 12 hours write it in small letters, with dots or in their own.
_AMERICAN = re.compile(r"[AP]M\b")
_UNIX = re.compile(r"\d{9,11}|\d{12,14}")
_ENOUGH = 100_000
_LAST_OF_THIS_CENTURY = 69
_FIRST_YEAR = 2015
"""Discord's; an earlier one is of another calendar."""
_BUDDHIST = range(2558, 2700)
_UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
"""Marks of direction, which machines with an Arabic locale write between the numbers."""


class Verdict(msgspec.Struct, frozen=True):
    """The order of day, month and year of one file, and what it was told from; not `certain` where it is a guess."""

    order: Order
    evidence: str
    certain: bool = True


def settled(dates: Iterable[str], file: str, findings: Findings) -> Order:
    """The order of a file's dates; what was decided about those without an offset is told."""
    told = iter(dates)
    first = next(told, "")
    sample = read(first, "ymd")
    if sample is not None and sample.tzinfo is not None:
        return "ymd"
    verdict = decide(dict.fromkeys(islice(chain([first], told), _ENOUGH)))
    findings.decide(
        "order of day and month",
        verdict.order,
        verdict.evidence,
        option="-i order",
        file=file,
        certain=verdict.certain,
    )
    findings.decide("time zone", "unknown", "the export has its machine's local time", option="--tz", file=file)
    return verdict.order


def decide(dates: Iterable[str]) -> Verdict:
    """Which of day and month comes first: by what can be no month, then by the steps, then by what machines do."""
    found = [match for date in dates if (match := _DATE.search(date.translate(_UNSEEN)))]
    if not found or any(len(match[1]) == 4 for match in found):
        return Verdict("ymd", "the year comes first") if found else Verdict("dmy", "no date needs it")
    if any(int(match[1]) > 12 for match in found):
        return Verdict("dmy", "a first number is more than 12")
    if any(int(match[3]) > 12 for match in found):
        return Verdict("mdy", "a second number is more than 12")
    steps = {order: _backward_steps(found, order) for order in ("dmy", "mdy")}
    if steps["dmy"] != steps["mdy"]:
        better: Order = "dmy" if steps["dmy"] < steps["mdy"] else "mdy"
        return Verdict(better, f"the dates go backward {min(steps.values())} times, else {max(steps.values())} times")
    if "/" in found[0][2] and _AMERICAN.search(found[0].string):
        return Verdict("mdy", "slashes and a clock of 12 hours are American", certain=False)
    return Verdict("dmy", "most machines write the day first", certain=False)


def _backward_steps(found: list[re.Match[str]], order: Order) -> int:
    days = [_ordered(match, order) for match in found]
    return min(_falls(days), _falls(days[::-1]))


def _falls(days: list[tuple[int, int, int]]) -> int:
    return sum(later < earlier for earlier, later in pairwise(days))


def read(text: str, order: Order) -> dt.datetime | None:
    """The moment that a date tells, with an offset where it has one; None where it cannot be read."""
    try:
        return _iso(text) or _unix(text) or _local(text, order)
    except (ValueError, OverflowError):
        return None


def shape(text: str) -> str:
    """What two dates of one file have in common: where numbers and words stand."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", text))


def _iso(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\dT\d\d:", text) else None


def _unix(text: str) -> dt.datetime | None:
    if not _UNIX.fullmatch(text):
        return None
    seconds, milliseconds = divmod(int(text), 1000) if len(text) > 11 else (int(text), 0)
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds, milliseconds=milliseconds)


def _local(told: str, order: Order) -> dt.datetime | None:
    text = told.translate(_UNSEEN)
    match = _DATE.search(text) or _NAMED.search(text)
    if match is None:
        return None
    year, month, day = _ordered(match, order) if match.re is _DATE else _named(match)
    if year < _FIRST_YEAR:
        return None
    clock = text[: match.start()] + " " + text[match.end() :]
    numbers = [int(number) for number in re.findall(r"\d+", clock)[:3]]
    hour, minute, second = (*numbers, 0, 0, 0)[:3]
    return dt.datetime(year, month, day, _hour(hour, clock), minute, second)


def _ordered(match: re.Match[str], order: Order) -> tuple[int, int, int]:
    """Year, month and day."""
    one, two, three = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4 or order == "ymd":
        return _year(one), two, three
    return (_year(three), two, one) if order == "dmy" else (_year(three), one, two)


def _named(match: re.Match[str]) -> tuple[int, int, int]:
    return _year(int(match[3])), _MONTHS.get(match[2].lower(), 0), int(match[1])


def _year(told: int) -> int:
    """The year of our calendar."""
    return told + 2000 if told <= _LAST_OF_THIS_CENTURY else told - 543 if told in _BUDDHIST else told


def _hour(hour: int, clock: str) -> int:
    if _AFTERNOON.search(clock):
        return hour % 12 + 12
    return hour % 12 if _MORNING.search(clock) else hour
