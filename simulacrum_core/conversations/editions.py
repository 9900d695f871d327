"""Editions: a message that one of two exports of a chat has as it was edited, and the other one as it was before."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from zlib import crc32

import msgspec

from ..models import Message
from .clock_offsets import NO_MINUTE, ClockOffset
from .sketches import mark_of, minute_of, packed, unpacked

_NOBODY = -1


class Edition(msgspec.Struct):
    """What tells the messages of a conversation apart: their `packed` marks, minutes, authors, and which were edited.

    An author is a checksum of the account's id, as the name of a contact may have changed between two exports.
    """

    marks: array[int] = msgspec.field(default_factory=lambda: array("Q"))
    minutes: array[int] = msgspec.field(default_factory=lambda: array("q"))
    authors: array[int] = msgspec.field(default_factory=lambda: array("q"))
    edited: bytearray = msgspec.field(default_factory=bytearray)

    def add(self, messages: Sequence[Message]) -> None:
        """Remember some more messages."""
        self.marks.extend(packed(mark_of(message)) for message in messages)
        self.minutes.extend(map(minute_of, messages))
        self.authors.extend(_checksum(message.author) for message in messages)
        self.edited.extend(message.edited for message in messages)


def with_editions(taken: bytes, worse: Edition, better: Sequence[tuple[Edition, ClockOffset]]) -> bytes:
    """`taken`, a byte for each message of a copy, with a 1 for those that the better one has in another edition, too.

    That is a message of the same author and minute that only one of the two exports holds, edited in one of them alone.
    """
    found = bytearray(taken)
    for other, shift in better:
        if any(worse.edited) or any(other.edited):
            _take(found, worse, other, shift)
    return bytes(found)


def _take(found: bytearray, worse: Edition, better: Edition, shift: ClockOffset) -> None:
    alone = _alone(worse, better, shift)
    known = set(better.authors)
    for place, minute in enumerate(worse.minutes):
        if found[place] or minute == NO_MINUTE:
            continue
        author, edited = worse.authors[place], worse.edited[place]
        for apart in shift.at(minute):
            same = alone.get(minute + apart, [])
            editions = [one for one in same if better.edited[one] != edited]
            mine = [one for one in editions if better.authors[one] == author or author not in known]
            if mine:
                same.remove(mine[0])
                found[place] = 1
                break


def _alone(worse: Edition, better: Edition, shift: ClockOffset) -> dict[int, list[int]]:
    """The places of messages by their minute that only the better copy has."""
    there = Counter(packed(mark) for one in worse.marks for mark in shift.moved(unpacked(one)))
    alone = defaultdict[int, list[int]](list)
    for place, (mark, minute) in enumerate(zip(better.marks, better.minutes, strict=True)):
        if there[mark] > 0:
            there[mark] -= 1
        else:
            alone[minute].append(place)
    return alone


def _checksum(author: str | None) -> int:
    return _NOBODY if author is None else crc32(author.encode("utf-8", "surrogatepass"))
