"""Looking at groups, wherever an engine does that: what is known of their conversations, and their messages packed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec

from ..conversations.groups import Group
from ..conversations.participants import People
from ..conversations.spool import Record, recorded
from ..examples.surveyed import Surveyed, looked_at
from ..examples.watched import Call
from ..models import Conversation
from ..sources.findings import Findings
from .workers import Part

_MOST = 8 << 20
"""Bytes of packed messages of a group above which they are not sent back, but read again when they are needed."""
_MOST_GROUPS = 100
"""Groups that one task looks at, whatever their size."""
Seen = tuple[Surveyed, People]
"""What is known of a conversation, and who is in it."""


class Look(msgspec.Struct, frozen=True):
    """What was seen in a group: its conversations, what the importer found, what it counted; `records` if packed."""

    conversations: list[Seen]
    findings: Findings
    tally: Any
    records: list[Record] | None = None


class Packing:
    """Keeps messages packed as they are walked; gives up all of them where they are too many."""

    def __init__(self) -> None:
        self.records: list[Record] | None = []
        self._size = 0

    def watched(self, conversation: Conversation) -> Conversation:
        """The conversation, kept when its messages are walked."""
        messages = chain.from_iterable(recorded(conversation, self._add))
        return msgspec.structs.replace(conversation, messages=messages)

    def _add(self, data: bytes, count: int) -> None:
        self._size += len(data)
        if self._size > _MOST:
            self.records = None
        if self.records is not None:
            self.records.append((data, count))


def learn(groups: Sequence[Group]) -> list[tuple[Any, Findings]]:
    """What is learned of some groups."""
    return [group.learn() for group in groups]


def look(groups: Sequence[Group], call: Call) -> list[Look]:
    """What is seen in some groups."""
    return [_look(group, call, None) for group in groups]


def look_and_pack(groups: Sequence[Group], call: Call) -> list[Look]:
    """What is seen in some groups, and their messages."""
    return [_look(group, call, Packing()) for group in groups]


def look_again(part: Part, call: Call) -> Surveyed:
    """What is known of a conversation, when the persona's accounts are known."""
    return seen(part.conversation(), call)[0]


def _look(group: Group, call: Call, packing: Packing | None) -> Look:
    reading = group.read()
    call = msgspec.structs.replace(call, guessed=set(call.guessed))
    conversations = reading.conversations if packing is None else map(packing.watched, reading.conversations)
    found = [seen(conversation, call) for conversation in conversations]
    return Look(found, reading.findings, reading.tally, None if packing is None else packing.records)


def seen(conversation: Conversation, call: Call) -> Seen:
    """What is known of a conversation, counted by itself."""
    people = People()
    return looked_at(conversation, people, call), people


def together(groups: Iterable[Group], least: int) -> Iterator[tuple[list[Group], int]]:
    """Groups that are enough for a task, `least` bytes, and their bytes."""
    some: list[Group] = []
    size = 0
    for group in groups:
        some.append(group)
        size += group.size
        if size >= least or len(some) >= _MOST_GROUPS:
            yield some, size
            some, size = [], 0
    if some:
        yield some, size
