"""What is looked at where people are seldom named, and before the persona's turns."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import msgspec
import pytest

from simulacrum_core.threads import Link, links, ranker, threads
from simulacrum_core.threads.features import NEARBY, History, candidates, nearby
from simulacrum_core.threads.quick import Again, quick
from simulacrum_core.threads.ranker import LOOKED, LOOKED_SELDOM, SHORT
from simulacrum_core.threads.talks import Talks
from simulacrum_core.threads.weights import Model
from simulacrum_core.threads.words import lines, weights

from .test_threads import few, noise

START = dt.datetime(2024, 1, 1, 12, 0, 7)


def test_a_short_and_slow_session_in_which_nobody_is_named_is_one_talk() -> None:
    session = few("BCDEFGH", named=False)
    slow = [msgspec.structs.replace(one, sent_at=START + i * dt.timedelta(seconds=45)) for i, one in enumerate(session)]
    fast = [msgspec.structs.replace(one, sent_at=START + i * dt.timedelta(seconds=25)) for i, one in enumerate(session)]
    assert threads(slow[: SHORT - 1]).talks == (tuple(range(SHORT - 1)),)
    assert len(threads(slow[:SHORT]).talks) > 1
    assert len(threads(fast[: SHORT - 1]).talks) > 1
    named = msgspec.structs.replace(slow[3], text=f"({slow[0].author})!")
    assert len(threads([*slow[:3], named, *slow[4 : SHORT - 1]]).talks) > 1
    replying = msgspec.structs.replace(slow[3], reply_to=slow[1].id)
    assert len(threads([*slow[:3], replying, *slow[4 : SHORT - 1]]).talks) > 1


@pytest.mark.parametrize("named", [True, False])
def test_what_is_said_long_before_the_persona_is_not_looked_at(named: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def noted(history: History, talks: Talks, i: int, using: Model, less: int, how: Again) -> Link:
        looked.append(i)
        return quick(history, talks, i, using, less, how)

    session = few("BCDEFGH", named=named)
    session[60] = msgspec.structs.replace(session[60], author="Ova")
    monkeypatch.setattr(ranker, "quick", noted)
    links(session, mine={"Ova"}, quick_from=0)
    near = LOOKED if named else LOOKED_SELDOM
    assert {60, 60 - near} <= {*looked}
    assert not {*range(60 - near), *range(61, len(session) - near)} & {*looked}
    looked.clear()
    links(session, quick_from=0)
    assert len(looked) > 70


def test_where_nobody_is_named_one_look_does_for_others_and_the_persona_is_looked_at_carefully(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again = Counter[tuple[str, bool]]()

    def noted(history: History, talks: Talks, i: int, using: Model, less: int, how: Again) -> Link:
        again[how, bool(less)] += 1
        return quick(history, talks, i, using, less, how)

    monkeypatch.setattr(ranker, "quick", noted)
    for people, named, expected in (
        ("BCDEFGH", True, {("third", True), ("third", False)}),
        ("BCDEFGH", False, {("careful", True), ("no", False)}),
        ("BC", False, {("second", True), ("no", False)}),
    ):
        again.clear()
        links(few(people, named=named), mine={"Ba"}, quick_from=0)
        assert {*again} == expected


def test_near_messages_are_those_that_may_be_answered_where_nobody_is_named() -> None:
    session = [msgspec.structs.replace(message, text=message.text.split(": ")[-1]) for message in noise(300)]
    read = lines(session, {}, {})
    history = History(read, weights(read))
    for i, line in enumerate(read):
        near, all_of_them = nearby(history, i), candidates(history, i)
        assert near[0] == i
        assert {*near} <= {*all_of_them}
        assert all(i - j <= NEARBY or read[j].author == line.author for j in near)
        history.add(i)
