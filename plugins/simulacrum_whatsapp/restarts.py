"""Where in a file another export begins that goes back in time: the same chat once more, or another one.

Far back is enough; where it is less, what follows has to stand in the file already, line by line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from .chat import Part, split_at
from .dates import Order, read_date
from .lines import offset_of, opened_at

_DAYS = dt.timedelta(days=2)
_SHARE = 3
"""The part of the time so far that dates go back by at least: a message that came late goes back by less."""
_FEWEST = 8
"""Records before and behind such a place: what a chat begins with may have later dates than its first messages."""
_MOST = 50
_SAME, _DIFFERENT = 5, 3
"""Lines that stand in the file already, and different ones among them."""
_READ = 1 << 20
"""Bytes of a day in which they are looked for."""
_TRIED = 100
"""Smaller steps back that are looked at: in some chats there are many."""


class _Run(msgspec.Struct, frozen=True):
    """Records of one day, up to where its time goes back: the part, the place in its dates, and the records before."""

    day: dt.date
    part: int
    at: int
    before: int


def restarted(parts: Sequence[Part], orders: Sequence[Order], year: int | None) -> list[tuple[list[Part], list[Order]]]:
    """The parts of each export in a file, with their orders; a part is split where another export begins in it."""
    runs = list(_runs(parts, orders, year))
    places = _places(runs, sum(part.records for part in parts), parts)
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


def _places(runs: Sequence[_Run], records: int, parts: Sequence[Part]) -> list[_Run]:
    """The runs that begin another export: the time goes far back, and stays there, or what follows was there before."""
    found, start, earliest = list[_Run](), 0, runs[0].day if runs else dt.date.min
    tried = 0
    for i in range(1, len(runs)):
        last, run = runs[i - 1], runs[i]
        is_far = last.day - run.day >= max(_DAYS, (last.day - earliest) / _SHARE)
        is_long = run.before - start >= _FEWEST <= records - run.before
        is_long = is_long and len(found) < _MOST
        begins = is_far and is_long and _is_step(runs, i, records)
        if not begins and is_long and run.day <= last.day and tried < _TRIED:
            tried += 1
            begins = _was_there(runs, i, parts)
        if begins:
            found.append(run)
            start, earliest = run.before, run.day
        earliest = min(earliest, run.day)
    return found


def _was_there(runs: Sequence[_Run], at: int, parts: Sequence[Part]) -> bool:
    """Whether the lines with which a run begins stand in an earlier one of the same day."""
    run = runs[at]
    end = _start_of(run, parts)
    lines = _bytes(run, parts, end, end + _READ).split(b"\n")[:_SAME]
    if len(lines) < _SAME or len({*lines}) < _DIFFERENT:
        return False
    wanted = b"\n".join(lines)
    earlier = [one for one in runs[:at] if one.day == run.day]
    return any(wanted in _bytes(one, parts, _start_of(one, parts), end) for one in earlier)


def _start_of(run: _Run, parts: Sequence[Part]) -> int:
    """The first byte of a run."""
    stretch = parts[run.part].stretch
    return offset_of(stretch.file, stretch.span, parts[run.part].dates[run.at].line, stretch.separation.returns)


def _bytes(run: _Run, parts: Sequence[Part], start: int, end: int) -> bytes:
    with opened_at(parts[run.part].stretch.file, start) as stream:
        return stream.read(min(end - start, _READ))


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
