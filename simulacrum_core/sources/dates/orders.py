"""What dates leave open, worked out from all of a source: which number is the day, what a month's name means.

Never guessed in silence, and never for one line by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from ..findings import Findings
from .stamps import ORDERS, DateOrder, Order, Stamp


class Evidence:
    """The dates of a source that are not plain, each once, in the order of the source; and who has all their names."""

    def __init__(self) -> None:
        self._digits: dict[tuple[object, ...], Stamp] = {}
        self._words: dict[str, dict[tuple[object, ...], Stamp]] = defaultdict(dict)
        self._languages: Counter[frozenset[str]] = Counter()
        self._file = ""
        self._word_files: dict[str, str] = {}

    def add(self, stamps: Iterable[Stamp], file: str) -> None:
        """Remember the dates of a file."""
        for stamp in stamps:
            key = (stamp.year, stamp.first, stamp.second, stamp.weekday)
            if stamp.word:
                self._words[stamp.word].setdefault(key, stamp)
                self._word_files.setdefault(stamp.word, file)
            elif not stamp.known:
                self._digits.setdefault(key, stamp)
                self._file = self._file or file
            elif stamp.languages:
                self._languages[stamp.languages[0]] += 1

    def decide(self, findings: Findings, option: Order | None = None) -> DateOrder:
        """How to read them, told to the user where there is a date that it matters for."""
        months = {word: self._month(word, list(stamps.values()), findings) for word, stamps in self._words.items()}
        stamps = list(self._digits.values())
        order = option or (self._order(stamps, findings) if stamps else "dmy")
        return DateOrder(order, months)

    def _order(self, stamps: list[Stamp], findings: Findings) -> Order:
        scores = {order: _score(stamps, DateOrder(order)) for order in ORDERS}
        best, other = sorted(ORDERS, key=scores.__getitem__)
        if is_certain := scores[best] != scores[other]:
            basis = f"{scores[best].told()}, against {scores[other].told()} as {other}"
        else:
            basis = f"a guess: the {len(stamps)} dates can be read either way"
        findings.decide("order of day and month", best, basis, option="-i order", file=self._file, certain=is_certain)
        return best

    def _month(self, word: str, stamps: Sequence[Stamp], findings: Findings) -> int:
        """What a month's name means that languages use differently: what it does in the language of the other dates."""
        ways = dict(zip(stamps[0].months, stamps[0].languages, strict=True))
        shared = {month: self._shared(languages) for month, languages in ways.items()}
        scores = {month: _score(stamps, DateOrder(months={word: month})) for month in ways}
        best, other, *_ = sorted(ways, key=lambda month: (scores[month].weekdays, -shared[month], scores[month]))
        told = f"{shared[best]:,} other dates are in {_shown(ways[best])}, {shared[other]:,} in {_shown(ways[other])}"
        is_certain = (scores[best].weekdays, shared[best]) != (scores[other].weekdays, shared[other])
        findings.decide(
            f"month {word}",
            str(best),
            f"{told}; {scores[best].weekdays} weekdays do not fit, as {other} {scores[other].weekdays} do not",
            file=self._word_files[word],
            certain=is_certain,
        )
        return best

    def _shared(self, languages: frozenset[str]) -> int:
        """How many of the other dates one of the languages could have written, at most."""
        return max(
            (sum(count for known, count in self._languages.items() if language in known) for language in languages),
            default=0,
        )


def _shown(languages: frozenset[str]) -> str:
    return ", ".join(sorted(languages)[:3])


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


def _score(stamps: Sequence[Stamp], how: DateOrder) -> _Score:
    days = [(stamp.day(how), stamp.weekday) for stamp in stamps]
    known = [(day, names) for day, names in days if day is not None]
    wrong = sum(bool(names) and day.weekday() not in names for day, names in known)
    steps = [(later[0] - earlier[0]).days for earlier, later in pairwise(known)]
    # A journal may begin with its newest entry.
    backward = min(sum(step < 0 for step in steps), sum(step > 0 for step in steps))
    span = (max(known)[0] - min(known)[0]).days if known else 0
    return _Score(len(days) - len(known), wrong, backward, span)
