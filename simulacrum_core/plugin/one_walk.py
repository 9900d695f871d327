"""Messages that can be walked once, in time: walked too late or twice they are an error, never fewer in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Generic, TypeVar

import msgspec

from ..errors import UsageError
from ..models import Conversation, Message
from ..sources.message_blocks import MessageBlocks, message_blocks

_T = TypeVar("_T")

Again = Callable[[], Iterator[Conversation]]
"""Reads the same conversations from the beginning."""


class OneWalk(Generic[_T]):
    """The messages of a conversation that is being read, or its blocks; each is passed on without a look at it.

    `is_over` where the next conversation was asked for, as the source was read on then. `again` where the source holds
    this conversation alone, so that reading it again costs no more than the first time.
    """

    def __init__(self, conversation: Conversation, items: Callable[[Conversation], Iterable[_T]]) -> None:
        self._name = conversation.title or conversation.id
        self._items, self._items_of = items(conversation), items
        self._is_walked = self.is_over = False
        self.again: Again | None = None

    def __iter__(self) -> Iterator[_T]:
        if self.again is not None:
            # The rest is walked for what its importer finds at the end.
            return chain.from_iterable(map(self._items_of, self.again()))
        if self._is_walked:
            raise self._error("were walked already", "Keep them: list(conversation.messages), or read(..., keep=True)")
        if self.is_over:
            raise self._late()
        self._is_walked = True
        # Costs less than a generator around the messages.
        return chain(self._items, self._end())

    def _end(self) -> Iterator[_T]:
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
    alone: OneWalk[Message] | OneWalk[list[Message]] | None = None
    for count, conversation in enumerate(conversations):
        alone = None
        messages = conversation.messages
        if isinstance(messages, MessageBlocks) and isinstance(messages.blocks, Iterator):
            blocks = OneWalk(conversation, lambda one: message_blocks(one.messages))
            yield msgspec.structs.replace(conversation, messages=MessageBlocks(blocks))
            blocks.is_over = True
            alone = blocks if count == 0 else None
        elif isinstance(messages, Iterator):
            walk = OneWalk(conversation, lambda one: one.messages)
            yield msgspec.structs.replace(conversation, messages=walk)
            walk.is_over = True
            alone = walk if count == 0 else None
        else:
            yield conversation
    if alone is not None:
        alone.again = again
