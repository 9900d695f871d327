"""Overlap: a run that goes on right where another ended begins with the end of that one, which is only read."""

from __future__ import annotations

from collections.abc import Sequence, Set

import msgspec

from ..models import Message, Turn
from .budget import Budget, Fitted, fit, fit_whole
from .runs import Run


def overlapped(runs: Sequence[Run], session: Sequence[Message], mine: Set[str], most: int) -> list[Run]:
    """The runs of a session, each with up to `most` messages before it that stand in earlier runs.

    The first of them is somebody else's. Where something before a run is left out, nothing is put in its place.
    """
    places = {id(message): place for place, message in enumerate(session)}
    placed, found = set[int](), []
    for run in runs:
        first = places[id(run.messages[0])]
        start = first
        while start > max(first - most, 0) and start - 1 in placed:
            start -= 1
        while start < first and session[start].author in mine:
            start += 1
        before = [] if run.repeated else session[start:first]
        found.append(msgspec.structs.replace(run, messages=[*before, *run.messages], overlap=len(before)))
        placed.update(places[id(message)] for message in run.messages)
    return found


def fit_overlapped(run: Run, lines: Sequence[Turn], budget: Budget) -> Fitted:
    """The examples of a run, with as much of what it overlaps as the budget has room for."""
    for start in range(run.overlap):
        if not lines[start].persona and (whole := fit_whole(lines[start:], budget)) is not None:
            return whole
    return fit(lines[run.overlap :], budget, int(run.repeated))
