"""The same chat in two exports: every message of it is used once, and nothing of another chat is taken for a copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core import Conversation, Message, Participant
from simulacrum_core.conversations.duplicates import copied, duplicates
from simulacrum_core.conversations.sketches import Sketch, checksum, mark_of, packed, sketch_of


def chat(
    lines: range, *, shift: int = 0, seconds: int = 0, people: str = "Ada Ben", one_sided: bool = False
) -> Conversation:
    """A chat of numbered lines, three a minute, as an export would have it that covers these."""
    names = people.split()
    start = dt.datetime(2024, 1, 1) + dt.timedelta(minutes=shift)
    messages = [
        Message(
            f"{i}",
            names[i % len(names)],
            start + dt.timedelta(minutes=i // 3, seconds=seconds),
            f"What number {i} says" if i % 5 else "ok",
        )
        for i in lines
    ]
    return Conversation("test", people, None, tuple(Participant(name, name) for name in names), one_sided, messages)


def used(*chats: Conversation) -> list[list[str]]:
    """What is left of each chat."""
    found = duplicates(sketched(*chats))
    marks = [[packed(mark_of(message)) for message in conversation.messages] for conversation in chats]
    left = []
    for place, conversation in enumerate(chats):
        better = [(marks[one.better], one.shift) for one in found if one.worse == place]
        taken = copied(marks[place], better)
        left.append([m.id for m, copy in zip(conversation.messages, taken, strict=True) if not copy])
    return left


def sketched(*chats: Conversation) -> list[Sketch]:
    """A sketch of each chat, as the first reading makes it."""
    sketches = []
    for conversation in chats:
        sketches.append(sketch_of(conversation))
        for message in conversation.messages:
            if (mark := checksum(message.text)) < sketches[-1].limit:
                sketches[-1].add(mark, message)
            sketches[-1].messages += 1
        sketches[-1].finish()
    return sketches


def ids(lines: range) -> list[str]:
    return [str(i) for i in lines]


@pytest.mark.parametrize("count", [4, 30, 3000])
def test_the_same_chat_twice_is_used_once(count: int) -> None:
    assert used(chat(range(count)), chat(range(count), seconds=29)) == [ids(range(count)), []]


@pytest.mark.parametrize("count", [60, 9000])
def test_of_exports_that_overlap_the_longer_one_is_whole(count: int) -> None:
    left = used(chat(range(count // 2)), chat(range(count // 3, count + 1)))
    assert left == [ids(range(count // 3)), ids(range(count // 3, count + 1))]


def test_three_exports_give_every_message_once() -> None:
    left = used(chat(range(100)), chat(range(50, 200)), chat(range(80, 130)))
    assert sorted(int(i) for part in left for i in part) == list(range(200))


def test_both_sides_are_better_than_one() -> None:
    mine = [message for message in chat(range(90)).messages if message.author == "Ada"]
    package = msgspec.structs.replace(chat(range(0), one_sided=True), messages=mine * 1)
    left = used(package, chat(range(60)))
    assert left == [[m.id for m in mine if int(m.id) >= 60], ids(range(60))]


def test_a_copy_with_the_persona_is_better_than_a_longer_one_without() -> None:
    sketches = [sketch_of(chat(range(0))) for _ in range(2)]
    sketches[0].messages, sketches[1].messages, sketches[1].mine = 90, 60, True
    assert sketches[1].rank() < sketches[0].rank()


def test_names_may_differ_between_the_phones() -> None:
    left = used(chat(range(60)), chat(range(60), people="Ada Bennie"))
    assert left[1] == []


def test_a_message_that_was_said_twice_in_a_minute_stays_twice() -> None:
    twice = chat(range(30))
    doubled = msgspec.structs.replace(twice, messages=[m for m in twice.messages for _ in range(2)])
    left = used(doubled, chat(range(30)))
    assert [len(part) for part in left] == [60, 0]


def test_a_greeting_that_was_sent_to_many_makes_no_copy() -> None:
    greeting = Message("g", "Ada", dt.datetime(2024, 1, 1), "Happy new year to you and yours!")
    chats = [
        Conversation("test", name, None, (Participant("Ada", "Ada"), Participant(name, name)), False, [greeting])
        for name in ("Ben", "Cy", "Di")
    ]
    left = used(*chats)
    assert left == [["g"]] * 3


def test_an_essay_in_two_formats_is_used_once_and_equal_days_of_a_journal_twice() -> None:
    person = (Participant("author", ""),)

    def text(words: str, day: int) -> Conversation:
        message = Message("1", "author", dt.datetime(2024, 1, day), words)
        return Conversation("essays", f"{day}", None, person, False, [message], monologue=True)

    left = used(text("It rained. " * 50, 1), text("It rained. " * 50, 2), text("Nothing.", 3), text("Nothing.", 4))
    assert left == [["1"], [], ["1"], ["1"]]


def moved(
    conversation: Conversation, hours: Callable[[dt.datetime], float], zone: dt.tzinfo | None = None
) -> Conversation:
    """The chat on a phone whose clock is so many hours ahead."""
    messages = [
        msgspec.structs.replace(m, sent_at=(m.sent_at + dt.timedelta(hours=hours(m.sent_at))).replace(tzinfo=zone))
        for m in conversation.messages
        if m.sent_at
    ]
    return msgspec.structs.replace(conversation, messages=messages)


def named(conversation: Conversation, names: dict[str, str]) -> Conversation:
    """The chat on a phone that calls the people otherwise."""
    people = tuple(Participant(names[person.id], names[person.id]) for person in conversation.participants)
    messages = [msgspec.structs.replace(m, author=names[m.author or ""]) for m in conversation.messages]
    return msgspec.structs.replace(conversation, participants=people, messages=messages)


def summer(moment: dt.datetime) -> int:
    return 1 if dt.datetime(2024, 3, 31) <= moment < dt.datetime(2024, 10, 27) else 0


@pytest.mark.parametrize("hours", [1, -7, 5.75, -9.5, 13])
@pytest.mark.parametrize("count", [12, 60, 3000])
def test_a_chat_on_two_phones_in_two_time_zones_is_used_once(hours: float, count: int) -> None:
    here = chat(range(count))
    there = named(moved(here, lambda _: hours), {"Ada": "Ada ❤️", "Ben": "me"})
    left = used(here, there)
    assert left == [ids(range(count)), []]


def test_of_exports_in_two_zones_that_overlap_every_message_is_used_once() -> None:
    left = used(chat(range(500)), moved(chat(range(300, 900)), lambda _: 2), moved(chat(range(850, 950)), lambda _: -3))
    assert sorted(int(i) for part in left for i in part) == list(range(950))


@pytest.mark.parametrize("base", [0, 1, -5])
@pytest.mark.parametrize("zone", [None, dt.UTC])
def test_summer_time_may_lie_in_between(base: int, zone: dt.tzinfo | None) -> None:
    here = chat(range(0, 1_500_000, 701))
    there = moved(here, lambda moment: base + summer(moment))
    left = used(moved(here, lambda _: 0, zone), there)
    assert [len(part) for part in left] == [len(list(here.messages)), 0]


def test_what_is_decided_tells_how_far_the_clocks_are_apart() -> None:
    here = chat(range(60))
    sketches = sketched(here, moved(here, lambda _: 5.5))
    [found] = duplicates(sketches)
    assert found.shift.worded() == "with clocks 5:30 hours apart"
    [found] = duplicates(sketched(here, here))
    assert found.shift.worded() == ""


@pytest.mark.parametrize("minutes", [7, 20, 27 * 60, 60 * 60])
def test_what_no_two_zones_explain_is_another_chat(minutes: int) -> None:
    left = used(chat(range(60)), moved(chat(range(60)), lambda _: minutes / 60))
    assert [len(part) for part in left] == [60, 60]


def test_where_both_know_their_zones_another_time_is_another_message() -> None:
    here = moved(chat(range(60)), lambda _: 0, dt.UTC)
    left = used(here, moved(here, lambda _: 1, dt.UTC))
    assert [len(part) for part in left] == [60, 60]


def test_what_a_program_sends_to_two_groups_at_two_hours_makes_no_copy() -> None:
    def news(people: str, hour: int) -> Conversation:
        names = people.split()
        days = [dt.datetime(2024, 1, 1, hour) + dt.timedelta(days=i) for i in range(90)]
        told = [Message(f"{i}", names[0], day, f"The news of day {i}") for i, day in enumerate(days)]
        answers = [Message(f"{i}a", names[1], day, f"{names[1]} on {i}") for i, day in enumerate(days[:9])]
        return Conversation("test", people, None, tuple(Participant(n, n) for n in names), False, [*told, *answers])

    groups = news("Bot Ben", 8), news("Bot Cy", 9)
    left = used(*groups)
    assert [len(part) for part in left] == [99, 99]
    one_sided = [msgspec.structs.replace(group, one_sided=True, messages=list(group.messages)[:90]) for group in groups]
    left = used(*one_sided)
    assert [len(part) for part in left] == [90, 90]


PHRASES = ["ok", "yes", "no", "haha", "good morning", "good night", "where are you?", "on my way", "👍", "see you"]


@settings(max_examples=300, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    phrases=st.integers(2, len(PHRASES)),
    own=st.floats(0.1, 1),
    count=st.integers(5, 400),
    steps=st.sampled_from([(1,), (1, 3, 10), (15,), (15, 30, 60), (60, 1440)]),
    zones=st.sampled_from([(None, None), (None, dt.UTC), (dt.UTC, dt.UTC)]),
    names=st.sampled_from([("Ben", "Cy"), ("Ben", "Ben")]),
)
def test_two_chats_are_never_taken_for_one(
    seed: int,
    phrases: int,
    own: float,
    count: int,
    steps: tuple[int, ...],
    zones: tuple[dt.tzinfo | None, ...],
    names: tuple[str, str],
) -> None:
    rng = Random(seed)

    def other(name: str, zone: dt.tzinfo | None) -> Conversation:
        moment, messages = dt.datetime(2024, 1, 1, rng.randrange(24), rng.randrange(60), tzinfo=zone), []
        for i in range(count):
            moment += dt.timedelta(minutes=rng.choice(steps))
            said = f"{name} {rng.random()}" if rng.random() < own else rng.choice(PHRASES[:phrases])
            messages.append(Message(f"{i}", rng.choice(["Ada", name]), moment, said))
        people = tuple(Participant(n, n) for n in ("Ada", name))
        return Conversation("test", name, None, people, False, messages)

    left = used(other(names[0], zones[0]), other(names[1], zones[1]))
    assert [len(part) for part in left] == [count, count]
