"""What an importer reads is complete however it is walked, or an error: gathered in a list, too late, twice, in part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import msgspec
import pytest

from simulacrum_core import Conversation, Importer, Participant, Registry, Source, UsageError
from simulacrum_core.conversations.timezones import in_zone

from ..conftest import talk

PEOPLE = (Participant("Ada", "Ada"), Participant("Ben", "Ben"))
TELEGRAM = Registry.installed().importer("telegram")


def account(path: Path, *sizes: int) -> Source:
    """A Telegram account with a chat of each of these sizes."""
    chats = [
        {
            "name": f"Chat {number}",
            "type": "private_group",
            "id": 4000 + number,
            "messages": [
                {
                    "id": id,
                    "type": "message",
                    "date": "2024-05-01T10:00:00",
                    "from": "Mara",
                    "from_id": "user7",
                    "text": f"line {id} " + "x" * 300,
                }
                for id in range(1, size + 1)
            ],
        }
        for number, size in enumerate(sizes)
    ]
    path.write_text(json.dumps({"about": "", "chats": {"about": "", "list": chats}}, indent=1))
    return Source([path])


def counts(conversations: list[Conversation]) -> list[int]:
    return [sum(1 for _ in chat.messages) for chat in conversations]


def test_chats_gathered_in_a_list_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    chats = list(TELEGRAM().read(account(tmp_path / "result.json", 3000, 2000)))
    for chat in chats:
        with pytest.raises(UsageError, match=r"'Chat \d' are gone.*Walk the messages of each.*keep=True"):
            counts([chat])


def test_chats_walked_in_their_order_are_whole_and_a_second_walk_is_an_error(tmp_path: Path) -> None:
    found = []
    for chat in TELEGRAM().read(account(tmp_path / "result.json", 3000, 2000)):
        found += counts([chat])
        with pytest.raises(UsageError, match=r"were walked already.*list\(conversation.messages\)"):
            counts([chat])
    assert found == [3000, 2000]


def test_a_walk_that_was_begun_in_time_and_ends_too_late_is_an_error(tmp_path: Path) -> None:
    chats = TELEGRAM().read(account(tmp_path / "result.json", 3000, 2000))
    first = iter(next(chats).messages)
    next(first)
    assert counts([next(chats)]) == [2000]
    with pytest.raises(UsageError, match="are gone"):
        list(first)


def test_the_only_chat_of_a_source_can_be_walked_at_any_time_and_often(tmp_path: Path) -> None:
    source = account(tmp_path / "result.json", 3000)
    [chat] = TELEGRAM().read(source)
    assert counts([chat, chat, chat]) == [3000, 3000, 3000]


def test_what_is_found_in_the_only_chat_is_found_once_however_often_it_is_walked(tmp_path: Path) -> None:
    source = account(tmp_path / "result.json", 5)
    path = tmp_path / "result.json"
    path.write_text(path.read_text().replace("2024-05-01", "2024-05-99", 1))
    in_order = source.again()
    assert [size for chat in TELEGRAM().read(in_order) for size in counts([chat])] == [5]
    [chat] = TELEGRAM().read(source)
    assert counts([chat, chat]) == [5, 5]
    assert in_order.findings.problems
    assert vars(source.findings) == vars(in_order.findings)


def test_a_zone_changes_nothing_of_this(tmp_path: Path) -> None:
    zone = ZoneInfo("Europe/Berlin")
    [chat] = in_zone(TELEGRAM().read(account(tmp_path / "result.json", 3000)), zone)
    assert counts([chat, chat]) == [3000, 3000]
    chats = list(in_zone(TELEGRAM().read(account(tmp_path / "result.json", 3000, 2000)), zone))
    with pytest.raises(UsageError, match="are gone"):
        counts(chats)


class Shared(Importer):
    """Somebody else's importer, whose conversations share a stream; it does nothing to be guarded."""

    name: ClassVar[str] = "shared"

    def identify(self, source: Source) -> bool:
        return True

    def read(self, source: Source) -> Iterator[Conversation]:
        stream = iter(talk("Ada: one", "Ben: two", "Ada: three", "Ben: four"))
        for size in (2, 2):
            part = islice(stream, size)
            yield Conversation("test", "chat", None, PEOPLE, False, part)
            list(part)


class Kept(Shared):
    """One that keeps what it reads."""

    name: ClassVar[str] = "kept"

    def read(self, source: Source) -> Iterator[Conversation]:
        yield from (msgspec.structs.replace(chat, messages=[*chat.messages]) for chat in super().read(source))


def test_somebody_elses_importer_is_guarded_too(tmp_path: Path) -> None:
    assert [sum(1 for _ in chat.messages) for chat in Shared().read(Source([tmp_path]))] == [2, 2]
    with pytest.raises(UsageError, match="are gone"):
        counts(list(Shared().read(Source([tmp_path]))))


def test_messages_that_an_importer_keeps_can_be_walked_at_any_time_and_often(tmp_path: Path) -> None:
    chats = list(Kept().read(Source([tmp_path])))
    assert counts([*chats, *chats]) == [2, 2, 2, 2]
