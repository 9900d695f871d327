"""Places of messages in a conversation, of which some are left out."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence


class Places:
    """Ascending numbers by their rank: two numbers are kept for each stretch without a hole, not one for each place."""

    def __init__(self) -> None:
        self._ranks, self._shifts = array("I"), array("I")
        self._count = 0

    def append(self, place: int) -> None:
        """Add a place behind all others."""
        shift = place - self._count
        if not self._shifts or shift != self._shifts[-1]:
            self._ranks.append(self._count)
            self._shifts.append(shift)
        self._count += 1

    def extend(self, places: Sequence[int]) -> None:
        """Add several, which ascend."""
        if not places:
            return
        if places[-1] - places[0] == len(places) - 1:
            self.append(places[0])
            self._count += len(places) - 1
        else:
            for place in places:
                self.append(place)

    def __getitem__(self, rank: int) -> int:
        return rank + self._shifts[bisect_right(self._ranks, rank) - 1]
