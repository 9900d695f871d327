"""The statistics of the figures: intervals of a bootstrap over sessions, ratios, AUC, distances of distributions."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import pairwise
from random import Random
from typing import TypeVar

T = TypeVar("T")
Interval = tuple[float, float]

TIMES = 1000
"""Draws of a bootstrap."""
_FEWEST_GROUPS = 5
"""Sessions from which on an interval over them means anything; with fewer, each reply is drawn by itself."""
_SHARE = 0.95


def grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """What belongs together, to be drawn together; each item by itself where there are too few groups."""
    groups: dict[Hashable, list[T]] = defaultdict(list)
    items = list(items)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.values()) if len(groups) >= _FEWEST_GROUPS else [[item] for item in items]


def bootstrap(
    groups: Sequence[Sequence[T]], statistic: Callable[[list[T]], float], seed: int, times: int = TIMES
) -> Interval | None:
    """The 95 % interval of a statistic when whole groups are drawn with replacement; None where there is one group.

    Efron and Tibshirani 1993, percentile method. Replies of one session resemble each other: drawn one by one they
    would make the interval too narrow.
    """
    if len(groups) < 2:
        return None
    random, found = Random(seed), list[float]()
    for _ in range(times):
        drawn = [item for group in random.choices(groups, k=len(groups)) for item in group]
        if not math.isnan(value := statistic(drawn)):
            found.append(value)
    return percentiles(found)


def ratio(pairs: Iterable[tuple[float, float]]) -> float:
    """The sum of the first numbers by that of the second ones; nan where that is 0."""
    above = below = 0.0
    for one, other in pairs:
        above, below = above + one, below + other
    return above / below if below else math.nan


def mean(values: Iterable[float]) -> float:
    """The mean; nan of nothing."""
    return ratio((value, 1.0) for value in values)


def percentiles(values: Sequence[float]) -> Interval | None:
    """The borders of the middle 95 %; None of nothing."""
    if not values:
        return None
    found, edge = sorted(values), (1 - _SHARE) / 2
    return quantile(found, edge), quantile(found, 1 - edge)


def quantile(ascending: Sequence[float], share: float) -> float:
    """A quantile of sorted values, between two of them in proportion."""
    place = share * (len(ascending) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ascending) - 1)
    return ascending[low] + (ascending[high] - ascending[low]) * (place - low)


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often one of the first is above one of the second, equals counted half; nan where one side is empty."""
    if not positive or not negative:
        return math.nan
    below = sorted(negative)
    wins = sum((bisect_left(below, value) + bisect_right(below, value)) / 2 for value in positive)
    return wins / (len(positive) * len(below))


def binomial_interval(hits: int, tries: int) -> Interval | None:
    """Wilson's 95 % interval of a share; None of no tries."""
    if not tries:
        return None
    z, share = 1.959964, hits / tries
    middle = share + z * z / (2 * tries)
    width = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    below = 1 + z * z / tries
    return max(0.0, (middle - width) / below), min(1.0, (middle + width) / below)


def earth_mover(one: Sequence[float], other: Sequence[float]) -> float:
    """The distance of two distributions of numbers, in their unit (Wasserstein 1); nan where one is empty."""
    if not one or not other:
        return math.nan
    first, second = sorted(one), sorted(other)
    places = sorted({*first, *second})
    total = 0.0
    for left, right in pairwise(places):
        share = bisect_right(first, left) / len(first) - bisect_right(second, left) / len(second)
        total += abs(share) * (right - left)
    return total


def calibrated(score: float, floor: float, ceiling: float) -> float:
    """Where a score lies between the floor, 0, and the ceiling, 1; nan where these do not differ that way round."""
    return (score - floor) / (ceiling - floor) if ceiling > floor else math.nan
