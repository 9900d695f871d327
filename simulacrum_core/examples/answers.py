"""Answers: how much of what the persona says answers somebody, by this and by longer silences that end a session."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate

import msgspec

from ..config.recipe import Untrained
from ..conversations.timezones import apart
from ..models import Message
from .kinds import untrained_kind
from .plan import Said

GAPS = (3 * 3600.0, 12 * 3600.0, 48 * 3600.0)
"""Seconds of silence that are tried besides the one that is used."""


class Answers(msgspec.Struct):
    """Counts what passes: messages of the persona behind somebody else's in the same session."""

    mine: Set[str]
    gaps: tuple[float, ...]
    untrained: frozenset[Untrained] = frozenset()
    counts: list[int] = msgspec.field(default_factory=list)
    """Of the persona's messages those that answer somebody by each gap and by no shorter one, then those by none."""

    def watched(self, messages: Iterable[Message]) -> Iterator[Message]:
        """The messages, counted as they are walked; those without a time follow each other."""
        nobody, mine, untrained = len(self.gaps), self.mine, self.untrained
        # Somebody is heard by a gap and by all longer ones: the number of the shortest one says it all.
        heard, before = nobody, None
        counts = self.counts = [0] * (nobody + 1)
        shortest = dt.timedelta(seconds=self.gaps[0]) if self.gaps[0] < math.inf else dt.timedelta.max
        for message in messages:
            now = message.sent_at
            if now is not None:
                if before is not None and heard < nobody and (silence := apart(before, now)) > shortest:
                    heard = max(heard, bisect_left(self.gaps, silence.total_seconds()))
                before = now
            if message.author not in mine:
                heard = 0
            elif not untrained_kind(message, untrained):
                counts[heard] += 1
            yield message

    def said(self) -> Said:
        """What was counted."""
        return said_of(self.counts)


def said_of(counts: Sequence[int]) -> Said:
    """Counts by the shortest silence that parts no answer, the last by none; the first gap is the one that is used."""
    usable = sum(counts)
    if not usable:
        return Said()
    answers = list(accumulate(counts[:-1]))
    return Said(usable, answers[0], tuple(zip(GAPS, answers[1:], strict=True)))


def gaps_to_try(gap: float) -> tuple[float, ...]:
    """The gap of a conversation, then the ones that are tried, none of them shorter, in ascending order."""
    return (gap, *(max(each, gap) for each in GAPS))
