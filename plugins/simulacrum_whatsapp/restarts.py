"""Where in a file another export begins that goes back in time: the same chat once more, or another one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from .chat import Part, split_at
from .dates import Order, read_date

_DAYS = dt.timedelta(days=2)
_SHARE = 3
"""The part of the time so far that dates go back by at least: a message that came late goes back by less."""
_FEWEST = 8
"""Records before and behind such a place: what a chat begins with may have later dates than its first messages."""
_MOST = 50


class _Run(msgspec.Struct, frozen=True):
    """Records of one day: the part, the place in its dates, and how many records stand before it in the file."""

    day: dt.date
    part: int
    at: int
    before: int


def restarted(parts: Sequence[Part], orders: Sequence[Order], year: int | None) -> list[tuple[list[Part], list[Order]]]:
    """The parts of each export in a file, with their orders; a part is split where another export begins in it."""
    runs = list(_runs(parts, orders, year))
    places = _places(runs, sum(part.records for part in parts))
    found: list[tuple[list[Part], list[Order]]] = [([], [])]
    for number, (part, order) in enumerate(zip(parts, orders, strict=True)):
        cuts = [run.at for run in places if run.part == number]
        rest, passed = part, 0
        for at in cuts:
            if at:
                first, rest = split_at(rest, at - passed)
                _add(found, first, order)
                passed = at
            if found[-1][0]:
                found.append(([], []))
        _add(found, rest, order)
    return found


def _add(found: list[tuple[list[Part], list[Order]]], part: Part, order: Order) -> None:
    found[-1][0].append(part)
    found[-1][1].append(order)


def _runs(parts: Sequence[Part], orders: Sequence[Order], year: int | None) -> list[_Run]:
    found, before = list[_Run](), 0
    for number, (part, order) in enumerate(zip(parts, orders, strict=True)):
        refused = {(one.date, one.first) for one in part.refused}
        for at, dated in enumerate(part.dates):
            day = read_date(dated.date, part.stretch.shape, order, year)
            if day is not None and (dated.date, dated.line) not in refused:
                found.append(_Run(day, number, at, before + dated.record))
        before += part.records
    return found


def _places(runs: Sequence[_Run], records: int) -> list[_Run]:
    """The runs that begin another export: the time goes far back, and stays there."""
    found, start, earliest = list[_Run](), 0, runs[0].day if runs else dt.date.min
    for i in range(1, len(runs)):
        last, run = runs[i - 1], runs[i]
        is_far = last.day - run.day >= max(_DAYS, (last.day - earliest) / _SHARE)
        is_long = run.before - start >= _FEWEST <= records - run.before
        if is_far and is_long and len(found) < _MOST and _is_step(runs, i, records):
            found.append(run)
            start, earliest = run.before, run.day
        earliest = min(earliest, run.day)
    return found


def _is_step(runs: Sequence[_Run], at: int, records: int) -> bool:
    """Whether the next records are mostly older than the last ones before: a few with a wrong date are no step."""
    before = sorted(_days(runs, range(at - 1, -1, -1), records))
    behind = sorted(_days(runs, range(at, len(runs)), records))
    return before[(len(before) - 1) // 2] > behind[len(behind) // 2]


def _days(runs: Sequence[_Run], places: Iterable[int], records: int) -> list[dt.date]:
    """The days of the records of some runs, as far as it goes."""
    days = list[dt.date]()
    for place in places:
        end = runs[place + 1].before if place + 1 < len(runs) else records
        days += [runs[place].day] * min(end - runs[place].before, _FEWEST - len(days))
        if len(days) == _FEWEST:
            break
    return days
