"""The same chat in two exports: every message of it is used once, and nothing of another chat is taken for a copy."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from simulacrum_core import Conversation, Message, Participant
from simulacrum_core.copies import IN_ANOTHER, Copies, checksum, sketch_of
from simulacrum_core.ledger import Ledger


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


def used(*chats: Conversation) -> tuple[list[list[str]], Ledger]:
    """What is left of each chat."""
    sketches = []
    for conversation in chats:
        sketches.append(sketch_of(conversation))
        for message in conversation.messages:
            if (mark := checksum(message.text)) < sketches[-1].limit:
                sketches[-1].add(mark, message)
            sketches[-1].messages += 1
    copies, ledger = Copies.found(sketches), Ledger()
    copies.learn(chats)
    return [[m.id for m in conversation.messages] for conversation in copies.once(chats, ledger)], ledger


def ids(lines: range) -> list[str]:
    return [str(i) for i in lines]


@pytest.mark.parametrize("count", [4, 30, 3000])
def test_the_same_chat_twice_is_used_once(count: int) -> None:
    left, ledger = used(chat(range(count)), chat(range(count), seconds=29))
    assert left == [ids(range(count)), []]
    assert ledger.left_out == {IN_ANOTHER: count}
    assert ledger.read == count


@pytest.mark.parametrize("count", [60, 9000])
def test_of_exports_that_overlap_the_longer_one_is_whole(count: int) -> None:
    left, _ = used(chat(range(count // 2)), chat(range(count // 3, count + 1)))
    assert left == [ids(range(count // 3)), ids(range(count // 3, count + 1))]


def test_three_exports_give_every_message_once() -> None:
    left, _ = used(chat(range(100)), chat(range(50, 200)), chat(range(80, 130)))
    assert sorted(int(i) for part in left for i in part) == list(range(200))


def test_both_sides_are_better_than_one() -> None:
    mine = [message for message in chat(range(90)).messages if message.author == "Ada"]
    package = msgspec.structs.replace(chat(range(0), one_sided=True), messages=mine * 1)
    left, _ = used(package, chat(range(60)))
    assert left == [[m.id for m in mine if int(m.id) >= 60], ids(range(60))]


def test_a_copy_with_the_persona_is_better_than_a_longer_one_without() -> None:
    sketches = [sketch_of(chat(range(0))) for _ in range(2)]
    sketches[0].messages, sketches[1].messages, sketches[1].mine = 90, 60, True
    assert sketches[1].rank() < sketches[0].rank()


def test_names_may_differ_between_the_phones() -> None:
    left, _ = used(chat(range(60)), chat(range(60), people="Ada Bennie"))
    assert left[1] == []


def test_a_message_that_was_said_twice_in_a_minute_stays_twice() -> None:
    twice = chat(range(30))
    doubled = msgspec.structs.replace(twice, messages=[m for m in twice.messages for _ in range(2)])
    left, _ = used(doubled, chat(range(30)))
    assert [len(part) for part in left] == [60, 0]


@pytest.mark.parametrize("shift", [1, 60])
def test_another_time_is_another_message(shift: int) -> None:
    left, _ = used(chat(range(60)), chat(range(60), shift=shift * 60))
    assert [len(part) for part in left] == [60, 60]


def test_a_greeting_that_was_sent_to_many_makes_no_copy() -> None:
    greeting = Message("g", "Ada", dt.datetime(2024, 1, 1), "Happy new year to you and yours!")
    chats = [
        Conversation("test", name, None, (Participant("Ada", "Ada"), Participant(name, name)), False, [greeting])
        for name in ("Ben", "Cy", "Di")
    ]
    left, _ = used(*chats)
    assert left == [["g"]] * 3


def test_an_essay_in_two_formats_is_used_once_and_equal_days_of_a_journal_twice() -> None:
    person = (Participant("author", ""),)

    def text(words: str, day: int) -> Conversation:
        message = Message("1", "author", dt.datetime(2024, 1, day), words)
        return Conversation("essays", f"{day}", None, person, False, [message], monologue=True)

    left, _ = used(text("It rained. " * 50, 1), text("It rained. " * 50, 2), text("Nothing.", 3), text("Nothing.", 4))
    assert left == [["1"], [], ["1"], ["1"]]
