"""Neighbours: what the messages around a message ask for, so that each can be redacted by itself later on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import count
from typing import Protocol

from ..models import Message
from ..sources.message_blocks import MessageBlocks, message_blocks
from .asked import BEFORE, BEHIND, NOTHING, PIECE, Asked
from .look import Look
from .recognizers import pieces

MOST_PIECES = 48
"""Messages in a row that could be a phrase: two of the longest."""
MOST = 10_000
"""Messages that are remembered: far more than a session has of those to which a neighbour speaks of a secret."""

_Block = tuple[list[Message], Mapping[int, Asked]]
"""Messages, and by their places what is asked for beside those that may hold something."""
_Told = tuple[Message, Asked | None]
"""A message, and what is asked for beside it, None where it holds nothing."""


class Asking(Protocol):
    """Who reads the neighbours of messages."""

    def asked(self, texts: Sequence[str], place: int) -> Asked:
        """What the neighbours of one of several texts speak of."""

    def look(self, texts: Sequence[str]) -> Look:
        """Which of them may hold something: of all others nothing is asked."""


class Neighbours:
    """For messages that were heard in the order of a talk, the kinds of private data that their neighbours speak of."""

    def __init__(self, asking: Asking | None) -> None:
        self._asking = asking
        self._found: dict[int, tuple[Message, Asked]] = {}
        self._lately = _Lately()

    def heard(self, messages: Iterable[Message]) -> Iterable[Message]:
        """The same messages, each as soon as the one behind it is known."""
        return messages if self._asking is None else MessageBlocks(self._heard(messages, self._asking))

    def _heard(self, messages: Iterable[Message], asking: Asking) -> Iterator[list[Message]]:
        for block, asked in _asked_blocks(messages, asking):
            for place, kinds in asked.items():
                if kinds:
                    self._remember(block[place], kinds)
            self._lately.add(block, asked)
            yield block

    def hear(self, messages: Sequence[Message]) -> set[int]:
        """Messages that stand beside each other in an example: the identities of those that may hold something."""
        if self._asking is None:
            return set()
        texts = [message.text for message in messages]
        # What was said in this order has been looked at: only at the ends other texts stand around a message.
        known = self._lately.asked(messages)
        places = sorted(self._asking.look(texts).places if known is None else known)
        inner = range(BEFORE, len(texts) - BEHIND)
        for place in places:
            kinds = known[place] if known is not None and place in inner else self._asking.asked(texts, place)
            if kinds:
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


class _Lately:
    """The places of messages in the order in which they were heard, and what was asked of them: the last ones."""

    def __init__(self) -> None:
        # They are kept so that no other message gets the identity of one.
        self._blocks = deque[list[Message]]()
        self._places: dict[int, int] = {}
        self._asked: dict[int, Asked] = {}
        self._start = self._end = 0

    def add(self, block: list[Message], asked: Mapping[int, Asked]) -> None:
        self._asked.update((self._end + place, kinds) for place, kinds in asked.items())
        self._places.update(zip(map(id, block), count(self._end)))
        self._blocks.append(block)
        self._end += len(block)
        while self._end - self._start - len(self._blocks[0]) >= MOST:
            gone = self._blocks.popleft()
            self._start += len(gone)
            for message in gone:
                place = self._places[id(message)]
                if place < self._start:
                    del self._places[id(message)]
                    self._asked.pop(place, None)

    def asked(self, messages: Sequence[Message]) -> dict[int, Asked] | None:
        """What was asked of some, by their places among them; None where they did not follow each other."""
        places = list(map(self._places.get, map(id, messages)))
        first = places[0] if places else None
        if first is None or places != [*range(first, first + len(places))]:
            return None
        known = self._asked.keys() & places
        return {place - first: self._asked[place] for place in known if place is not None}


def with_asked(messages: Iterable[Message], asking: Asking) -> Iterator[_Told]:
    """Each message with what its neighbours ask for, None where it holds nothing, whatever they ask for."""
    for block, asked in _asked_blocks(messages, asking):
        for place, message in enumerate(block):
            yield message, asked.get(place)


def _asked_blocks(messages: Iterable[Message], asking: Asking) -> Iterator[_Block]:
    """The messages in lists. What could be a piece of a recovery phrase waits for the other ones."""
    run: list[_Told] = []
    for block, asked, may_be_pieces in _each_asked(messages, asking):
        if not (run or may_be_pieces):
            yield block, asked
            continue
        done: list[_Told] = []
        for place, message in enumerate(block):
            is_piece = place in may_be_pieces and pieces.is_piece(message.text)
            if run and (not is_piece or message.author != run[0][0].author or len(run) >= MOST_PIECES):
                done += _with_phrases(run)
                run = []
            (run if is_piece else done).append((message, asked.get(place)))
        if done:
            yield _joined(done)
    if run:
        yield _joined(_with_phrases(run))


def _joined(told: Sequence[_Told]) -> _Block:
    return [message for message, _ in told], {
        place: kinds for place, (_, kinds) in enumerate(told) if kinds is not None
    }


def _with_phrases(run: Sequence[_Told]) -> list[_Told]:
    told = set(pieces.phrases([message.text for message, _ in run]))
    return [
        (message, (kinds or NOTHING) | PIECE if place in told else kinds) for place, (message, kinds) in enumerate(run)
    ]


def _each_asked(
    messages: Iterable[Message], asking: Asking
) -> Iterator[tuple[list[Message], dict[int, Asked], Set[int]]]:
    """Each list ends before a message whose neighbours are not all known yet; the last are the places of pieces."""
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


def _asked_of(
    near: Sequence[Message], start: int, end: int, asking: Asking
) -> tuple[list[Message], dict[int, Asked], Set[int]]:
    texts = [message.text for message in near]
    look = asking.look(texts)
    asked = {place - start: asking.asked(texts, place) for place in sorted(look.places) if start <= place < end}
    may_be_pieces = {place - start for place in look.pieces(start, end)}
    return [*near[start:end]], asked, may_be_pieces
