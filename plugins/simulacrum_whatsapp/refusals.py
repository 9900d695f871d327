"""Headers that are none, files that are of another app, and errors that show what was not understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from simulacrum_core import SourceError, SourceFile

from .beginnings import headers_in
from .chat import Dated, Part
from .dates import Order, Verdict, is_ahead, read_date
from .encodings import Encodings
from .records import Refused
from .shapes import Shape
from .stretches import Stretch

_YEAR = dt.timedelta(days=366)
_MOST_QUOTED = 3
"""Records in a row that are read as a quotation where their dates are years away from those around."""
_SHOWN = 60


def check_dates(file: SourceFile, part: Part, verdict: Verdict) -> None:
    """Raise SourceError where an order makes no sense of the dates, or their calendar is none that we know."""
    shape, order = part.stretch.shape, verdict.order
    dates = list(dict.fromkeys(dated.date for dated in part.dates))
    if not shape.has_year or not shape.numeric:
        return
    bad = [date for date in dates if read_date(date, shape, order) is None]
    if len(bad) * 2 <= len(dates):
        return
    ahead = [date for date in bad if is_ahead(date, order)]
    if len(ahead) * 2 > len(bad):
        raise SourceError(
            f"{len(ahead):,} of its {len(dates):,} dates lie in the future, such as {ahead[0]!r}: by this machine's "
            f"clock today is {dt.date.today()}",
            file=file.name,
            remedy="Set this clock if it is wrong; if the phone's was, correct the years in the file",
        )
    raise SourceError(
        f"{len(bad):,} of its {len(dates):,} dates are impossible as {order}, such as {bad[0]!r}",
        file=file.name,
        remedy="Pass another order: -i order dmy, mdy or ymd",
    )


def refuse(part: Part, order: Order, year: int | None) -> None:
    """Note which headers of a stretch are none: on a day that no calendar has, or years away from those around."""
    shape = part.stretch.shape
    if not shape.numeric or not shape.has_year:
        return
    days = {date: read_date(date, shape, order, year) for date in {dated.date for dated in part.dates}}
    known = [dated for dated in part.dates if days[dated.date] is not None]
    refused = _impossible(part, days)
    refused += _quoted(part, known, [day for dated in known if (day := days[dated.date])])
    part.refused = [Refused(dated.date, dated.line, _last_line(part, dated)) for dated in refused]


def _impossible(part: Part, days: Mapping[str, dt.date | None]) -> list[Dated]:
    """Short runs of dates that no calendar has; many of them in a row are a chat with dates that we cannot read."""
    found: list[Dated] = []
    for bad, run in groupby(enumerate(part.dates), key=lambda item: days[item[1].date] is None):
        dates = list(run)
        behind = dates[-1][0] + 1
        end = part.dates[behind].record if behind < len(part.dates) else part.records
        if bad and dates[0][0] and end - dates[0][1].record <= _MOST_QUOTED:
            found += [dated for _, dated in dates if dated.spoken]
    return found


def _quoted(part: Part, dates: Sequence[Dated], days: Sequence[dt.date]) -> list[Dated]:
    """Short runs of dates that are years from the dates before and behind them, which follow each other."""
    found: list[Dated] = []
    at = 1
    while at < len(dates):
        end = at
        while end < len(dates) and end - at < _MOST_QUOTED and abs(days[end] - days[at - 1]) > _YEAR:
            end += 1
        run = dates[at:end]
        if run and end < len(dates) and _is_between(days, at, end) and _records(part, run, dates[end]) <= _MOST_QUOTED:
            found += [dated for dated in run if dated.spoken]
            at = end
        at += 1
    return found


def _is_between(days: Sequence[dt.date], at: int, end: int) -> bool:
    """Whether the dates around a run follow each other and the run is far from both of them."""
    before, behind = days[at - 1], days[end]
    near = abs(behind - before) <= _YEAR
    return near and all(abs(day - before) > _YEAR and abs(day - behind) > _YEAR for day in days[at:end])


def _records(part: Part, run: Sequence[Dated], behind: Dated) -> int:
    return behind.record - run[0].record


def _last_line(part: Part, dated: Dated) -> int:
    """The line of the last record that may have this date: before the next date begins."""
    at = part.dates.index(dated)
    return part.dates[at + 1].line - 1 if at + 1 < len(part.dates) else max(part.end, dated.line)


def is_of_another_app(stretch: Stretch) -> bool:
    """Whether a chat may be a file of signal-export, in which the owner is called Me, or a journal of jrnl.

    Both write dates in brackets without seconds; titles of a journal are mostly told once, names again and again.
    """
    if not may_be_of_another_app(stretch.shape):
        return False
    heads = [head for head, found, _ in (body.partition(stretch.separator) for body in stretch.sample) if found]
    return "Me" in heads or len(set(heads)) * 2 > len(heads) or stretch.separation.blank > 0


def may_be_of_another_app(shape: Shape) -> bool:
    """Whether headers could be those of one."""
    return shape.layout == "bracket" and not shape.seconds and not shape.pasted


def not_understood(file: SourceFile, encodings: Encodings) -> SourceError:
    """The error for a file that is no chat: the first line that has no header that WhatsApp writes, and why."""
    count, number, line = headers_in(file, encodings)
    shown = line.strip()[:_SHOWN] + ("…" if len(line.strip()) > _SHOWN else "")
    if not shown:
        return SourceError("no WhatsApp chat: the file is empty", file=file.name, remedy="Export the chat again")
    if not count:
        return SourceError(
            f"no WhatsApp chat: this line does not begin with a date and a time that WhatsApp writes: {shown!r}",
            file=file.name,
            line=number,
            remedy="Export the chat again: chat > Export chat; or look at what is in the file",
        )
    return SourceError(
        f"no WhatsApp chat: only {count:,} of its first lines have headers, not this one: {shown!r}",
        file=file.name,
        line=number,
        remedy="Delete the lines before and between the messages",
    )
