"""Which number of a date is the day: worked out from all dates of all files, never guessed in silence."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from .calendars import common_year, gregorian, last_year
from .clock import MONTHS, half_of_day
from .marks import fold
from .shapes import Shape

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
_ERAS = {"R": 2018, "H": 1988, "令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
LEAP_YEAR = 2024
"""For dates without a year, where only their order is asked for."""
_MOST_STEPS = 100
_MONTHS_OF_A_YEAR = 12
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"\d{1,2} ?(?:(?:[:.]|h) ?\d{1,2}){1,2}(?: min \d{1,2})?(?: s\b| น\.)?", re.IGNORECASE)


class Evidence(msgspec.Struct):
    """The dates of one file in the order of the file, each change of date once."""

    file: str
    shape: Shape
    dates: list[str]


class Verdict(msgspec.Struct, frozen=True):
    """The order that was decided, why, and whether it is more than a guess."""

    order: Order
    basis: str
    certain: bool = True


def decide(evidence: Sequence[Evidence]) -> list[Verdict]:
    """The order of every file: from its own dates, else from files of the same shape, else from steps and spans."""
    verdicts = [_from_ranges(item) for item in evidence]
    pooled = {
        shape: _pooled(shape, evidence, verdicts)
        for shape in dict.fromkeys(
            item.shape for item, verdict in zip(evidence, verdicts, strict=True) if verdict is None
        )
    }
    return [verdict or _fitting(item, pooled[item.shape]) for item, verdict in zip(evidence, verdicts, strict=True)]


def _fitting(item: Evidence, verdict: Verdict) -> Verdict:
    """The verdict of other files, where the dates of this one allow it."""
    return verdict if verdict.order in possible(item) or not item.dates else _from_steps([item])


def read_date(text: str, shape: Shape, order: Order, year: int | None = None) -> dt.date | None:
    """The day that a header names; `year` serves where it has none. None where there is no such day."""
    return _date(text, shape.numeric, order, year)


@functools.lru_cache(maxsize=1 << 14)
def _date(text: str, numeric: bool, order: Order, year: int | None) -> dt.date | None:
    """The same, worked out once for all who ask."""
    folded = fold(text)
    try:
        return _numeric_date(folded, order, year) if numeric else _worded_date(folded, year)
    except ValueError:
        return None


def is_ahead(text: str, order: Order) -> bool:
    """Whether a date of digits is a day of a year that is yet to come: clocks differ by days, not by that much."""
    numbers = [int(number) for number in _NUMBER.findall(fold(text))]
    if len(numbers) != 3:
        return False
    year, month, day = _arranged(numbers, _effective(fold(text), order))
    year = common_year(year if year >= 100 else 2000 + year)
    try:
        return year > last_year() and dt.date(year, month, day) is not None
    except ValueError:
        return False


def read_time(text: str) -> dt.time | None:
    """The wall time that a header names; None where there is no such time."""
    folded = fold(text)
    hour, minute, *second = map(int, _NUMBER.findall(folded))
    word = _CLOCK.sub("", folded).strip()
    try:
        if word:
            hour = half_of_day(word, hour)
        return dt.time(hour, minute, second[0] if second else 0)
    except ValueError:
        return None


def _numeric_date(text: str, order: Order, year: int | None) -> dt.date:
    numbers = [int(number) for number in _NUMBER.findall(text)]
    if len(numbers) == 2:
        if year is None:
            raise ValueError("no year")
        return dt.date(year, *(numbers if order == "mdy" else reversed(numbers)))
    era = next((years for word, years in _ERAS.items() if word in text.upper()), None)
    year, month, day = _arranged(numbers, _effective(text, order))
    if era is not None:
        return dt.date(era + year, month, day)
    if year >= 100:
        return gregorian(year, month, day)
    last = last_year()
    # Two digits are of this century, or of the Buddhist one.
    return gregorian(2000 + year if 2000 + year <= last else 2500 + year, month, day)


def _effective(text: str, order: Order) -> Order:
    """A year of three or four digits, or of an era, in the first place is a year, whatever the order of the rest."""
    first = _NUMBER.search(text)
    starts_with_year = first is not None and (len(first.group()) > 2 or first.start() > 0)
    return "ymd" if starts_with_year else order


def _arranged(numbers: Sequence[int], order: Order) -> tuple[int, int, int]:
    """Year, month and day of three numbers."""
    first, second, third = numbers
    return {"dmy": (third, second, first), "mdy": (third, first, second), "ymd": (first, second, third)}[order]


def _worded_date(text: str, year: int | None) -> dt.date:
    month = next(MONTHS[word.casefold()] for word in reversed(_WORD.findall(text)) if word.casefold() in MONTHS)
    numbers = _NUMBER.findall(text)
    years = [int(number) for number in numbers if len(number) == 4]
    day = next(int(number) for number in numbers if len(number) < 3)
    if not years and year is None:
        raise ValueError("no year")
    return dt.date(years[0] if years else year or 0, month, day)


class _Score(msgspec.Struct, frozen=True, order=True):
    """How badly an order fits: impossible dates, steps back in time, days from first to last."""

    impossible: int
    backward: int
    span: int


def _score(item: Evidence, order: Order) -> _Score:
    days = [read_date(date, item.shape, order, LEAP_YEAR) for date in item.dates]
    known = [day for day in days if day is not None]
    backward = sum(1 for one, other in pairwise(known) if other < one)
    span = (max(known) - min(known)).days if known else 0
    return _Score(len(days) - len(known), backward, span)


def _candidates(item: Evidence) -> Iterable[Order]:
    """Orders that the shape allows: a year of four digits fixes its own place."""
    if not item.shape.numeric:
        return ("dmy",)
    if item.shape.date.startswith(("yyy", "era")):
        return ("ymd",)
    return ORDERS if item.shape.date.count("d") == 3 else ("dmy", "mdy")


def possible(item: Evidence) -> list[Order]:
    """The orders in which the fewest dates of a file are impossible; years of two digits first only where they must."""
    scores = {order: _score(item, order).impossible for order in _candidates(item)}
    best = [order for order, score in scores.items() if score == min(scores.values())]
    return [order for order in best if order != "ymd"] or best


def turning_point(item: Evidence) -> int | None:
    """Where the dates of a file change from one order to the other; None where one order fits all of them."""
    if not item.shape.numeric or item.shape.date.startswith(("yyy", "era")):
        return None
    numbers = [_NUMBER.findall(fold(date))[:2] for date in item.dates]
    only = {
        "dmy": [int(first) > _MONTHS_OF_A_YEAR >= int(second) for first, second in numbers],
        "mdy": [int(second) > _MONTHS_OF_A_YEAR >= int(first) for first, second in numbers],
    }
    for one, other in _PAIRS:
        before, behind = _places(only[one]), _places(only[other])
        if len(before) > 1 and len(behind) > 1 and before[-1] < behind[0]:
            return _step(item, one, other, before[-1] + 1, behind[0])
    return None


_PAIRS: tuple[tuple[Order, Order], ...] = (("dmy", "mdy"), ("mdy", "dmy"))


def _places(flags: Sequence[bool]) -> list[int]:
    return [i for i, flag in enumerate(flags) if flag]


def _step(item: Evidence, one: Order, other: Order, first: int, last: int) -> int:
    """The place from `first` to `last` from which on the second order makes the shorter way through the dates."""

    def way(at: int) -> int:
        days = [
            read_date(d, item.shape, one if i < at else other)
            for i, d in enumerate(item.dates[first - 1 : last + 1], first - 1)
        ]
        known = [day for day in days if day is not None]
        return sum(abs((b - a).days) for a, b in pairwise(known))

    return min(range(max(first, last - _MOST_STEPS), last + 1), key=way)


def _from_ranges(item: Evidence) -> Verdict | None:
    candidates = list(_candidates(item))
    if len(candidates) == 1:
        return Verdict(candidates[0], "the shape of the dates allows no other order")
    scores = {order: _score(item, order).impossible for order in candidates}
    fewest = min(scores.values())
    best = [order for order in candidates if scores[order] == fewest]
    if len(best) > 1 or not item.dates:
        return None
    others = ", ".join(f"{scores[order]} as {order}" for order in candidates if order not in best)
    return Verdict(best[0], f"{fewest:,} of {len(item.dates):,} dates are impossible as {best[0]}, {others}")


def _pooled(shape: Shape, evidence: Sequence[Evidence], verdicts: Sequence[Verdict | None]) -> Verdict:
    """The order of the files of a shape whose own dates do not tell it."""
    alike = [i for i, other in enumerate(evidence) if other.shape == shape]
    decided = {verdict.order for i in alike if (verdict := verdicts[i])}
    if len(decided) == 1:
        files = [evidence[i].file for i in alike if verdicts[i]]
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        return Verdict(decided.pop(), f"as in files of the same shape: {', '.join(files[:3])}{more}")
    return _from_steps([evidence[i] for i in alike if verdicts[i] is None])


def _from_steps(pool: Sequence[Evidence]) -> Verdict:
    """The order with the fewest steps back, then the shortest span, over all undecided files of the shape."""
    totals: dict[Order, tuple[int, int, int]] = {}
    for order in _candidates(pool[0]):
        scores = [_score(other, order) for other in pool]
        totals[order] = (
            sum(score.impossible for score in scores),
            sum(score.backward for score in scores),
            sum(score.span for score in scores),
        )
    ranked = sorted(totals, key=lambda order: totals[order])
    best = [order for order in ranked if totals[order] == totals[ranked[0]]]
    if len(best) > 1:
        return _guess(pool[0].shape, best)
    (_, back, span), (_, other_back, other_span) = totals[ranked[0]], totals[ranked[1]]
    return Verdict(
        ranked[0],
        f"{back} steps back in time and {span} days from first to last, "
        f"against {other_back} and {other_span} as {ranked[1]}",
    )


def _guess(shape: Shape, possible: Sequence[Order]) -> Verdict:
    """The order that a shape is mostly written in, of those that its dates allow."""
    american = "/" in shape.date and shape.period == "after" and "yyyy" not in shape.date
    habit: tuple[Order, ...] = ("mdy", "dmy", "ymd") if american else ("dmy", "mdy", "ymd")
    order = next(order for order in habit if order in possible)
    return Verdict(order, f"a guess: the dates can be read as {' or '.join(possible)}", certain=False)
