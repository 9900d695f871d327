"""The reserve: tokens of the budget that are kept free for what a trainer adds to an example."""

from __future__ import annotations

import msgspec


class Reserve(msgspec.Struct, frozen=True):
    """Tokens that a trainer adds at most, to an example and to each of its turns."""

    example: int = 0
    turn: int = 0

    def of(self, turns: int) -> int:
        """Tokens that are added to an example of so many turns."""
        return self.example + self.turn * turns
