"""What is looked at where people are seldom named, and before the persona's turns."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import accumulate

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulacrum_core import Message
from simulacrum_core.threads import Link, is_busy, links, ranker, threads
from simulacrum_core.threads.careful import careful
from simulacrum_core.threads.features import NEARBY, History, candidates, nearby
from simulacrum_core.threads.pace import LONGEST_PAUSE, median_pause
from simulacrum_core.threads.quick import CERTAIN, Again, quick
from simulacrum_core.threads.ranker import LOOKED, LOOKED_SELDOM, RARELY, RELUCTANCE, RELUCTANCE_OF_FEW
from simulacrum_core.threads.talks import Talks
from simulacrum_core.threads.weights import Model
from simulacrum_core.threads.words import lines, weights

from .test_threads import few, noise


def test_where_few_write_and_nobody_is_named_others_start_a_talk_only_where_that_is_clear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def starts() -> int:
        return sum([link.parent == i for i, link in enumerate(links(few("BCD", named=False), quick_from=0))])

    assert starts() > 1
    monkeypatch.setattr(ranker, "RELUCTANCE_OF_FEW", 10**6)
    assert starts() == 1


@pytest.mark.parametrize(
    ("people", "named", "of_others"), [("BC", False, RELUCTANCE_OF_FEW), ("BCDEFGH", True, 0), ("BCDEFGH", False, 0)]
)
def test_starting_a_talk_counts_less_for_the_persona_and_for_few_others(
    people: str, named: bool, of_others: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = set[tuple[bool, int]]()
    session = few(people, named=named)

    def noted(history: History, talks: Talks, i: int, using: Model, less: int) -> Link:
        counted.add((session[i].author == "Ba", less))
        return careful(history, talks, i, using, less)

    monkeypatch.setattr(ranker, "careful", noted)
    links(session, mine={"Ba"})
    assert counted == {(True, RELUCTANCE), (False, of_others)}


def test_where_few_write_others_go_on_with_their_own_words_without_a_score() -> None:
    session = few("BC", named=False)
    session[41] = msgspec.structs.replace(session[41], author=session[40].author, sent_at=session[40].sent_at)
    assert links(session, quick_from=0)[41] == Link(40, CERTAIN)
    assert links(session, mine={str(session[41].author)}, quick_from=0)[41].confidence != CERTAIN


@pytest.mark.parametrize("named", [True, False])
def test_what_is_said_long_before_the_persona_is_not_looked_at(named: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def noted(history: History, talks: Talks, i: int, using: Model, less: int, how: Again) -> Link:
        looked.append(i)
        return quick(history, talks, i, using, less, how)

    session = few("BCDEFGH", named=named)
    session[60] = msgspec.structs.replace(session[60], author="Ova")
    monkeypatch.setattr(ranker, "quick", noted)
    monkeypatch.setattr(ranker, "RARELY", len(session) + 1)
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
        ("BC", False, {("second", True), ("no", True)}),
    ):
        again.clear()
        links(few(people, named=named), mine={"Ba"}, quick_from=0)
        assert {*again} == expected


@pytest.mark.parametrize("rarely", [True, False])
def test_where_the_persona_says_little_all_of_it_is_looked_at_carefully_among_all_candidates(
    rarely: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = few("BCDEFGH", named=False)
    own = [i for i, message in enumerate(session) if message.author == "Ba"]
    looked: list[int] = []

    def noted(history: History, talks: Talks, i: int, using: Model, less: int) -> Link:
        looked.append(i)
        return careful(history, talks, i, using, less)

    monkeypatch.setattr(ranker, "careful", noted)
    threads(session, mine={"Ba"}, quick_from=0, said=RARELY * len(own) - (not rarely))
    assert looked == (own if rarely else [])


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


@given(st.lists(st.tuples(st.sampled_from("BCDE"), st.sampled_from([0, 20, 60, 290, 300, 400, 900, -60])), min_size=1))
@example([("B", 0), ("C", 300), ("D", 300), ("B", 300)])
def test_that_a_session_is_busy_goes_by_the_median_of_its_pauses(said: list[tuple[str, int]]) -> None:
    moments = accumulate([pause for _, pause in said], initial=0)
    start = dt.datetime(2025, 1, 1)
    session = [
        Message(str(i), who, start + dt.timedelta(seconds=seconds), "hm")
        for i, ((who, _), seconds) in enumerate(zip(said, moments, strict=False))
    ]
    people = {message.author for message in session}
    assert is_busy(session) == (len(people) >= 3 and median_pause(session) <= LONGEST_PAUSE)


@pytest.mark.parametrize(
    ("people", "small", "once"), [("BCDEFGH", False, True), ("BCDEFGH", True, False), ("BC", False, False)]
)
def test_where_the_persona_writes_often_in_a_large_group_each_message_has_one_look(
    people: str, small: bool, once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = set[Again]()

    def noted(history: History, talks: Talks, i: int, using: Model, less: int, how: Again) -> Link:
        again.add(how)
        return quick(history, talks, i, using, less, how)

    monkeypatch.setattr(ranker, "quick", noted)
    threads(few(people, named=False), mine={"Ba"}, quick_from=0, small=small, often=True)
    assert (again == {"no"}) == once
