"""Messages that can be walked once, in time: walked too late or twice they are an error, never fewer in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import msgspec

from ..errors import UsageError
from ..models import Conversation, Message

Again = Callable[[], Iterator[Conversation]]
"""Reads the same conversations from the beginning."""


class OneWalk:
    """The messages of a conversation that is being read; each is passed on without a look at it.

    `is_over` where the next conversation was asked for, as the source was read on then. `again` where the source holds
    this conversation alone, so that reading it again costs no more than the first time.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._name = conversation.title or conversation.id
        self._messages = conversation.messages
        self._is_walked = self.is_over = False
        self.again: Again | None = None

    def __iter__(self) -> Iterator[Message]:
        if self.again is not None:
            return _messages_of(self.again())
        if self._is_walked:
            raise self._error("were walked already", "Keep them: list(conversation.messages), or read(..., keep=True)")
        if self.is_over:
            raise self._late()
        self._is_walked = True
        # Costs less than a generator around the messages.
        return chain(self._messages, self._end())

    def _end(self) -> Iterator[Message]:
        if self.is_over:
            raise self._late()
        yield from ()

    def _late(self) -> UsageError:
        remedy = "Walk the messages of each conversation before you ask for the next one, or pass keep=True to read()"
        return self._error("are gone, as the next conversation was asked for", remedy)

    def _error(self, what: str, remedy: str) -> UsageError:
        return UsageError(f"the messages of {self._name!r} {what}", remedy=remedy)


def walked_in_order(conversations: Iterable[Conversation], again: Again) -> Iterator[Conversation]:
    """The conversations; messages that are an iterator are complete, or raise UsageError where they cannot be."""
    alone: OneWalk | None = None
    for count, conversation in enumerate(conversations):
        alone = None
        if not isinstance(conversation.messages, Iterator):
            yield conversation
            continue
        walk = OneWalk(conversation)
        yield msgspec.structs.replace(conversation, messages=walk)
        walk.is_over = True
        alone = walk if count == 0 else None
    if alone is not None:
        alone.again = again


def _messages_of(conversations: Iterator[Conversation]) -> Iterator[Message]:
    """The messages of the only conversation; the rest is walked for what its importer finds at the end."""
    for conversation in conversations:
        yield from conversation.messages
