"""Duplicates: the same chat in two exports, found by what was said when, and each of its messages used once."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby

import msgspec

from .clock_offsets import NONE, ClockOffset, Mark, clock_offset_of, is_one_talk
from .sketches import Sketch, packed, unpacked

_SURE = 8
_FEW = 3
_CROWD = 16
_PLACE, _TEXT = 32, 64
"""Bits below a mark that hold a place, and below its text."""
_PLACES = (1 << _PLACE) - 1


Same = list[tuple[Mark, Mark]]
"""Messages of a copy as they stand in it, and in the better one."""


class Duplicate(msgspec.Struct, frozen=True):
    """Places of a copy and of a better one, and how far their clocks are apart."""

    worse: int
    better: int
    shift: ClockOffset


class SeenMessages:
    """The messages of a conversation, in twelve bytes each; one that was taken is there no more."""

    def __init__(self, marks: Iterable[int]) -> None:
        self._marks = array("Q", sorted(marks))
        self._taken = array("I", bytes(4 * len(self._marks)))

    def take(self, marks: Iterable[Mark]) -> bool:
        """Take a message that is any of the marks; false where none is there."""
        for one in map(packed, marks):
            place = bisect_left(self._marks, one)
            if place < len(self._marks) and self._taken[place] < bisect_right(self._marks, one, place) - place:
                self._taken[place] += 1
                return True
        return False


def duplicates(sketches: Sequence[Sketch]) -> list[Duplicate]:
    """Which conversations, by their place in the reading, are copies of a better one, and of which."""
    found = []
    for pair in sorted(_near(sketches)):
        better, worse = sorted(pair, key=lambda i: (sketches[i].rank(), i))
        if shift := compared(sketches[worse], sketches[better]):
            found.append(Duplicate(worse, better, shift))
    return sorted(found, key=lambda duplicate: duplicate.worse)


def copied(marks: Iterable[int], better: Sequence[tuple[Iterable[int], ClockOffset]]) -> bytes:
    """A byte for each message of a copy, 1 where a better one has it, too.

    The messages are their `packed` marks; the `better` ones come with the shift of their clocks.
    """
    seen = [(SeenMessages(others), shift) for others, shift in better]
    # Every better one gives its own, as the same message may stand in several.
    return bytes(sum(one.take(shift.moved(mark)) for one, shift in seen) > 0 for mark in map(unpacked, marks))


def _near(sketches: Sequence[Sketch]) -> set[tuple[int, int]]:
    """Places of conversations that say something at the same time, or often the same at whatever times."""
    held = sorted(one << _PLACE | place for place, sketch in enumerate(sketches) for one in sketch.packed)
    at_once, shared = set[tuple[int, int]](), Counter[tuple[int, int]]()
    for _, same in groupby(held, key=lambda one: one >> _TEXT):
        marks = list(same)
        if len(marks) > 1:
            for _, ones in groupby(marks, key=lambda one: one >> _PLACE):
                at_once.update(_couples([one & _PLACES for one in ones]))
            shared.update(_couples(sorted({one & _PLACES for one in marks})))
    return at_once.union(pair for pair, count in shared.items() if count >= _SURE)


def _couples(places: list[int]) -> Iterator[tuple[int, int]]:
    """Any two of the places; where there are many, the first one with each."""
    return combinations(places, 2) if len(places) <= _CROWD else ((places[0], place) for place in places[1:])


def compared(worse: Sketch, better: Sketch) -> ClockOffset | None:
    """The shift from the worse to the better of two copies, None where they are not of the same chat.

    With clocks that agree, at least half of what either says in the time that both cover must be the same. With clocks
    that do not, four in five, and it must be a talk. Few messages prove nothing (a greeting that was sent to many),
    unless the same people speak and nearly all is the same.
    """
    if worse.monologue or better.monologue:
        return NONE if worse.packed == better.packed else None
    limit = min(worse.limit, better.limit)
    marks = worse.below(limit), better.below(limit)
    if not (worse.is_absolute and better.is_absolute) and (shift := clock_offset_of(*marks)):
        same, most = _overlap(marks[0], marks[1], shift)
        told = ((new, marks[0][old], marks[1][new]) for old, new in same)
        one_sided = worse.one_sided or better.one_sided
        if _texts(same) >= _SURE and len(same) * 5 >= most * 4 and is_one_talk(told, one_sided=one_sided):
            return shift
    same, most = _overlap(marks[0], marks[1], NONE)
    if _texts(same) >= _SURE:
        return NONE if len(same) * 2 >= most else None
    return NONE if worse.people == better.people and _texts(same) >= _FEW and len(same) * 4 >= most * 3 else None


def _overlap(worse: dict[Mark, str | None], better: dict[Mark, str | None], shift: ClockOffset) -> tuple[Same, int]:
    """What is the same in the time that both cover, and how much it could be."""
    moved = [(old, next((mark for mark in shift.moved(old) if mark in better), shift.moved(old)[0])) for old in worse]
    if not moved or not better:
        return [], 0
    covered = [sorted(minute for _, minute in marks) for marks in ([new for _, new in moved], better)]
    start, end = max(covered[0][0], covered[1][0]), min(covered[0][-1], covered[1][-1])
    inside = [sum(start <= minute <= end for minute in minutes) for minutes in covered]
    return [(old, new) for old, new in moved if new in better and start <= new[1] <= end], min(inside)


def _texts(same: Same) -> int:
    """How many different texts there are: two chats in which all say "ok" have that in common at any minute."""
    return len({text for (text, _), _ in same})
