"""Groups: what is read apart, anywhere, and put together is what one reading gives."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from simulacrum_core import Conversation, Source
from simulacrum_core.conversations.groups import Group, groups_of, settled
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


@pytest.fixture
def phone(tmp_path: Path) -> Source:
    """Chats of which one tells the order of the dates of the others, one is damaged, and one was sent in another."""
    folder = tmp_path / "phone"
    folder.mkdir()
    chats = {
        "Ben": "13/01/2024, 09:00 - Ada: x\n13/01/2024, 09:01 - Ben: WhatsApp Chat with Cy.txt (file attached)\n",
        "Cy": "02/01/2024, 09:00 - Cy: sent on\n02/01/2024, 09:01 - Dot: yes\n",
        "Dot": "03/04/2024, 09:00 - Dot: pond.jpg (file attached)\n31/02/2024, 09:01 - Ada: no such day\nmore\n",
        "Eve": "05/06/2024, 09:00 - Eve: <Media omitted>\n05/06/2024, 09:00 - Ada: ok",
    }
    for name, text in chats.items():
        (folder / f"WhatsApp Chat with {name}.txt").write_text(text, encoding="utf-8")
    (folder / "recipe.txt").write_text("flour and water\n", encoding="utf-8")
    (folder / "pond.jpg").write_bytes(b"\xff\xd8")
    return Source([folder])


def test_chats_that_are_learned_apart_give_what_one_reading_gives(
    phone: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer = WhatsAppImporter(encoding="Zoe=utf-16")
    whole, apart = phone.again(), phone.again()
    expected = kept(read_part(importer, whole))
    found = groups_of(importer, apart, None)
    assert found is not None
    monkeypatch.chdir("/")
    learned = [pickle.loads(pickle.dumps(group)).learn() for group in found]
    for _, findings in learned:
        apart.findings.extend(findings)
    parts = [pickle.loads(pickle.dumps(group)).read() for group in settled(found, [one for one, _ in learned], apart)]
    assert [one for part in parts for one in kept(part.conversations)] == expected
    assert [one.title for one in expected] == ["Ben", "Dot", "Eve"]
    for part in parts:
        apart.findings.extend(part.findings)
    assert apart.findings.decisions == whole.findings.decisions
    assert apart.findings.problems == whole.findings.problems
    assert any(one.line == 2 and one.file.endswith("Dot.txt") for one in whole.findings.problems)


def test_what_is_sent_of_a_chat_does_not_grow_with_its_folder(phone: Source, tmp_path: Path) -> None:
    sizes = []
    for count in (0, 500):
        for number in range(count):
            (tmp_path / "phone" / f"IMG-{number}.jpg").write_bytes(b"")
        found = groups_of(WhatsAppImporter(), Source([tmp_path / "phone"]), None)
        assert found is not None
        sizes.append(len(pickle.dumps(found[0].learn())))
    assert sizes[0] == sizes[1]


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
