"""Sessions and the runs they are cut into."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import Message
from simulacrum_core.examples.runs import Cut, LeftOut, Run, has_exchange, runs
from simulacrum_core.examples.sessions import LONGEST, sessions

from ..conftest import talk

MINE = {"me"}
authors = st.lists(st.sampled_from(["me", "bo", "cy"]), max_size=60)


def cut(session: list[Message], fewest: int = 2, most: int = 10, seed: int = 0) -> tuple[list[Run], Counter[str]]:
    return counted(runs(session, MINE, Cut(fewest, most), Random(seed)))


def counted(result: tuple[list[Run], LeftOut]) -> tuple[list[Run], Counter[str]]:
    found, left_out = result
    return found, Counter({reason: len(messages) for reason, messages in left_out.items()})


@given(authors=authors, bounds=st.tuples(st.integers(2, 6), st.integers(0, 8)), seed=st.integers(0, 99))
def test_every_run_has_a_good_size_begins_with_another_and_ends_with_the_persona(
    authors: list[str], bounds: tuple[int, int], seed: int
) -> None:
    fewest, most = bounds[0], sum(bounds)
    found, _ = cut(talk(*(f"{author}: x" for author in authors)), fewest, most, seed)
    for run in found:
        assert run.messages[0].author != "me"
        assert run.messages[-1].author == "me"
        assert len(run.messages) <= most
        # An answer of, say, three messages cannot be parted into parts of exactly two.
        assert len(run.messages) >= fewest or (run.repeated and fewest * 2 > most + 1)


@given(authors=authors, seed=st.integers(0, 99))
def test_every_answer_is_in_exactly_one_run_and_every_other_message_is_left_out(authors: list[str], seed: int) -> None:
    session = talk(*(f"{author}: x" for author in authors))
    found, left_out = cut(session, seed=seed)
    placed = [message.id for run in found for message in run.messages[len(run.repeated) :]]
    assert len(placed) == len(set(placed))
    assert len(placed) + left_out.total() == len(session)
    first = next((i for i, author in enumerate(authors) if author != "me"), len(authors))
    mine = {message.id for message in session[first:] if message.author == "me"}
    assert mine <= set(placed)


@given(authors=authors, answering=st.sets(st.integers(0, 20)), seed=st.integers(0, 99))
def test_whatever_others_forward_and_the_persona_answers_a_talk_is_cut_the_same(
    authors: list[str], answering: set[int], seed: int
) -> None:
    """A talk of plain messages is cut in less time."""
    plain = talk(*(f"{author}: x" for author in ["bo", *authors]))
    forwarded = [msgspec.structs.replace(plain[0], forwarded_from="cy"), *plain[1:]]
    away = talk("di: far away")[0]
    answers = {one.id: away for place, one in enumerate(plain) if one.author == "me" and place in answering}
    if authors and authors[0] == "me":
        plain, forwarded = plain[1:], [*plain[1:], forwarded[0]]
        plain.append(msgspec.structs.replace(forwarded[-1], forwarded_from=None))
    how = Cut(2, 5, untrained=frozenset({"forwarded"}))
    found, left_out = runs(plain, MINE, how, Random(seed), answers)
    others, others_left = runs(forwarded, MINE, how, Random(seed), answers)
    assert [[one.id for one in run.messages] for run in found] == [[one.id for one in run.messages] for run in others]
    assert [(run.beside, run.repeated) for run in found] == [(run.beside, run.repeated) for run in others]
    assert {why: [one.id for one in some] for why, some in left_out.items()} == {
        why: [one.id for one in some] for why, some in others_left.items()
    }


def test_the_same_seed_cuts_the_same_and_another_seed_cuts_elsewhere() -> None:
    session = talk(*["bo: x", "me: y"] * 200)
    sizes = [[len(run.messages) for run in cut(session, seed=seed)[0]] for seed in (1, 1, 2)]
    assert sizes[0] == sizes[1] != sizes[2]
    assert set(sizes[0]) == {2, 4, 6, 8, 10}


def test_the_nearest_messages_stay_where_many_come_before_an_answer() -> None:
    found, left_out = cut(talk(*[f"bo: {i}" for i in range(30)], "me: y"))
    assert [message.text for message in found[0].messages] == [*map(str, range(21, 30)), "y"]
    assert left_out == {"too_far": 21}


@given(authors=authors)
def test_a_session_has_an_exchange_where_it_gives_a_run(authors: list[str]) -> None:
    session = talk(*(f"{author}: x" for author in authors))
    assert has_exchange(session, MINE) == bool(cut(session)[0])


def test_silence_ends_a_session_forwards_and_backwards() -> None:
    messages = talk("a: 1", "a: 2", "a: 3", minutes=30)
    later = msgspec.structs.replace(messages[0], sent_at=dt.datetime(2024, 1, 2))
    assert [len(session) for session in sessions([*messages, later, *messages], 3600)] == [3, 1, 3]


def test_a_message_without_a_time_stays_in_its_session() -> None:
    messages = talk("a: 1", "a: 2", "a: 3")
    messages[1] = msgspec.structs.replace(messages[1], sent_at=None)
    assert [len(session) for session in sessions(messages, 3600)] == [3]


def test_a_session_without_end_is_cut_so_that_memory_stays_flat() -> None:
    assert [len(session) for session in sessions(talk(*["a: x"] * (LONGEST + 5), minutes=0), 60)] == [LONGEST, 5]


@given(authors=authors, seed=st.integers(0, 99))
def test_with_openers_every_message_of_the_persona_is_in_exactly_one_run(authors: list[str], seed: int) -> None:
    session = talk(*(f"{author}: x" for author in authors))
    found, left_out = counted(runs(session, MINE, Cut(2, 10, openers=True), Random(seed)))
    kept = [message.id for run in found for message in run.messages[len(run.repeated) :]]
    assert len(kept) == len(set(kept))
    assert set(kept) >= {message.id for message in session if message.author == "me"}
    assert len(kept) + left_out.total() == len(session)
    for run in found:
        assert run.messages[-1].author == "me"
        assert len(run.messages) <= 10
