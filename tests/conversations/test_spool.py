"""The spool: every walk gives what was read, whatever it is, and what it costs is told."""

from __future__ import annotations

import datetime as dt
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

import simulacrum_core.conversations.spool as module
from simulacrum_core.conversations.spool import Spool, packed, unpacked
from simulacrum_core.models import Attachment, Conversation, Message, Participant, Reaction
from simulacrum_core.sources import message_blocks

NOON = dt.datetime(2021, 3, 4, 12, 0, 1, 250)
TIMES = {
    "none": None,
    "plain": NOON,
    "the first year": dt.datetime(1, 1, 1),
    "utc": NOON.replace(tzinfo=dt.UTC),
    "an offset": NOON.replace(tzinfo=dt.timezone(-dt.timedelta(hours=3, minutes=30))),
    "an offset with seconds": NOON.replace(tzinfo=dt.timezone(dt.timedelta(minutes=53, seconds=28))),
    "a zone": NOON.replace(tzinfo=ZoneInfo("Europe/Berlin")),
    "the second hour": dt.datetime(2021, 10, 31, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
    "the second hour of no zone": dt.datetime(2021, 10, 31, 2, 30, fold=1),
}


def full(sent_at: dt.datetime | None, text: str = "Grüße\n\0 😀") -> Message:
    return Message(
        "1",
        None,
        sent_at,
        text,
        "media",
        "0",
        (Attachment("image", "a.jpg"), Attachment("file")),
        True,
        "",
        (Reaction("❤", 2, ("ada",)),),
        "chat.txt:1",
    )


def values(messages: Iterable[Message]) -> list[tuple[object, ...]]:
    return [msgspec.structs.astuple(message) for message in messages]


@pytest.mark.parametrize("sent_at", TIMES.values(), ids=TIMES)
def test_a_message_is_the_same_afterwards(sent_at: dt.datetime | None) -> None:
    for text in ("", "hm", "half \ud83d of a character"):
        (kept,) = unpacked(packed([full(sent_at, text)]))
        assert msgspec.structs.astuple(kept) == msgspec.structs.astuple(full(sent_at, text))
        if sent_at is not None and kept.sent_at is not None:
            assert (kept.sent_at.utcoffset(), kept.sent_at.fold) == (sent_at.utcoffset(), sent_at.fold)
            assert isinstance(kept.sent_at.tzinfo, ZoneInfo) == isinstance(sent_at.tzinfo, ZoneInfo)


def test_more_reactions_than_a_machine_counts_are_kept() -> None:
    many = msgspec.structs.replace(full(None), reactions=(Reaction("❤", 1 << 70),))
    assert unpacked(packed([many]))[0].reactions == many.reactions


@pytest.mark.parametrize("memory", [0, 1 << 20])
def test_a_source_is_walked_once_and_every_walk_gives_all_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, memory: int
) -> None:
    monkeypatch.setattr(module, "_MEMORY", memory)
    monkeypatch.setattr(message_blocks, "_BLOCK", 500)
    ada = Participant("ada", "Ada \ud83d", ("ada1",))
    whole = [
        Conversation("chats", "a", "A", (ada,), True, [full(NOON, f"{i}") for i in range(20)], owner="ada"),
        Conversation("chats", "b", None, (), False, []),
        Conversation("notes", "c", None, (ada,), False, [full(None)], monologue=True),
    ]
    reads = []

    def read() -> Iterator[Conversation]:
        for one in whole:
            reads.append(one.id)
            yield msgspec.structs.replace(one, messages=iter(one.messages))

    with Spool(read(), tmp_path / "out") as spool:
        # Nothing is missing later where the first walk looks at no message, or ends early.
        next(iter(spool))
        for _ in range(2):
            walked = list(spool)
            assert [msgspec.structs.replace(one, messages=()) for one in walked] == [
                msgspec.structs.replace(one, messages=()) for one in whole
            ]
            # In any order, too.
            assert [values(one.messages) for one in walked[::-1]] == [values(one.messages) for one in whole[::-1]]
        assert list(tmp_path.iterdir()) == []
    assert reads == ["a", "b", "c"]


@pytest.mark.skipif(sys.platform == "win32", reason="no modes of files")
def test_the_copy_on_the_disk_is_its_owners_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "_MEMORY", 1)
    with Spool(iter([Conversation("chats", "a", None, (), False, [full(NOON)])]), tmp_path / "out") as spool:
        list(spool)
        found = os.fstat(spool._file.fileno())
        assert stat.S_IMODE(found.st_mode) == 0o600
        assert found.st_dev == tmp_path.stat().st_dev
        assert found.st_nlink == 0, "no name leads to it"


def test_blocks_hold_little_however_long_the_messages_are() -> None:
    sizes = []

    def read() -> Iterator[Message]:
        for i in range(50):
            sizes.append(i)
            yield full(None, "x" * 100_000)

    with Spool(iter([Conversation("notes", "a", None, (), False, read())])) as spool:
        next(iter(next(iter(spool)).messages))
    assert len(sizes) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size")
def test_a_reading_that_is_larger_than_the_disk_ends_in_one_line(tmp_path: Path) -> None:
    lines = (f"{1 + i // 1440 % 28:02}/0{1 + i // 40320}/2020, {i // 60 % 24:02}:{i % 60:02} - " for i in range(60_000))
    said = (f"{line}{'Ada' if i % 2 else 'Ben'}: this and that {i}\n" for i, line in enumerate(lines))
    (tmp_path / "chat.txt").write_text("".join(said), encoding="utf-8")
    found = subprocess.run(
        [sys.executable, "-m", "simulacrum_core", "convert", "chat.txt", "--me", "Ada", "-o", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)),
    )
    assert found.returncode == 1
    (line,) = found.stderr.splitlines()
    assert "a copy of what is read does not fit on this disk" in line
    assert "Make room, or pass an -o on a larger disk" in line
    assert [path.name for path in tmp_path.iterdir()] == ["chat.txt"]
