"""The statistics are those of the textbooks, and an interval holds what it should."""

from __future__ import annotations

import math
from random import Random

import pytest

from simulacrum_core.evaluation.statistics import (
    auc,
    binomial_interval,
    bootstrap,
    calibrated,
    earth_mover,
    grouped,
    mean,
    quantile,
    ratio,
)


def test_auc_counts_pairs_and_halves_equals() -> None:
    assert auc([3, 2], [1, 2]) == pytest.approx((1 + 1 + 1 + 0.5) / 4)
    assert math.isnan(auc([], [1]))


def test_the_distance_of_two_distributions_is_how_far_their_mass_is_moved() -> None:
    assert earth_mover([0, 0, 0], [1, 1, 1]) == pytest.approx(1)
    assert earth_mover([0, 2], [1, 1]) == pytest.approx(1)
    assert earth_mover([1, 2, 3], [3, 2, 1]) == 0


def test_wilson_intervals_are_those_of_the_tables() -> None:
    low, high = binomial_interval(10, 20) or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.299, 0.701)
    assert (binomial_interval(0, 20) or (1, 1))[0] == 0
    assert binomial_interval(0, 0) is None


def test_an_interval_over_sessions_is_wider_where_their_replies_resemble_each_other() -> None:
    random = Random(1)
    items = [(session, value + random.gauss(0, 0.1)) for session in range(20) for value in [random.gauss(0, 1)] * 10]

    def width(groups: list[list[tuple[int, float]]]) -> float:
        low, high = bootstrap(groups, lambda found: mean(value for _, value in found), 0, 300) or (0, 0)
        return high - low

    assert width(grouped(items, lambda one: one[0])) > 2 * width([[one] for one in items])


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    hits = 0
    for seed in range(100):
        random = Random(seed)
        sample = [[random.gauss(5, 2)] for _ in range(40)]
        low, high = bootstrap(sample, mean, seed, 200) or (0, 0)
        hits += low <= 5 <= high
    assert 85 <= hits <= 100


def test_too_few_sessions_are_no_groups() -> None:
    assert len(grouped(range(10), lambda one: one % 2)) == 10
    assert len(grouped(range(10), lambda one: one % 5)) == 5
    assert bootstrap([[1.0]], mean, 0) is None


def test_small_ones() -> None:
    assert math.isnan(ratio([]))
    assert quantile([0, 10], 0.25) == 2.5
    assert calibrated(3, 1, 5) == 0.5
    assert math.isnan(calibrated(3, 5, 1))
