"""Overlap: a run that goes on right where another ended begins with the end of that one, which is only read."""

from __future__ import annotations

from collections.abc import Sequence, Set

from ..models import Message, Turn
from .budget import Budget, Fitted, fit, fit_whole
from .runs import Run


def overlapped(runs: Sequence[Run], talk: Sequence[Message], mine: Set[str], most: int) -> list[Run]:
    """The runs of a talk, each with up to `most` messages before it that stand in earlier runs, and nowhere else in it.

    The first of them is somebody else's. Where something before a run is left out, nothing is put in its place.
    """
    places = {id(message): place for place, message in enumerate(talk)}
    placed, found = set[int](), []
    for run in runs:
        there = [places.get(id(message), -1) for message in run.messages]
        own = [place for i, place in enumerate(there) if i not in run.beside]
        start = first = own[0]
        while start > max(first - most, 0) and start - 1 in placed and start - 1 not in there:
            start -= 1
        while start < first and talk[start].author in mine:
            start += 1
        found.append(_after(talk[start:first], run))
        placed.update(own)
    return found


def fit_overlapped(run: Run, lines: Sequence[Turn], budget: Budget, *, at_start: bool = False) -> Fitted:
    """The examples of a run, with as much of what it overlaps as the budget has room for."""
    for start in range(run.overlap):
        answered = any(place >= run.overlap and named < start for place, named in run.answers.items())
        if answered or lines[start].persona:
            continue
        if (whole := fit_whole(lines, budget, start)) is not None:
            return whole
    return fit(lines, budget, run.answers, at_start=at_start, first=run.overlap, repeated=run.repeated)


def _after(before: Sequence[Message], run: Run) -> Run:
    """The run behind messages that another one accounts for."""
    count = len(before)
    return Run(
        [*before, *run.messages],
        frozenset(place + count for place in run.beside),
        frozenset(place + count for place in run.repeated).union(range(count)),
        count,
        {place + count: answered + count for place, answered in run.answers.items()},
    )
