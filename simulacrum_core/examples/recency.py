"""Recency: how much less a session counts for every half life that it is older than the newest one."""

from __future__ import annotations

import math
from collections.abc import Iterable

_DAY = 86400.0


def newest_of(starts: Iterable[float]) -> float:
    """The latest of times in seconds; those that are not known, -inf, count for nothing."""
    return max(starts, default=-math.inf)


def weight_of(start: float, newest: float, half_life: float | None) -> float:
    """The weight of a session that began at `start`, in seconds, by a half life in days: 1 for the newest one.

    A session of which the time is not known has the full weight, and each has where there is no half life.
    """
    if half_life is None or math.isinf(start):
        return 1.0
    return float(2.0 ** (-(newest - start) / _DAY / half_life))
