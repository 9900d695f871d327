"""What is damaged: the samples of the corpora, each as a tree of files; and sound chats to stand beside them."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from simulacrum_core.testing import expected_file, samples

CORPORA = Path(__file__).parents[1] / "corpora"
IMPORTERS = sorted(path.name for path in CORPORA.iterdir() if path.name not in ("privacy", "threads"))
Tree = dict[str, bytes]
"""Files by their path in what is handed in; a sample that is one file is a tree of one."""
ME, OTHER = "Nela Quist", "Oda Veylin"
SAID = (
    "zanderkraut for supper, says the plumlarch",
    "only if quenbir brings it",
    "quenbir always brings it\nand the dorrelhat too",
    "then I skate to yorvenbridge",
    "mind the fennoquill there",
    "it was frimbled last week",
)
_LARGEST = 1 << 17


@cache
def trees(importer: str) -> list[Tree]:
    """The samples of an importer that are not large; a zip is the tree of its members."""
    found = [_tree(path) for path in samples(CORPORA / importer) if expected_file(path).exists()]
    return [tree for tree in found if sum(map(len, tree.values())) <= _LARGEST]


@cache
def files(importer: str) -> list[tuple[str, bytes]]:
    """All files of an importer's samples."""
    return [item for tree in trees(importer) for item in tree.items()]


def _tree(path: Path) -> Tree:
    if path.is_file():
        return unpacked(path.read_bytes()) if path.suffix.lower() == ".zip" else {path.name: path.read_bytes()}
    inside = sorted(file for file in path.rglob("*") if file.is_file())
    return {f"{path.name}/{file.relative_to(path).as_posix()}": file.read_bytes() for file in inside}


def unpacked(data: bytes) -> Tree:
    """The members of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def has_sound(importer: str) -> bool:
    """Whether there are sound files for an importer; others have a chat of WhatsApp beside them."""
    return importer in _SOUND


def sound(importer: str) -> Tree:
    """Files that an importer reads to what is in `SAID`, enough of it for a dataset."""
    return dict(_SOUND[importer]())


def _moments() -> list[dt.datetime]:
    return [dt.datetime(2023, 11, 27 + i // 4, 19, 20 + i) for i in range(len(SAID))]


def _lines() -> list[tuple[dt.datetime, str, str]]:
    return [(at, (OTHER, ME)[i % 2], text) for i, (at, text) in enumerate(zip(_moments(), SAID, strict=True))]


def _whatsapp() -> Iterator[tuple[str, bytes]]:
    text = "".join(f"{at:%d/%m/%Y, %H:%M} - {who}: {said}\n" for at, who, said in _lines())
    yield f"WhatsApp Chat with {OTHER}.txt", text.encode()


def _telegram() -> Iterator[tuple[str, bytes]]:
    ids = {OTHER: "user990011", ME: "user990022"}
    messages = [
        {"id": i, "type": "message", "date": f"{at:%Y-%m-%dT%H:%M:%S}", "from": who, "from_id": ids[who], "text": said}
        for i, (at, who, said) in enumerate(_lines(), 1)
    ]
    chat = {"name": OTHER, "type": "personal_chat", "id": 990011, "messages": messages}
    yield "sound-telegram.json", json.dumps(chat, indent=1).encode()


def _discord() -> Iterator[tuple[str, bytes]]:
    ids = {OTHER: "990000000000000011", ME: "990000000000000022"}
    messages = [
        {
            "id": str(990100000000000000 + i),
            "type": "Default",
            "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}+00:00",
            "timestampEdited": None,
            "callEndedTimestamp": None,
            "isPinned": False,
            "content": said,
            "author": {"id": ids[who], "name": who, "discriminator": "0000", "nickname": who, "isBot": False},
            **{key: [] for key in ("attachments", "embeds", "stickers", "reactions", "mentions")},
        }
        for i, (at, who, said) in enumerate(_lines())
    ]
    channel = {"id": "990300000000000001", "type": "GuildTextChat", "name": "reedbank", "topic": None}
    guild = {"id": "990200000000000001", "name": "Reedbank", "iconUrl": ""}
    whole = {"guild": guild, "channel": channel, "dateRange": {"after": None, "before": None}, "messages": messages}
    yield "sound-discord.json", json.dumps(whole | {"messageCount": len(messages)}, indent=2).encode()


def _conversations() -> Iterator[tuple[str, bytes]]:
    people = [{"id": name, "name": name} for name in (OTHER, ME)]
    messages = [
        {"id": str(i), "author": who, "sent_at": at.isoformat(), "text": said}
        for i, (at, who, said) in enumerate(_lines())
    ]
    whole = {"source": "sound", "id": "sound", "title": None, "participants": people, "one_sided": False}
    yield "sound-conversations.jsonl", json.dumps(whole | {"messages": messages}).encode() + b"\n"


def _essay() -> Iterator[tuple[str, bytes]]:
    for number, half in enumerate((SAID[:3], SAID[3:])):
        words = "\n\n".join(f"Well, {said}." for said in half)
        head = f"---\ntitle: Plumlarch {number}\nauthor: {ME}\ndate: 2023-11-27\n---"
        yield f"sound-essay-{number}.md", f"{head}\n\n{words}\n".encode()


def _journal() -> Iterator[tuple[str, bytes]]:
    entries = [f"[{at:%Y-%m-%d %H:%M}] {said}\n" for at, said in zip(_moments(), SAID, strict=True)]
    yield "sound-jrnl.txt", "\n".join(entries).encode()


def _mail() -> Iterator[tuple[str, bytes]]:
    addresses = {OTHER: "other@reedbank.example", ME: "me@reedbank.example"}
    # A new thread each day: trainers need two examples, and a thread is one session.
    mails = [
        f"From {addresses[who]} {at:%a %b %d %H:%M:%S %Y}\nFrom: {who} <{addresses[who]}>\nSubject: Reedbank {at:%d}\n"
        f"Message-ID: <{i}@reedbank.example>\n{f'In-Reply-To: <{i - 1}@reedbank.example>{chr(10)}' if i % 4 else ''}"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\n\n{said}\n\n"
        for i, (at, who, said) in enumerate(_lines())
    ]
    yield "sound-mail.mbox", "".join(mails).encode()


_SOUND = {
    "whatsapp": _whatsapp,
    "telegram": _telegram,
    "discord": _discord,
    "conversations": _conversations,
    "essays": _essay,
    "journals": _journal,
    "mail": _mail,
}
