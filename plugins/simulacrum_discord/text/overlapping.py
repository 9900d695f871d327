"""Overlapping: exports without ids that cover the same time, of which the newest one counts where it has all of it."""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b

import msgspec

from simulacrum_core import Message

_MOST_MISSING = 5
"""One of so many messages of an older export may be missing in a newer one: it was edited or deleted in between."""

Read = Callable[[], Iterator[Message]]


class Export(msgspec.Struct, frozen=True):
    """What reads the messages of a file, what does so and reports nothing, and the seconds of the first and the last
    message."""

    read: Read
    look: Read
    first: int
    last: int


class Passed(msgspec.Struct):
    """How many messages came again, and how many of them in other words or not at all in the newest export."""

    repeated: int = 0
    reworded: int = 0


def overlap(exports: Sequence[Export]) -> bool:
    """Whether two exports have more in common than the moment at which one ends and the next begins."""
    in_time = sorted(exports, key=lambda export: export.first)
    last = None
    for export in in_time:
        if last is not None and export.first < last:
            return True
        last = export.last if last is None else max(last, export.last)
    return False


def once(exports: Sequence[Export], passed: Passed, seconds: Callable[[Message], int]) -> Iterator[Message]:
    """The messages of all exports in their order, each once; `exports` has the newest one first."""
    streams = []
    for place, export in enumerate(exports):
        newer = [each for each in exports[:place] if each.first < export.last and export.first < each.last]
        tests = [_left_by(export, each, passed, seconds) for each in newer]
        streams.append(_timed(_those(export.read(), tests), place, seconds))
    for _, _, message in heapq.merge(*streams, key=lambda entry: entry[:2]):
        yield message


def _those(messages: Iterable[Message], tests: list[Callable[[Message], bool]]) -> Iterator[Message]:
    return (message for message in messages if all(test(message) for test in tests))


def _timed(
    messages: Iterable[Message], place: int, seconds: Callable[[Message], int]
) -> Iterator[tuple[int, int, Message]]:
    """Messages behind times that never go back, the older exports before the newer ones."""
    now = 0
    for message in messages:
        now = max(now, seconds(message))
        yield now, -place, message


def _left_by(
    export: Export, newer: Export, passed: Passed, seconds: Callable[[Message], int]
) -> Callable[[Message], bool]:
    """What tells of a message of an export whether a newer one leaves it: its time is not covered there."""
    known = array("Q", sorted(map(_mark, newer.look())))
    inside = [_holds(known, _mark(m)) for m in export.look() if newer.first < seconds(m) < newer.last]
    is_whole = inside.count(False) * _MOST_MISSING <= len(inside)

    def is_left(message: Message) -> bool:
        is_known = _holds(known, _mark(message))
        if not (is_known or (is_whole and newer.first < seconds(message) < newer.last)):
            return True
        passed.repeated += 1
        passed.reworded += not is_known
        return False

    return is_left


def _mark(message: Message) -> int:
    content = f"{message.author}\0{message.sent_at}\0{message.text}\0{message.attachments}"
    return int.from_bytes(blake2b(content.encode(errors="surrogatepass"), digest_size=8).digest(), "big")


def _holds(marks: array[int], mark: int) -> bool:
    at = bisect_left(marks, mark)
    return at < len(marks) and marks[at] == mark
