"""Neighbours: what the messages around a message ask for, so that each can be redacted by itself later on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from ..models import Message
from ..sources.message_blocks import MessageBlocks, message_blocks
from .asked import BEFORE, BEHIND, NOTHING, PIECE, Asked
from .recognizers import pieces

MOST_PIECES = 48
"""Messages in a row that could be a phrase: two of the longest."""
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
    """The same in lists. What could be a piece of a recovery phrase waits for the other ones."""
    run: list[tuple[Message, Asked]] = []
    for block in _each_asked(messages, asking):
        done = []
        for message, kinds in block:
            is_piece = pieces.is_piece(message.text)
            if run and (not is_piece or message.author != run[0][0].author or len(run) >= MOST_PIECES):
                done += _with_phrases(run)
                run = []
            (run if is_piece else done).append((message, kinds))
        if done:
            yield done
    if run:
        yield _with_phrases(run)


def _with_phrases(run: Sequence[tuple[Message, Asked]]) -> list[tuple[Message, Asked]]:
    told = set(pieces.phrases([message.text for message, _ in run]))
    return [(message, kinds | PIECE if place in told else kinds) for place, (message, kinds) in enumerate(run)]


def _each_asked(messages: Iterable[Message], asking: Asking) -> Iterator[list[tuple[Message, Asked]]]:
    """Each list ends before a message whose neighbours are not all known yet."""
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
