"""Copies: one chat in several exports, put together so that the newest word counts and nothing is there twice."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core import Findings, Message

from .notes import Note

Version = tuple[int, int, Message]
"""A message with what sorts it, its id or that of the one before where it has none, and when it was last edited."""


class Tally(msgspec.Struct):
    """How many messages came again, and of how many an older wording was passed over."""

    repeated: int = 0
    reworded: int = 0

    def tell(self, findings: Findings) -> None:
        """Record what was passed over."""
        if self.repeated:
            answer = f"{self.repeated:,} messages read once"
            if self.reworded:
                answer += f", {self.reworded:,} of them in their newest wording"
            findings.decide("overlapping files", answer, "the same id stands in several files")


def versions(notes: Sequence[Note], messages: Sequence[Message], after: int) -> Iterator[Version]:
    """The versions that messages are, in the order of their file, behind one with the id `after`."""
    for note, message in zip(notes, messages, strict=True):
        if isinstance(note.id, int):
            after = note.id
        yield after, edited_at(note), message


def edited_at(note: Note) -> int:
    """Seconds since 1970 at which a message was edited, 0 where it was not; those of a local time as if it were UTC."""
    if note.edited is None:
        return 0
    try:
        return int(note.edited_unixtime)
    except (TypeError, ValueError):
        pass
    try:
        return int(dt.datetime.fromisoformat(str(note.edited)).replace(tzinfo=dt.UTC).timestamp())
    except (ValueError, OverflowError):
        return 1


def merged(copies: Sequence[Iterator[Version]], tally: Tally) -> Iterator[Message]:
    """The messages of all copies by their ids, each once, as it was edited last; `copies` has the newest one first."""
    heads: list[tuple[int, int, int, Message]] = []
    for rank in range(len(copies)):
        _advance(heads, rank, copies[rank])
    while heads:
        place, rank, edited, message = heapq.heappop(heads)
        _advance(heads, rank, copies[rank])
        others = []
        while heads and heads[0][0] == place and heads[0][3].id == message.id:
            _, rank, when, other = heapq.heappop(heads)
            _advance(heads, rank, copies[rank])
            if not _are_one(message, other):
                # Two accounts number their messages each for itself; of two messages none may be lost.
                others.append(other)
                continue
            tally.repeated += 1
            tally.reworded += message.text != other.text
            if when > edited:
                edited, message = when, other
        yield message
        yield from others


def _advance(heads: list[tuple[int, int, int, Message]], rank: int, copy: Iterator[Version]) -> None:
    version = next(copy, None)
    if version is not None:
        place, edited, message = version
        heapq.heappush(heads, (place, rank, edited, message))


def _are_one(one: Message, other: Message) -> bool:
    """Whether two versions are of one message: nobody edits who wrote it, or when; local times tell nothing."""
    if one.author != other.author and _is_sure(one.author) and _is_sure(other.author):
        return False
    times = one.sent_at, other.sent_at
    known = all(time is not None and time.tzinfo is not None for time in times)
    return not known or times[0] == times[1]


def _is_sure(author: str | None) -> bool:
    return author is not None and author.startswith("user")
