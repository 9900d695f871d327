"""Neighbours: what the messages around a message ask for, so that each can be redacted by itself later on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

import msgspec

from ..models import Message
from ..sources.message_blocks import MessageBlocks, message_blocks

Near = tuple[tuple[str, ...], str]
"""The messages before one, in their order, and the one behind it."""

MOST_NEAR = 4


class Asked(msgspec.Struct, frozen=True):
    """The `kinds` of private data that the neighbours of a message speak of, and what they say where that may matter.

    A message that stands in several talks has several neighbourhoods.
    """

    kinds: frozenset[str] = frozenset()
    near: tuple[Near, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.near)

    def __or__(self, other: Asked) -> Asked:
        if not (self and other):
            return self or other
        return Asked(self.kinds | other.kinds, tuple(dict.fromkeys((*self.near, *other.near)))[:MOST_NEAR])


NOTHING = Asked()
BEFORE, BEHIND = 3, 1
MOST = 10_000
"""Messages that are remembered: far more than a session has of those to which a neighbour speaks of a secret."""


class Asking(Protocol):
    """Who reads the neighbours of messages."""

    def asked(self, texts: Sequence[str], place: int) -> Asked:
        """What the neighbours of one of several texts speak of."""

    def suspects(self, texts: Sequence[str]) -> Collection[int]:
        """Where in them are those that may hold something: of all others nothing is asked."""


class Neighbours:
    """For messages that were heard in the order of a talk, the kinds of private data that their neighbours speak of."""

    def __init__(self, asking: Asking | None) -> None:
        self._asking = asking
        self._found: dict[int, tuple[Message, Asked]] = {}

    def heard(self, messages: Iterable[Message]) -> Iterable[Message]:
        """The same messages, each as soon as the one behind it is known."""
        return messages if self._asking is None else MessageBlocks(self._heard(messages, self._asking))

    def _heard(self, messages: Iterable[Message], asking: Asking) -> Iterator[list[Message]]:
        for block in _asked_blocks(messages, asking):
            for message, kinds in block:
                if kinds:
                    self._remember(message, kinds)
            yield [message for message, _ in block]

    def hear(self, messages: Sequence[Message]) -> set[int]:
        """Messages that stand beside each other in an example: the identities of those that may hold something."""
        if self._asking is None:
            return set()
        texts = [message.text for message in messages]
        places = self._asking.suspects(texts)
        for place in sorted(places):
            if kinds := self._asking.asked(texts, place):
                self._remember(messages[place], kinds)
        found = {id(messages[place]) for place in places}
        return found.union(self._found.keys() & set(map(id, messages))) if self._found else found

    def of(self, message: Message) -> Asked:
        """What the neighbours of a message have spoken of."""
        return self._found.get(id(message), (message, NOTHING))[1]

    def _remember(self, message: Message, kinds: Asked) -> None:
        # The message is kept so that no other one gets its identity.
        self._found[id(message)] = (message, kinds | self.of(message))
        if len(self._found) > MOST:
            del self._found[next(iter(self._found))]


def with_asked(messages: Iterable[Message], asking: Asking) -> Iterator[tuple[Message, Asked]]:
    """Each message with what its neighbours ask for."""
    return chain.from_iterable(_asked_blocks(messages, asking))


def _asked_blocks(messages: Iterable[Message], asking: Asking) -> Iterator[list[tuple[Message, Asked]]]:
    """The same in lists; each ends before a message whose neighbours are not all known yet."""
    near: list[Message] = []
    start = 0
    for block in message_blocks(messages):
        near += block
        end = max(start, len(near) - BEHIND)
        yield _asked_of(near, start, end, asking)
        start = min(end, BEFORE)
        del near[: end - start]
    if near[start:]:
        yield _asked_of(near, start, len(near), asking)


def _asked_of(near: Sequence[Message], start: int, end: int, asking: Asking) -> list[tuple[Message, Asked]]:
    texts = [message.text for message in near]
    asked = dict.fromkeys(range(start, end), NOTHING)
    asked |= {place: asking.asked(texts, place) for place in asking.suspects(texts) if start <= place < end}
    return [(near[place], kinds) for place, kinds in asked.items()]
