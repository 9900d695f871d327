"""The gap that is fitted to a chat."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.examples.gaps import FEWEST, HOUR, MINUTE, Durations, Kind, fitted_gap, measured
from simulacrum_core.models import Message


def durations(*seconds: float) -> Durations:
    found = Durations()
    for one in seconds:
        found.add(dt.timedelta(seconds=one))
    return found


@given(st.lists(st.integers(0, 10**9), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_right_within_a_sixteenth(seconds: list[int], share: float) -> None:
    told = durations(*seconds).quantile(share)
    true = sorted(seconds)[max(0, -int(-share * len(seconds) // 1) - 1)]
    assert true <= told <= true * 17 / 16


@given(st.lists(st.floats(0, 1e6)), st.lists(st.floats(0, 1e6)))
def test_parts_add_up(one: list[float], other: list[float]) -> None:
    assert durations(*one) + durations(*other) == durations(*one, *other)


def test_memory_does_not_grow_with_the_chat() -> None:
    random = Random(1)
    found = durations(*(random.expovariate(1 / 5000) for _ in range(20_000)))
    assert len(found.counts) < 300


@pytest.mark.parametrize(
    ("kind", "gap", "fitted"),
    [
        ("group", 1.5, 2 * MINUTE),
        ("group", 601, 10 * MINUTE),
        ("group", 100_001, HOUR),
        ("pair", 61, 30 * MINUTE),
        ("pair", 7201, 2 * HOUR),
        ("pair", 100_001, 6 * HOUR),
    ],
)
def test_the_gap_is_the_90th_percentile_within_bounds(kind: Kind, gap: float, fitted: int) -> None:
    gaps = durations(*[0.5] * 85, *[gap] * 10, *[999_999.5] * 5)
    assert fitted <= fitted_gap(gaps, kind) <= fitted * 17 / 16


def test_a_short_chat_is_not_fitted() -> None:
    few = durations(*[1.5] * (FEWEST - 1))
    assert fitted_gap(few, "group") == 30 * MINUTE
    assert fitted_gap(few, "pair") == 6 * HOUR
    assert fitted_gap(few + durations(1.5), "group") == 2 * MINUTE


def test_times_of_whole_minutes_hide_a_minute() -> None:
    assert fitted_gap(durations(*[0] * 200), "group") == 3 * MINUTE
    assert fitted_gap(durations(*[0] * 200, 1), "group") == 2 * MINUTE


def test_slow_answers_keep_their_questions_for_a_day_at_most() -> None:
    gaps = durations(*[10.5] * 500)
    assert fitted_gap(gaps, "pair", durations(*[5 * HOUR] * 9)) >= 5 * HOUR
    assert fitted_gap(gaps, "pair", durations(*[50 * HOUR] * 9)) == 24 * HOUR
    assert fitted_gap(gaps, "pair", durations()) == 30 * MINUTE
    assert fitted_gap(gaps, "group", durations(*[50 * HOUR] * 9)) == 2 * MINUTE


def test_gaps_and_answers_are_measured() -> None:
    start = dt.datetime(2024, 1, 1)
    turns = [("B", 0), ("me", 100), ("me", 150), (None, 155), ("me", 165), ("B", 1000)]
    messages = [Message("", author, start + dt.timedelta(seconds=at), "hm") for author, at in turns]
    pace = measured([*messages, Message("", "me", None, "hm")], {"me"})
    assert len(pace.gaps) == 5
    assert pace.responses == durations(100, 10)


@pytest.mark.parametrize(("authors", "kind"), [(["me", "my phone", "B"], "pair"), (["me", "B", "C"], "group")])
def test_all_accounts_of_the_persona_are_one_person(authors: list[str], kind: str) -> None:
    messages = [Message("", author, dt.datetime(2024, 1, 1), "hm") for author in authors]
    assert measured(messages, {"me", "my phone"}).kind == kind


@pytest.mark.parametrize("step", [60_000_000, 1_000_000, 1_237])
def test_durations_that_differ_often_or_seldom_are_counted_as_one_by_one(step: int) -> None:
    found = [number * number % 5_003 * step for number in range(3_000)]
    together, apart = Durations(), Durations()
    seconds = together.add_all(found)
    for one in found:
        apart.add(dt.timedelta(microseconds=one))
    assert together == apart
    assert seconds == Counter(one // 1_000_000 for one in found)
