"""A large chat of Telegram that is read in chunks gives what one reading gives, whatever is in it."""

from __future__ import annotations

import json
import pickle
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.chats import write_telegram
from simulacrum_core import Findings, Persona, Source
from simulacrum_core.execution import started
from simulacrum_core.execution.processes import Processes
from simulacrum_core.sources.json_stream import cursor
from simulacrum_telegram import chunks, mending, scouting
from simulacrum_telegram.importer import TelegramImporter

from ..conftest import Simulacrum
from .test_chunks import noted
from .test_chunks_discord import told
from .test_workers import contents

CORPORA = Path(__file__).parents[1] / "corpora" / "telegram"
SAID: list[Any] = [
    "ok",
    "so I said",
    "/start",
    "/start@some_bot now",
    '}, { "id": 1, "type": "message" in a text',
    "😂 naïve \\ / \" '",
    "",
    ["see ", {"type": "link", "text": "www.pond.example"}, {"type": "bold", "text": "now"}],
    "x" * 900,
]


def cut(patch: pytest.MonkeyPatch, size: int, block: int = 600) -> None:
    """Read in chunks of so many bytes, of chats whose people show in so many."""
    patch.setattr(chunks, "SIZE", size)
    patch.setattr(chunks, "_WINDOW", 300)
    patch.setattr(chunks, "_BLOCK", 3)
    patch.setattr(scouting, "KEPT", 2_000)
    for module in (cursor, mending):
        patch.setattr(module, "READ_SIZE", block)


def both(path: Path, importer: TelegramImporter | None = None) -> bool:
    """Whether a file is read in chunks; all that is read of it and told of it is that of one reading then."""
    importer, source, findings = importer or TelegramImporter(), Source([path]), Findings()
    apart = Processes(1)._in_chunks([(importer, source.again())], None, findings, Persona())
    if apart is not None:
        assert told(apart, findings) == told(importer.read(source), source.findings)
    return apart is not None


def test_all_samples_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 300)
    monkeypatch.setattr(scouting, "KEPT", 200)
    assert sum(map(both, sorted(CORPORA.rglob("*.json")))) > 3


def note(rng: Random, number: int, *, is_old: bool) -> dict[str, Any]:
    """A message as Telegram Desktop writes one, with all that may look like the border of another one."""
    who = rng.randrange(4)
    stamp = f"2024-02-{1 + number // 400:02}T{9 + number % 400 // 30:02}:{number % 60:02}:07"
    said = {"id": number, "type": "message", "date": stamp, "date_unixtime": str(1_700_000_000 + 60 * number)}
    said |= {"from": f"Person {who}", "from_id": f"user10{who}", "text": rng.choice(SAID)}
    if is_old:
        del said["date_unixtime"]
    if rng.random() < 0.1:
        said |= {"edited": stamp, "reply_to_message_id": rng.randrange(number + 1)}
    if rng.random() < 0.1:
        peer = {"from": "Ben", "from_id": "user101", "date": stamp}
        said["reactions"] = [{"type": "emoji", "count": 1, "emoji": "❤", "recent": [peer]}]
    if rng.random() < 0.1:
        said["poll"] = {"question": "Who?", "answers": [{"text": "me", "id": 5}, {"text": "you", "id": 6}]}
    if rng.random() < 0.1:
        said |= {"photo": "photos/a.jpg", "width": 5, "height": 6}
    if rng.random() < 0.1:
        said |= {"via_bot": "@gif", "inline_bot_buttons": [[{"type": "url", "text": "go"}]]}
    if rng.random() < 0.05:
        return {"id": number, "type": "service", "date": stamp, "actor": "Ben", "actor_id": "user101", "action": "pin"}
    return said


DAMAGES: dict[str, Any] = {
    "none": lambda rng, notes: None,
    "a message that is no object": lambda rng, notes: notes.insert(rng.randrange(len(notes)), rng.choice([5, "a", []])),
    "a number in the place of a text": lambda rng, notes: rng.choice(notes).update(text=5),
    "no author": lambda rng, notes: rng.choice(notes).pop("from_id", None),
    "an author of whom nobody knows": lambda rng, notes: notes[-1].update({"from_id": "user999", "from": "New"}),
    "no id": lambda rng, notes: rng.choice(notes).pop("id"),
    "no date": lambda rng, notes: [rng.choice(notes).pop(key, None) for key in ("date", "date_unixtime")],
    "a topic": lambda rng, notes: rng.choice(notes).update(type="service", action="topic_created", title="Ducks"),
    "a deeper message": lambda rng, notes: rng.choice(notes).update(
        more=[{"id": 1, "type": "message"}, {"id": 2, "type": "message"}]
    ),
    "other keys first": lambda rng, notes: notes.append(dict(reversed(notes[-1].items()))),
    "half a character": lambda rng, notes: rng.choice(notes).update(text="\ud83d half"),
}

UNSOUND = {"a message that is no object", "a number in the place of a text", "half a character"}


