"""Groups: what is read apart, anywhere, and put together is what one reading gives."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from simulacrum_core import Conversation, Source
from simulacrum_core.conversations.groups import Group, groups_of
from simulacrum_core.conversations.participants import People
from simulacrum_core.conversations.read import read_part
from simulacrum_core.errors import SourceError
from simulacrum_discord.importer import DiscordImporter
from simulacrum_whatsapp.importer import WhatsAppImporter

from .channels import write_server

IMPORTER = DiscordImporter()


@pytest.fixture
def server(tmp_path: Path) -> Source:
    write_server(tmp_path / "server", 6, 40)
    return Source([tmp_path / "server"])


def groups(source: Source) -> list[Group]:
    found = groups_of(IMPORTER, source, "Europe/Berlin")
    assert found is not None
    return [pickle.loads(pickle.dumps(group)) for group in found]


def kept(conversations: Iterator[Conversation]) -> list[Conversation]:
    return [msgspec.structs.replace(one, messages=tuple(one.messages)) for one in conversations]


def test_channels_that_are_read_apart_give_what_one_reading_gives(
    server: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = server.again()
    expected = kept(read_part(IMPORTER, whole, "Europe/Berlin"))
    monkeypatch.chdir("/")
    parts = [group.read() for group in groups(server)]
    assert [one for part in parts for one in kept(part.conversations)] == expected
    for part in parts:
        server.findings.extend(part.findings)
    IMPORTER.tell([part.tally for part in parts], server.findings)
    assert server.findings.decisions == whole.findings.decisions
    assert server.findings.problems == whole.findings.problems
    assert {one.subject for one in whole.findings.decisions} == {"bots", "overlapping files", "Discord's marks"}


def test_people_who_are_counted_apart_add_up(server: Source) -> None:
    conversations = kept(read_part(IMPORTER, server.again()))
    together, added = People(), People()
    for one in conversations:
        alone = People()
        for people in (together, alone):
            list(people.watched(one).messages)
        added.add(alone)
    assert added == together


def test_what_hangs_together_is_read_in_one_piece(tmp_path: Path, server: Source) -> None:
    (tmp_path / "WhatsApp Chat with Ben.txt").write_text("13/01/2024, 09:00 - Ada: x\n", encoding="utf-8")
    assert groups_of(WhatsAppImporter(), Source([tmp_path / "WhatsApp Chat with Ben.txt"]), None) is None
    csv = tmp_path / "server" / "Village - a - c7 [700000000000000077].csv"
    csv.write_text('AuthorID,Author,Date,Content,Attachments,Reactions\n"1","x","01-Jan-24 09:00 AM","a","",""\n')
    assert groups_of(IMPORTER, Source([tmp_path / "server"]), None) is None


def test_a_file_that_changes_between_two_readings_is_told(server: Source, tmp_path: Path) -> None:
    from simulacrum_core.conversations.groups import GroupPart

    part = GroupPart(groups(server)[0], 0, 3, 10_000)
    with pytest.raises(SourceError, match="changed while it was read"):
        list(part.conversation().messages)
    assert len(list(msgspec.structs.replace(part, count=20).conversation().messages)) == 20
