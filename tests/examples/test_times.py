"""When messages were sent is counted by columns as it is one by one."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import Conversation, Message
from simulacrum_core.examples.figures import Gathering
from simulacrum_core.examples.times import Times, add_silences, month_of
from simulacrum_core.models import Participant

MICROSECOND = dt.timedelta(microseconds=1)
MAIL = Conversation("mail", "1", None, (Participant("a", "Ada"),), one_sided=False, messages=(), one_session=True)


@given(st.lists(st.tuples(st.datetimes(), st.booleans()), min_size=1))
def test_months_are_counted_in_any_order(said: list[tuple[dt.datetime, bool]]) -> None:
    for is_sorted in (False, True):
        said = sorted(said) if is_sorted else said
        walls = array("q", [(moment - dt.datetime.min) // MICROSECOND for moment, _ in said])
        times = Times()
        times.add_columns(walls, bytes([own for _, own in said]), in_order=is_sorted)
        counts = Counter((month_of(moment), own) for moment, own in said)
        wanted = {month: [counts[month, True], counts[month, False]] for month, _ in counts}
        assert (times.months, times.own) == (wanted, sum(own for _, own in said))


def test_where_a_moment_is_not_known_there_is_no_silence() -> None:
    silences: dict[int, int] = {}
    noon = dt.datetime(2024, 3, 1, 12)
    back = noon - dt.timedelta(seconds=1.5)
    add_silences(silences, [noon, None, noon, back, back.replace(tzinfo=dt.UTC)])
    assert silences == {0: 1, 1: 1}


def test_messages_that_pass_are_the_same_and_counted() -> None:
    said = [Message(str(i), "a", dt.datetime(2024, 3, 1, 12, i % 60), "x") for i in range(2_500)]
    times = Times()
    assert list(times.watched(said, {"a"}, silences=True)) == said
    assert (times.own, times.months, sum(times.silences.values())) == (2_500, {"2024-03": [2_500, 0]}, 2_499)


def test_a_talk_that_no_silence_ends_has_no_cuts() -> None:
    gathering = Gathering(MAIL, {"a"}, 100)
    assert gathering.figures("Rope", "", Times(sessions=2), inf).cuts == {}
