"""The silence that ends a session, fitted to a chat: quantiles of its gaps, kept in constant memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from typing import Literal

import msgspec

from ..conversations.timezones import apart
from ..models import Message

Kind = Literal["group", "pair"]
MINUTE, HOUR = 60, 3600
SHARE = 0.9
FEWEST = 99
"""Gaps, those of about 100 messages, below which nothing is fitted."""
CLAMPS: dict[Kind, tuple[int, int]] = {"group": (2 * MINUTE, HOUR), "pair": (30 * MINUTE, 6 * HOUR)}
UNFITTED: dict[Kind, int] = {"group": 30 * MINUTE, "pair": 6 * HOUR}
LONGEST_RESPONSE = 24 * HOUR
"""Seconds that a session between two people may wait for an answer at most."""
_FINE = 4
_SAMPLE = 1_000
"""Durations among which it shows whether many of them differ."""


class Durations(msgspec.Struct):
    """How often durations of about so many seconds occur: 16 steps for each doubling, so at most 6 % off.

    Values of a chat's parts add up with `+`. `odd` counts those that are no whole minutes.
    """

    counts: Counter[int] = msgspec.field(default_factory=Counter)
    odd: int = 0

    def add(self, duration: dt.timedelta) -> None:
        """Count a duration, which is not below zero."""
        whole = duration.days * 86_400 + duration.seconds
        step = _step(whole)
        self.counts[step] = self.counts.get(step, 0) + 1
        if whole % MINUTE or duration.microseconds:
            self.odd += 1

    def add_all(self, microseconds: Sequence[int]) -> Counter[int]:
        """Count durations of so many microseconds, and return how many have how many whole seconds."""
        if len({*microseconds[:_SAMPLE]}) > _SAMPLE // 4:
            seconds = Counter([one // 1_000_000 for one in microseconds])
            self.odd += len(microseconds) - [one % (MINUTE * 1_000_000) for one in microseconds].count(0)
        else:
            # Where a source tells minutes or seconds, few of them differ, and each is looked at once: half the time.
            seconds = Counter()
            for one, count in Counter(microseconds).items():
                seconds[one // 1_000_000] += count
                self.odd += count if one % (MINUTE * 1_000_000) else 0
        for whole, count in seconds.items():
            step = _step(whole)
            self.counts[step] = self.counts.get(step, 0) + count
        return seconds

    def __add__(self, other: Durations) -> Durations:
        return Durations(self.counts + other.counts, self.odd + other.odd)

    def __len__(self) -> int:
        return self.counts.total()

    def over(self, seconds: float) -> int:
        """How many are longer, to the step."""
        return sum(count for step, count in self.counts.items() if _most(step) > seconds)

    def quantile(self, share: float) -> int:
        """The seconds that `share` of all durations do not exceed, 0 where there are none."""
        left = share * len(self)
        for step in sorted(self.counts):
            left -= self.counts[step]
            if left <= 0:
                return _most(step)
        return 0


class Pace(msgspec.Struct, frozen=True):
    """How fast a chat goes: gaps between neighbours, times in which the persona answers others, how many write."""

    gaps: Durations
    responses: Durations
    people: int

    @property
    def kind(self) -> Kind:
        """Whether more than two write."""
        return "group" if self.people > 2 else "pair"


def measured(messages: Iterable[Message], mine: Set[str]) -> Pace:
    """The pace of messages of a conversation; all accounts of the persona are one person."""
    gaps, responses = Durations(), Durations()
    people = set[str | None]()
    last: Message | None = None
    for message in messages:
        people.add(None if message.author in mine else message.author)
        now = message.sent_at
        if now is None:
            continue
        if last is not None and last.sent_at is not None:
            gap = abs(apart(last.sent_at, now))
            gaps.add(gap)
            if message.author in mine and last.author not in mine:
                responses.add(gap)
        last = message
    return Pace(gaps, responses, len(people))


def fitted_gap(gaps: Durations, kind: Kind, responses: Durations | None = None) -> int:
    """Seconds of silence that end a session of a chat with these gaps.

    The 90th percentile of the gaps, within bounds; between two people that of the persona's `responses` where it is
    longer, so that slow answers keep their questions. Times of whole minutes hide up to one minute of each gap.
    """
    if len(gaps) < FEWEST:
        return UNFITTED[kind]
    least, most = CLAMPS[kind]
    least += 0 if gaps.odd else MINUTE
    fitted = min(max(gaps.quantile(SHARE), least), most)
    if kind == "group" or responses is None:
        return fitted
    return max(fitted, min(responses.quantile(SHARE), LONGEST_RESPONSE))


def _step(whole: int) -> int:
    """The number of the step of a duration: its highest bits, so that no rounding of logarithms decides."""
    doublings = whole.bit_length() - _FINE - 1
    return (doublings << _FINE) + (whole >> doublings) if doublings > 0 else whole


def _most(step: int) -> int:
    """The longest duration of a step."""
    doublings = max(0, (step >> _FINE) - 1)
    return ((step - (doublings << _FINE) + 1) << doublings) - 1