def document(rng: Random, damage: str) -> bytes:
    is_old = rng.random() < 0.2
    notes = [note(rng, number, is_old=is_old) for number in range(1, rng.randrange(20, 90))]
    DAMAGES[damage](rng, notes)
    whole: dict[str, Any] = {"name": "Pond", "type": rng.choice(["private_supergroup", "personal_chat"]), "id": 101}
    whole["messages"] = notes
    return json.dumps(whole, indent=rng.choice([None, 1]), ensure_ascii=damage == "half a character").encode()


def broken(rng: Random, data: bytes) -> bytes:
    """The same, sound or damaged somewhere."""
    at = rng.randrange(len(data) // 4, len(data))
    return rng.choice(
        [data] * 4
        + [data[:at], data[:at] + data[at + 3 :], data[:at] + b"\xff" + data[at:], data[:at] + b'"' + data[at:]]
        + [data[:at] + b"\\x1" + data[at:], b"\xef\xbb\xbf" + data, data + b"{}", data + data]
    )


@pytest.mark.parametrize("damage", DAMAGES)
def test_any_chat_gives_the_same(damage: str, tmp_path: Path) -> None:
    done = list[bool]()
    for turn in range(60):
        rng, path = Random(f"{damage} {turn}"), tmp_path / f"{turn}.json"
        path.write_bytes(broken(rng, document(rng, damage)))
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, rng.randrange(200, 6000), rng.randrange(300, 2000))
            done.append(both(path, TelegramImporter(bots=rng.random() < 0.3)))
    assert any(done) != (damage in UNSOUND)


def test_a_large_chat_has_the_same_bytes_for_any_number_of_processes(
    simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sound, and with a message in the middle that is none."""
    monkeypatch.setattr(started, "METHOD", "fork")
    cut(monkeypatch, 40_000, 9_000)
    done = noted(monkeypatch)
    write_telegram(tmp_path / "sound.json", 1_500)
    data = (tmp_path / "sound.json").read_bytes()
    middle = data.index(b'"text"', len(data) // 2)
    (tmp_path / "damaged.json").write_bytes(data[:middle] + b'"text": 5, "said"' + data[middle + 6 : -2000])
    for source in ("sound.json", "damaged.json"):
        found = []
        for count in (1, 2, 3, 5):
            call = ("convert", source, "--me", "Ada Lind", "-o", "out", "--force", "--workers", count)
            result = simulacrum(*call, "--session-gap", "20m")
            assert result.exit_code == 0, result.stderr
            found.append((contents(tmp_path / "out"), result.stderr))
        assert found[0] == found[1] == found[2] == found[3]
    assert done == [True] * 3 + [False] * 3


def test_what_a_chunk_needs_can_be_handed_to_other_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 5_000)
    write_telegram(path := tmp_path / "result.json", 200)
    read = list[int]()
    importer, source = TelegramImporter(), Source([path], on_read=read.append)
    found = importer.chunks(source)
    assert found is not None
    every = [*found.walk()]
    assert len(every) == len(read) - 1 > 5
    assert abs(2 * sum(read) / path.stat().st_size - importer.readings) < 0.1
    parted = pickle.loads(pickle.dumps(found.shared))
    learned = [importer.learn_chunk(pickle.loads(pickle.dumps(chunk)), parted) for chunk in every]
    settled = importer.settle_chunks(source, found.whole, iter(learned))
    head, shared = pickle.loads(pickle.dumps(settled))
    assert {person.name for person in head.participants} == {"Ada Lind", "Ben Kowal"}
    chunk = pickle.loads(pickle.dumps(every[1]))
    blocks, _ = importer.read_chunk(chunk, shared, Findings())
    assert sum(map(len, blocks)) > 5


def test_a_chat_with_a_message_that_is_long_is_read_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 5_000)
    monkeypatch.setattr(chunks, "_LONGEST", 30_000)
    write_telegram(path := tmp_path / "result.json", 300)
    assert both(path)
    data = path.read_bytes()
    middle = data.index(b'"text": "', len(data) // 2) + len(b'"text": "')
    path.write_bytes(data[:middle] + b"long " * 9_000 + data[middle:])
    assert not both(path)


def test_what_is_not_one_chat_in_a_file_of_its_own_is_read_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(monkeypatch, 5_000)
    write_telegram(path := tmp_path / "result.json", 100)
    with zipfile.ZipFile(tmp_path / "pond.zip", "w") as file:
        file.write(path, "result.json")
    assert TelegramImporter().chunks(Source([path])) is not None
    assert TelegramImporter().chunks(Source([tmp_path / "pond.zip"])) is None
    assert TelegramImporter().chunks(Source([path, tmp_path / "pond.zip"])) is None
    twice = tmp_path / "twice.json"
    twice.write_bytes(path.read_bytes() * 2)
    assert TelegramImporter().chunks(Source([twice])) is None
    monkeypatch.setattr(scouting, "KEPT", 2 << 20)
    assert TelegramImporter().chunks(Source([path])) is None
