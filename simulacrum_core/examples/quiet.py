"""Quiet stretches: where a chat is silent for so much of its time that talks seldom cross by chance.

Talks that begin at random times cross the more, the more of its time a chat is occupied: where it is silent for nearly
all of it, a session is mostly one talk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, repeat
from math import inf
from operator import sub

STRETCH = 100
"""Sessions among which it is told, half of them before and half behind: the pace of a chat changes over the years."""
SILENT = 2 / 3
"""The share of its time for which a quiet stretch is silent at least. On slow copies without names of the annotated
chats for training and tuning, of 100 contexts of sessions in which many write 56 are clean there, whether sessions are
taken apart or not, and a tenth more messages have one where they are not; from .8 on, 60 and 58; below .5, 37 and 54.
"""
COUNTED = 16
"""How many times the silence that ends a session another one counts at most: a night says nothing of the evenings."""


def quiet_among(starts: Sequence[float], ends: Sequence[float], gap: float) -> bytes:
    """A byte for each session, 1 where it lies in a quiet stretch; nothing where none does.

    The sessions begin and end at these seconds, and `gap` seconds of silence part them.
    """
    if len(starts) < 2 or gap == inf:
        return b""
    # In loops that run in C. Where a moment is unknown or clocks go back, nothing is counted.
    lasting = map(max, repeat(0.0), map(sub, ends, starts))
    silences = map(min, repeat(COUNTED * gap), map(max, repeat(0.0), map(sub, starts[1:], ends)))
    occupied = _around([*accumulate(lasting, initial=0.0)], len(starts), 1)
    silent = _around([*accumulate(silences, initial=0.0)], len(starts), 0)
    found = bytes([nobody >= SILENT * (nobody + some) > 0 for nobody, some in zip(silent, occupied, strict=True)])
    return found if any(found) else b""


def _around(sums: list[float], count: int, behind: int) -> Iterator[float]:
    """What is added to sums in the stretch around each of so many sessions."""
    half, last = STRETCH // 2, sums[behind:]
    return map(sub, [*last[half:], *last[-1:] * half][:count], [*sums[:1] * half, *sums][:count])
