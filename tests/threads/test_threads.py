"""Threads: talks that cross come apart, and replies are always believed."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from importlib.resources import files
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.models import Message
from simulacrum_core.threads import Link, context, is_busy, joined, links, threads
from simulacrum_core.threads.contexts import WEAKEST
from simulacrum_core.threads.features import History
from simulacrum_core.threads.further import FURTHER, SECOND, further, second_row
from simulacrum_core.threads.likely import LIKELY, ROLES, likely, likely_row
from simulacrum_core.threads.pace import FEW, among
from simulacrum_core.threads.quick import CERTAIN
from simulacrum_core.threads.talks import Talks
from simulacrum_core.threads.weights import FORESTS, SCORES, packed, parsed, source_of, unpacked, unpacked_second
from simulacrum_core.threads.words import lines, weights

from ..conftest import talk

CROSSING = talk(
    "Mirela: does anybody know why my seedlings turn yellow?",
    "Tesk: hello, where can I get cheap glass for a greenhouse?",
    "Odran: @Mirela how often do you water the seedlings?",
    "Yusra: @Tesk the demolition yard sells old windows",
    "Mirela: @Odran every day, the pots are small",
    "Tesk: @Yusra do they deliver windows?",
    "Odran: @Mirela too much, let the soil dry",
    "Yusra: @Tesk only on fridays",
    minutes=0.3,
)


def replying(texts: list[tuple[str, int | None]], pause: float = 20) -> list[Message]:
    """Messages of three people in turn, each with the place of the message it answers."""
    start = dt.datetime(2024, 1, 1, 12, 0, 7)
    return [
        Message(
            str(i),
            "ABC"[i % 3],
            start + dt.timedelta(seconds=i * pause),
            text,
            reply_to=None if to is None else str(to),
        )
        for i, (text, to) in enumerate(texts)
    ]


def test_talks_in_which_people_name_each_other_come_apart() -> None:
    taken = threads(CROSSING)
    assert taken.talks == ((0, 2, 4, 6), (1, 3, 5, 7))
    assert context(taken, 7, 8) == [1, 3, 5]
    assert context(taken, 6, 2) == [2, 4]


def test_talks_with_replies_come_apart_though_nobody_is_named() -> None:
    openers: list[tuple[str, int | None]] = [("does anybody know why seedlings turn yellow?", None)]
    openers += [("hello, where can I get cheap glass?", None)]
    session = replying(openers + [("so it goes", i - 2) for i in range(2, 20)])
    taken = threads(session)
    assert [link.parent for link in taken.links[2:]] == list(range(18))
    assert context(taken, 19, 3) == [13, 15, 17]
    assert {tuple(i % 2 for i in one) for one in taken.talks if 19 in one} == {(1,) * 10}


@given(
    st.lists(
        st.tuples(st.text(max_size=20), st.sampled_from("ABCD"), st.none() | st.integers(0, 30), st.integers(-90, 900)),
        max_size=30,
    )
)
def test_a_reply_is_linked_and_a_link_points_back(rows: list[tuple[str, str, int | None, int]]) -> None:
    now = dt.datetime(2024, 1, 1)
    session = []
    for i, (text, author, to, pause) in enumerate(rows):
        now += dt.timedelta(seconds=pause)
        session.append(Message(str(i), author, now, text, reply_to=None if to is None else str(to)))
    found = links(session)
    assert len(found) == len(session)
    for i, (link, (_, _, to, _)) in enumerate(zip(found, rows, strict=True)):
        assert 0 <= link.parent <= i
        assert 0 < link.confidence <= 1
        if to is not None and to < i:
            assert link == Link(to, 1.0)
    taken = joined(found)
    assert sorted(i for one in taken.talks for i in one) == list(range(len(session)))
    for i, link in enumerate(found):
        stands = context(taken, i, 4)
        assert stands == sorted(set(stands))
        assert len(stands) <= 4
        assert all(j < i for j in stands)
        assert link.parent == i or link.parent in stands


def test_the_answered_message_stands_there_however_far_back_it_is() -> None:
    session = replying([("first", None)] + [("on", i) for i in range(30)])
    session[-1] = msgspec.structs.replace(session[-1], reply_to="3")
    assert context(threads(session), 30, 4) == [3, 27, 28, 29]


@pytest.mark.parametrize("persona", ["Mirela", "Tesk", "Yusra"])
def test_what_others_say_is_told_apart_at_first_sight(persona: str) -> None:
    assert threads(CROSSING, mine={persona}, quick_from=0).talks == threads(CROSSING).talks


@given(st.lists(st.lists(st.integers(0, 2**20), min_size=SCORES, max_size=SCORES), min_size=1, max_size=50))
def test_packed_scores_add_up_like_the_scores_in_them(rows: list[list[int]]) -> None:
    assert unpacked(sum(packed(row) for row in rows)) == tuple(map(sum, zip(*rows, strict=True)))


def test_likely_answers_are_earlier_messages_each_with_one_role() -> None:
    session = noise(300)
    read = lines(session, {}, {})
    history, talks = History(read, weights(read)), Talks()
    for i, line in enumerate(read):
        found = likely(history, talks, i)
        there = [j for j in found if j >= 0]
        assert len(found) == len(ROLES)
        assert len({*there}) == len(there)
        assert all(j < i for j in there)
        row = likely_row(history, talks, i, found, history.idf)
        assert len(row) == len(LIKELY)
        assert all(type(number) is int for number in row)
        assert not there or {i - 1} & {*there}, "the last message is always likely"
        talks.add(i, max(i - 3, 0), line)
        history.add(i)


def test_an_unsure_message_may_answer_further_messages() -> None:
    session = noise(300)
    read = lines(session, {}, {})
    history, talks = History(read, weights(read)), Talks()
    seen = [0] * len(FURTHER)
    for i, line in enumerate(read):
        found = likely(history, talks, i)
        more = further(history, talks, i, found)
        there = [j for j in (*found, *more) if j >= 0]
        assert len({*there}) == len(there)
        assert all(j < i for j in there)
        row = likely_row(history, talks, i, found, history.idf)
        told = second_row(history, talks, i, found, more, row, [5, *[0] * (SCORES - 1)])
        assert len(told) == len(SECOND)
        assert all(type(number) is int for number in told)
        seen = [count + (j >= 0) for count, j in zip(seen, more, strict=True)]
        talks.add(i, max(i - 3, 0), line)
        history.add(i)
    assert min(seen) > 20


def test_a_weak_link_ends_a_context() -> None:
    sure, weak = 0.9, 0.2
    taken = joined([Link(0, sure), Link(0, sure), Link(1, weak), Link(2, sure), Link(3, weak)])
    assert context(taken, 3, 8) == [2]
    assert context(taken, 4, 8) == [2, 3]
    assert taken.talks == ((0, 1), (2, 3), (4,))


def test_names_that_differ_from_ids_are_found() -> None:
    ids = {"Mirela": "1", "Tesk": "2", "Odran": "3", "Yusra": "4"}
    session = [msgspec.structs.replace(message, author=ids[str(message.author)]) for message in CROSSING]
    names = {number: [f"{name} Okoye-{number}"] for name, number in ids.items()}
    assert threads(session, names).talks == threads(CROSSING).talks


@pytest.mark.parametrize("hour", [dt.UTC, dt.timezone(dt.timedelta(hours=5))])
def test_a_zone_changes_nothing(hour: dt.tzinfo) -> None:
    moved = [
        m if m.sent_at is None else msgspec.structs.replace(m, sent_at=m.sent_at.replace(tzinfo=hour)) for m in CROSSING
    ]
    assert links(moved) == links(CROSSING)


def test_nothing_depends_on_the_hash_seed_or_the_zone_of_the_machine() -> None:
    code = (
        "from tests.threads.test_threads import noise; from simulacrum_core.threads import links\n"
        "print(links(noise(300)), links(noise(300), mine={'Ada'}, quick_from=0))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True, check=True
        ).stdout
        for env in ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "America/New_York"})
    }
    assert len(runs) == 1


def noise(count: int) -> list[Message]:
    """People who write words at random, some of them with a name."""
    random, now = Random(5), dt.datetime(2024, 3, 10, 1)
    words = [f"word{i}" for i in range(200)]
    people = ["Ada", "Ben", "Cleo", "Dov", "Emi"]
    session = []
    for i in range(count):
        now += dt.timedelta(seconds=random.randrange(40))
        named = f"{random.choice(people)}: " if random.random() < 0.4 else ""
        text = named + " ".join(random.choices(words, k=random.randrange(1, 12)))
        session.append(Message(str(i), random.choice(people), now, text))
    return session


def test_two_who_talk_by_name_need_no_score() -> None:
    found = links(CROSSING, quick_from=0)
    assert found[4:] == [Link(2, CERTAIN), Link(3, CERTAIN), Link(4, CERTAIN), Link(5, CERTAIN)]
    assert CERTAIN not in [link.confidence for link in links(CROSSING, quick_from=6)[:6]]


@pytest.mark.parametrize("quick_from", [None, 0])
def test_time_is_linear(quick_from: int | None) -> None:
    def seconds(count: int) -> float:
        session = noise(count)
        start = time.process_time()
        threads(session, mine={"Ada"}, quick_from=quick_from)
        return time.process_time() - start

    seconds(200)
    assert min(seconds(4000) for _ in range(2)) < 10 * min(seconds(1000) for _ in range(2))


@pytest.mark.parametrize(
    "session",
    [
        [Message(str(i), "A", None, "") for i in range(50)],
        [Message(str(i), None, None, "joined", kind="system") for i in range(50)],
        [Message("1", "A", None, "?", reply_to="1")] * 50,
        [Message(str(i), f"{i}", dt.datetime(1970, 1, 1), "@" * 2000) for i in range(50)],
        [Message(str(i), ("A", " ", "")[i % 3], dt.datetime.max, ": @ :") for i in range(50)],
    ],
)
def test_odd_messages_do_no_harm(session: list[Message]) -> None:
    assert len(threads(session).links) == len(threads(session, mine={"A"}, quick_from=0).links) == 50


def test_only_busy_groups_are_taken_apart() -> None:
    assert is_busy(CROSSING)
    assert not is_busy([message for message in CROSSING if message.author in ("Mirela", "Odran")])
    assert not is_busy(talk(*(f"{'ABC'[i % 3]}: hm" for i in range(30)), minutes=6))
    assert not is_busy([])


def few(people: str, *, named: bool) -> list[Message]:
    """What a few people say in turns by chance, of which each sixth names somebody where that is asked for."""
    random, said = (
        Random(3),
        "is it raining there?|no, but the wind is cold|bring the big pot|which pot?|mine".split("|"),
    )
    led = [f"{random.choice(people)}a: " if named and i % 6 == 0 else "" for i in range(80)]
    return talk(*(f"{random.choice(people)}a: {led[i]}{random.choice(said)}" for i in range(80)), minutes=0.5)


def test_where_few_write_and_nobody_is_named_what_is_unsure_joins_the_likeliest_talk() -> None:
    for people, named in (("BC", False), ("BCD", False), ("BCD", True), ("BCDEFGH", False)):
        session = few(people, named=named)
        taken = threads(session)
        joins = [taken.talk_of[i] == taken.talk_of[link.parent] for i, link in enumerate(taken.links)]
        unsure = [i for i, link in enumerate(taken.links) if link.parent != i and link.confidence < WEAKEST]
        assert unsure
        is_joined = not named and among(message.author for message in session) <= FEW
        assert is_joined == (not named and people in {"BC", "BCD"})
        assert [joins[i] for i in unsure] == [is_joined] * len(unsure)


def test_how_many_write_at_a_time() -> None:
    assert among([]) == 0
    assert among("A" * 50) == 1
    assert among("AB") == 1.5
    assert among("A" * 9 + "B" * 30) == pytest.approx((9 + 9 * 2 + 21) / 39)


def test_a_model_is_read_from_the_source_that_was_written_of_it() -> None:
    trees = {"first": ["0:5 1,2,3,4,5,6,7,8 3:2 0,0,0,0,0,0,0,9 9,0,0,0,0,0,0,0"] * 20}
    trees |= {"second": ["0:5 1,2,3,4,5,6,7,8,9,10,11,12 0,0,0,0,0,0,0,0,0,0,0,65000"]}
    trees |= {"coarse": ["1:10 -5 7"], "fine": ["0:3 1 2"] * 60}
    made = parsed(source_of('"""A model."""\n', 1000, -200, {"hm": (1, -2)}, trees))
    assert (made.scale, made.start, made.habits) == (1000.0, -200, {"hm": (1, -2)})
    assert made.first is not None
    assert unpacked(made.first(*[6, 0, 0, 3], *[0] * (len(LIKELY) - 4))) == (180, 0, 0, 0, 0, 0, 0, 0)
    assert made.second is not None
    assert unpacked_second(made.second(*[6] * FORESTS["second"])) == (*[0] * 11, 65000)
    assert unpacked_second(made.second(*[5] * FORESTS["second"])) == tuple(range(1, 13))
    assert made.coarse(*[9] * FORESTS["coarse"]) == -5
    assert made.fine(*[9] * FORESTS["fine"]) == 120


def test_the_model_is_small_and_needs_no_other_library() -> None:
    texts = [files("simulacrum_core.threads").joinpath(name) for name in ("forests.py", "forests_of_groups.py")]
    assert sum(len(text.read_bytes()) for text in texts) < 1_000_000
    code = (
        "import sys; import simulacrum_core.threads as t, simulacrum_core.threads.weights as w\n"
        "w.group_model()\n"
        "assert not {'numpy', 'lightgbm', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
