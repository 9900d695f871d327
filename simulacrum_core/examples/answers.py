"""Answers: how much of what the persona says answers somebody, by this and by longer silences that end a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

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
    usable: int = 0
    counts: list[int] = msgspec.field(default_factory=list)

    def watched(self, messages: Iterable[Message]) -> Iterator[Message]:
        """The messages, counted as they are walked; those without a time follow each other."""
        before, heard = None, [False] * len(self.gaps)
        self.counts = [0] * len(self.gaps)
        for message in messages:
            if message.sent_at is not None:
                silence = 0.0 if before is None else apart(before, message.sent_at).total_seconds()
                before = message.sent_at
                if silence > self.gaps[0]:
                    heard = [known and silence <= gap for known, gap in zip(heard, self.gaps, strict=True)]
            if message.author in self.mine:
                if untrained_kind(message, self.untrained):
                    yield message
                    continue
                self.usable += 1
                for place, known in enumerate(heard):
                    self.counts[place] += known
            elif not heard[0]:
                heard = [True] * len(self.gaps)
            yield message

    def said(self) -> Said:
        """What was counted; the first gap is the one that is used."""
        if not self.usable:
            return Said()
        return Said(self.usable, self.counts[0], tuple(zip(GAPS, self.counts[1:], strict=True)))


def gaps_to_try(gap: float) -> tuple[float, ...]:
    """The gap of a conversation, then the ones that are tried, none of them shorter, in ascending order."""
    return (gap, *(max(each, gap) for each in GAPS))
