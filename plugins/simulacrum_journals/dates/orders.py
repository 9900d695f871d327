"""Which number of a date is the day: worked out from all dates of a source, never guessed in silence."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import msgspec

from simulacrum_core import Findings

from .dates import ORDERS, Order, Stamp


class Evidence:
    """The dates of a source whose order is not plain, each once, in the order of the source."""

    def __init__(self) -> None:
        self._stamps: dict[tuple[int, int, int, int | None], Stamp] = {}
        self.files: list[str] = []

    def add(self, stamps: Iterable[Stamp], file: str) -> None:
        """Remember the dates of a file."""
        for stamp in stamps:
            if not stamp.known:
                self._stamps.setdefault((stamp.year, stamp.first, stamp.second, stamp.weekday), stamp)
                if not self.files:
                    self.files.append(file)

    def decide(self, findings: Findings, option: Order | None) -> Order:
        """The order of day and month, told to the user where there is a date that it matters for."""
        stamps = list(self._stamps.values())
        if option is not None or not stamps:
            return option or "dmy"
        scores = {order: _score(stamps, order) for order in ORDERS}
        best, other = sorted(ORDERS, key=scores.__getitem__)
        if scores[best] == scores[other]:
            basis, certain = f"a guess: the {len(stamps)} dates can be read either way", False
        else:
            basis, certain = f"{scores[best].told()}, against {scores[other].told()} as {other}", True
        first = self.files[0]
        findings.decide("order of day and month", best, basis, option="-i order", file=first, certain=certain)
        return best


class _Score(msgspec.Struct, frozen=True, order=True):
    """How badly an order fits: impossible days, days whose weekday is another one, steps back in time, days."""

    impossible: int
    weekdays: int
    backward: int
    span: int

    def told(self) -> str:
        return (
            f"{self.impossible} impossible dates, {self.weekdays} with another weekday, {self.backward} steps back "
            f"in time and {self.span} days from first to last"
        )


def _score(stamps: list[Stamp], order: Order) -> _Score:
    days = [(stamp.day(order), stamp.weekday) for stamp in stamps]
    known = [(day, name) for day, name in days if day is not None]
    wrong = sum(name is not None and day.weekday() != name for day, name in known)
    steps = [(later[0] - earlier[0]).days for earlier, later in pairwise(known)]
    # A journal may begin with its newest entry.
    backward = min(sum(step < 0 for step in steps), sum(step > 0 for step in steps))
    span = (max(known)[0] - min(known)[0]).days if known else 0
    return _Score(len(days) - len(known), wrong, backward, span)
