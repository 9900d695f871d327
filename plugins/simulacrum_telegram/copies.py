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
ON_A_PAGE = -1
"""In place of the moment of the last edit, of which pages do not tell."""


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


_Head = tuple[int, int, int, Message]
"""A version behind what sorts it, with the rank of its copy."""


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
    heads: list[_Head] = []
    for rank in range(len(copies)):
        _advance(heads, rank, copies[rank])
    while heads:
        head = heapq.heappop(heads)
        _advance(heads, head[1], copies[head[1]])
        newest, others = head, []
        while heads and heads[0][0] == head[0] and heads[0][3].id == head[3].id:
            other = heapq.heappop(heads)
            _advance(heads, other[1], copies[other[1]])
            if not _are_one(head[3], other[3]):
                # Two accounts number their messages each for itself; of two messages none may be lost.
                others.append(other[3])
                continue
            tally.repeated += 1
            tally.reworded += _differ(head[3], other[3])
            newest = _newer(newest, other)
        yield newest[3]
        yield from others


def _newer(one: _Head, other: _Head) -> _Head:
    """The newer of two versions, of which the first is from the newer export.

    A page tells less of a message than JSON, so that of a newer page only another wording counts.
    """
    if ON_A_PAGE not in (one[2], other[2]):
        return other if other[2] > one[2] else one
    if one[2] > ON_A_PAGE or other[2] == ON_A_PAGE:
        return one
    if not _differ(one[3], other[3]):
        return other
    place, rank, edited, message = other
    return place, rank, edited, msgspec.structs.replace(message, text=one[3].text, quoted=one[3].quoted, edited=True)


def _differ(one: Message, other: Message) -> bool:
    """Whether two versions have other words; pages have other blanks."""
    return one.text != other.text and one.text.split() != other.text.split()


def _advance(heads: list[_Head], rank: int, copy: Iterator[Version]) -> None:
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
