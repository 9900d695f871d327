"""Dates of CSV and text exports: ISO 8601 since late 2023, before that as the exporter's machine writes them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import chain, islice, pairwise
from typing import Literal

import msgspec

from simulacrum_core import Findings

from .calendars import date_of
from .day_periods import afternoons, is_afternoon, word_of

Order = Literal["dmy", "mdy", "ymd"]

_DATE = re.compile(r"(\d{1,4})(\s?[./年년-]\s?)(\d{1,2})\s?[./月월-]\s?(\d{1,4})[日일]?")
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}\.?[ -](\d{2,4})")
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
# Other countries with slashes and a clock of 12 hours write it in small letters, with dots or in their own.
_AMERICAN = re.compile(r"[AP]M\b")
_UNIX = re.compile(r"\d{9,11}|\d{12,14}")
_ENOUGH = 100_000
_LONGEST_WORD = 20
"""Characters, with blanks and dots, of what stands for AM or PM, or for a month."""
_LAST_OF_THIS_CENTURY = 69
_FIRST_YEAR = 2015
"""Discord's; an earlier one is of another calendar."""
_ARABIC = ("ص", "م", "صباحا", "مساء")
_TO_COME = range(2036, 2070)
"""With these words, two digits of such a year are of the Islamic calendar."""
_UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
"""Marks of direction, which machines with an Arabic locale write between the numbers."""


class Verdict(msgspec.Struct, frozen=True):
    """The order of day, month and year of one file, and what it was told from; not `certain` where it is a guess."""

    order: Order
    evidence: str
    certain: bool = True


class Writing(msgspec.Struct, frozen=True):
    """How a file writes dates: in which order, and which words that are not known stand for PM."""

    order: Order
    afternoons: frozenset[str] = frozenset()


def settled(dates: Iterable[str], file: str, findings: Findings, order: Order | None) -> Writing:
    """How a file writes its dates, in this order if one is given; what was decided about those without an offset is
    told."""
    rest = iter(dates)
    first = next(rest, "")
    sample = read(first, Writing("ymd"))
    if sample is not None and sample.tzinfo is not None:
        return Writing("ymd")
    every = list(dict.fromkeys(islice(chain([first], rest), _ENOUGH)))
    if order is None:
        verdict = decide(every)
        order = verdict.order
        findings.decide(
            "order of day and month", order, verdict.evidence, option="-i order", file=file, certain=verdict.certain
        )
        findings.decide("time zone", "unknown", "the export has its machine's local time", option="--tz", file=file)
    return Writing(order, _afternoons(every, order, file, findings))


def _afternoons(dates: list[str], order: Order, file: str, findings: Findings) -> frozenset[str]:
    """The words that stand for PM where they are not known; what was decided about them is told."""
    moments = [moment for date in dates if (moment := _parts(date, order)) is not None]
    unknown = sorted({word for *_, word in moments if word and is_afternoon(word) is None})
    if not unknown or any(hour > 12 for _, hour, *_ in moments):
        return frozenset()
    times = [(day.toordinal() * 1440 + hour % 12 * 60 + minute, word) for day, hour, minute, _, word in moments]
    found = afternoons(times)
    answer = f"{', '.join(found)} is PM" if found else "24 hours"
    unread = f"beside the times stands {', '.join(unknown[:3])}"
    evidence = "with this reading the times go back least often" if found else unread
    findings.decide("clock", answer, evidence, file=file, certain=bool(found))
    return found


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
        return Verdict("mdy", "slashes and a 12-hour clock are usual in the USA", certain=False)
    return Verdict("dmy", "most machines write the day first", certain=False)


def _backward_steps(found: list[re.Match[str]], order: Order) -> int:
    days = [_ordered(match, order) for match in found]
    return min(_falls(days), _falls(days[::-1]))


def _falls(days: list[tuple[int, int, int]]) -> int:
    return sum(later < earlier for earlier, later in pairwise(days))


def read(text: str, writing: Writing) -> dt.datetime | None:
    """The moment that a date tells, with an offset where it has one; None where it cannot be read."""
    try:
        return _iso(text) or _unix(text) or _local(text, writing)
    except (ValueError, OverflowError):
        return None


def shape(text: str) -> str:
    """What two dates of one file have in common: where numbers and words stand. The words for AM and PM may differ in
    their signs and blanks."""
    pieces = re.split(r"\d+", text)
    return "0".join("a" if any(map(str.isalpha, piece)) and len(piece) <= _LONGEST_WORD else piece for piece in pieces)


def _iso(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\dT\d\d:", text) else None


def _unix(text: str) -> dt.datetime | None:
    if not _UNIX.fullmatch(text):
        return None
    seconds, milliseconds = divmod(int(text), 1000) if len(text) > 11 else (int(text), 0)
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds, milliseconds=milliseconds)


def _local(text: str, writing: Writing) -> dt.datetime | None:
    """The moment that a machine wrote in its own way; None where there is no date in it, or one before Discord."""
    parts = _parts(text, writing.order)
    if parts is None or parts[0].year < _FIRST_YEAR:
        return None
    date, hour, minute, second, word = parts
    afternoon = is_afternoon(word)
    if afternoon is None and writing.afternoons and word:
        afternoon = word in writing.afternoons
    if afternoon is not None:
        hour = hour % 12 + 12 * afternoon
    return dt.datetime.combine(date, dt.time(hour, minute, second))


def _parts(written: str, order: Order) -> tuple[dt.date, int, int, int, str] | None:
    """Date, hour, minute and second as they stand there, and the word beside them."""
    text = written.translate(_UNSEEN)
    match = _DATE.search(text) or _NAMED.search(text)
    if match is None:
        return None
    year, month, day = _ordered(match, order) if match.re is _DATE else _named(match)
    clock = text[: match.start()] + " " + text[match.end() :]
    word = word_of(re.sub(r"[\d:]+", "", clock))
    if year in _TO_COME and word.endswith(_ARABIC):
        year -= 600
    hour, minute, second = (*map(int, re.findall(r"\d{1,9}", clock)[:3]), 0, 0, 0)[:3]
    try:
        return date_of(year, month, day), hour, minute, second, word
    except ValueError:
        return None


def _ordered(match: re.Match[str], order: Order) -> tuple[int, int, int]:
    """Year, month and day."""
    one, two, three = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4 or order == "ymd":
        return _year(one), two, three
    return (_year(three), two, one) if order == "dmy" else (_year(three), one, two)


def _named(match: re.Match[str]) -> tuple[int, int, int]:
    return _year(int(match[3])), _MONTHS.get(match[2].lower(), 0), int(match[1])


def _year(year: int) -> int:
    """The year in full, in whatever calendar."""
    return year + 2000 if year <= _LAST_OF_THIS_CENTURY else year
