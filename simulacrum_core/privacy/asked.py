"""Asked: what the neighbours of a message ask for, as a value that goes with the message."""

from __future__ import annotations

import msgspec

Near = tuple[tuple[str, ...], str]
"""The messages before one, in their order, and the one behind it."""

MOST_NEAR = 4


class Asked(msgspec.Struct, frozen=True):
    """The `kinds` of private data that the neighbours of a message speak of, and what they say where that may matter.

    A message that stands in several talks has several neighbourhoods.
    """

    kinds: frozenset[str] = frozenset()
    near: tuple[Near, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.near)

    def __or__(self, other: Asked) -> Asked:
        if not (self and other):
            return self or other
        return Asked(self.kinds | other.kinds, tuple(dict.fromkeys((*self.near, *other.near)))[:MOST_NEAR])


NOTHING, PIECE = Asked(), Asked(frozenset(("piece",)))
BEFORE, BEHIND = 3, 1
