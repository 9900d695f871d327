"""Neighbours: what the messages around a message ask for, so that each can be redacted by itself later on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..models import Message
from .asked import BEFORE, BEHIND, NOTHING, PIECE, Ask, Asked
from .recognizers import pieces

MOST_PIECES = 48
"""Messages in a row that could be a phrase: two of the longest."""
MOST = 10_000
"""Messages that are remembered: far more than a session has of those to which a neighbour speaks of a secret."""


class Neighbours:
    """For messages that were heard in the order of a talk, the kinds of private data that their neighbours speak of.

    `ask` tells it of one of several texts.
    """

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask
        self._found: dict[int, tuple[Message, Asked]] = {}

    def heard(self, messages: Iterable[Message]) -> Iterable[Message]:
        """The same messages, each as soon as the one behind it is known."""
        return messages if self._ask is None else self._heard(messages, self._ask)

    def _heard(self, messages: Iterable[Message], ask: Ask) -> Iterator[Message]:
        for message, kinds in with_asked(messages, ask):
            if kinds:
                self._remember(message, kinds)
            yield message

    def hear(self, messages: Iterable[Message]) -> None:
        """Messages that stand beside each other in an example."""
        if self._ask is not None:
            for _ in self.heard(messages):
                pass

    def of(self, message: Message) -> Asked:
        """What the neighbours of a message have spoken of."""
        return self._found.get(id(message), (message, NOTHING))[1]

    def _remember(self, message: Message, kinds: Asked) -> None:
        # The message is kept so that no other one gets its identity.
        self._found[id(message)] = (message, kinds | self.of(message))
        if len(self._found) > MOST:
            del self._found[next(iter(self._found))]


def with_asked(messages: Iterable[Message], ask: Ask) -> Iterator[tuple[Message, Asked]]:
    """Each message with what its neighbours ask for.

    What could be a piece of a recovery phrase waits for the other ones.
    """
    run: list[tuple[Message, Asked]] = []
    for message, kinds in _each_asked(messages, ask):
        is_piece = pieces.is_piece(message.text)
        if run and (not is_piece or message.author != run[0][0].author or len(run) >= MOST_PIECES):
            yield from _with_phrases(run)
            run = []
        if is_piece:
            run.append((message, kinds))
        else:
            yield message, kinds
    yield from _with_phrases(run)


def _with_phrases(run: Sequence[tuple[Message, Asked]]) -> Iterator[tuple[Message, Asked]]:
    told = set(pieces.phrases([message.text for message, _ in run]))
    for place, (message, kinds) in enumerate(run):
        yield message, kinds | PIECE if place in told else kinds


def _each_asked(messages: Iterable[Message], ask: Ask) -> Iterator[tuple[Message, Asked]]:
    near: list[Message] = []
    for message in messages:
        near.append(message)
        if len(near) > BEHIND:
            yield near[-2], ask([each.text for each in near], len(near) - 2)
        del near[: -BEFORE - BEHIND]
    if near:
        yield near[-1], ask([each.text for each in near], len(near) - 1)
