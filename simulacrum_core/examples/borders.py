"""Borders: the sessions at which a long conversation may be parted, so that each part gives what the whole would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from sys import maxsize

import msgspec

from ..models import Message
from ..privacy.asked import BEFORE
from ..sources.message_blocks import MessageBlocks, message_blocks
from .places import Places
from .sessions import LONGEST
from .talks import RECENT

STRETCH = 5_000
"""Messages of a part at least: a tenth of a second of work."""
_KNOWN = RECENT + 2 * LONGEST
"""Messages among which a session at most finds what a reply names."""


class Border(msgspec.Struct, frozen=True):
    """The number of a session, the place of its first message in the conversation, and how many are used before it.

    `lead` is the place of the message from which on the words around it are heard.
    """

    session: int = 0
    place: int = 0
    used: int = 0
    lead: int = 0


class Stretch(msgspec.Struct, frozen=True):
    """A part of a conversation, from one border to before another, or to its end.

    Its messages begin at the `lead` of its border, and end with the first one behind it.
    """

    start: Border = Border()
    end: Border | None = None

    def is_within(self, place: int) -> bool:
        """Whether the message at a place is in the part itself."""
        return self.start.place <= place and (self.end is None or place < self.end.place)

    def within(self, used: Iterable[Message]) -> MessageBlocks:
        """Of the messages that are used, those of the part itself; all are walked, so that all others are counted."""
        return MessageBlocks(self._within(message_blocks(used)))

    def _within(self, blocks: Iterable[list[Message]]) -> Iterator[list[Message]]:
        start = min(self.start.used, BEFORE)
        end = maxsize if self.end is None else start + self.end.used - self.start.used
        first = 0
        for block in blocks:
            if found := block[max(start - first, 0) : max(end - first, 0)]:
                yield found
            first += len(block)


WHOLE = Stretch()


class Links:
    """Where replies lead from one message to another, as the messages that are used pass: no border lies between."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        """Numbers of first and last messages that hang together, apart from each other."""
        self._numbers: dict[str, int] = {}
        self._waiting: list[str] = []
        self._count = 0

    def see(self, ids: Sequence[str], replies: Sequence[str | None]) -> None:
        """The next messages that are used, and what each replies to; nothing where none does."""
        first, self._count = self._count, self._count + len(ids)
        if not replies:
            # Most chats have no replies, so that nothing is numbered before one asks for it.
            self._waiting.extend(ids)
            if len(self._waiting) > 2 * _KNOWN:
                del self._waiting[:-_KNOWN]
            return
        for before, id in enumerate(self._waiting, first - len(self._waiting)):
            self._add(id, before)
        self._waiting.clear()
        for number, (id, reply) in enumerate(zip(ids, replies, strict=True), first):
            if reply is not None and (named := self._numbers.get(reply)) is not None:
                self._link(named, number)
            self._add(id, number)

    def _add(self, id: str, number: int) -> None:
        self._numbers.setdefault(id, number)
        if len(self._numbers) > 2 * _KNOWN:
            self._numbers = dict(islice(self._numbers.items(), _KNOWN, None))

    def _link(self, first: int, last: int) -> None:
        while self.spans and self.spans[-1][1] >= first:
            first = min(first, self.spans.pop()[0])
        self.spans.append((first, last))


def borders_of(lengths: Sequence[int], places: Sequence[int] | Places, links: Links) -> tuple[Border, ...]:
    """Borders at least `STRETCH` messages apart.

    The sessions have `lengths` messages each, which are at `places` in the conversation.
    """
    borders: list[Border] = []
    last = 0
    spans = iter(links.spans)
    span = next(spans, None)
    for session, first in enumerate(accumulate(lengths[:-1]), 1):
        while span is not None and span[1] < first:
            span = next(spans, None)
        is_crossed = span is not None and span[0] < first
        if places[first] - last >= STRETCH and not is_crossed:
            last = places[first]
            borders.append(Border(session, last, first, places[max(first - BEFORE, 0)]))
    return tuple(borders)
