"""A large channel of Discord that is read in chunks gives what one reading gives, whatever is in it."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from bench.chats import write_discord
from simulacrum_core import Conversation, Findings, Persona, Source, SourceError
from simulacrum_core.execution import started
from simulacrum_core.execution.processes import Processes
from simulacrum_discord.importer import DiscordImporter
from simulacrum_discord.json import batches, chunks

from ..conftest import Simulacrum
from .test_chunks import noted
from .test_workers import contents

CORPORA = Path(__file__).parents[1] / "corpora" / "discord"
SAID = [
    "ok",
    "so I said",
    "<@180000000000000001> look, <@&801000000000000012> too",
    '}, { "id": "1", "type": "Default" in a text',
    "<:quack:123456789012345678> <t:1700000000:R> `<#1>`",
    "😂 naïve \\ / \" '",
    "",
    "x" * 900,
]


def cut(patch: pytest.MonkeyPatch, size: int, block: int = 600) -> None:
    """Read in chunks of so many bytes, and in such blocks."""
    patch.setattr(chunks, "SIZE", size)
    patch.setattr(chunks, "_WINDOW", 300)
    patch.setattr(batches, "_BLOCK", block)


def both(path: Path, importer: DiscordImporter | None = None) -> bool:
    """Whether a file is read in chunks; all that is read of it and told of it is that of one reading then."""
    importer, source, findings = importer or DiscordImporter(), Source([path]), Findings()
    apart = Processes(1)._in_chunks([(importer, source.again())], None, findings, Persona())
    if apart is not None:
        assert told(apart, findings) == told(importer.read(source), source.findings)
    return apart is not None


def told(conversations: Iterable[Conversation], findings: Findings) -> tuple[object, ...]:
    read = [(msgspec.structs.replace(one, messages=()), plain(one)) for one in conversations]
    return read, findings.decisions, findings.problems, findings.counts


def plain(conversation: Conversation) -> list[tuple[object, ...]]:
    return list(map(msgspec.structs.astuple, conversation.messages))


def test_all_samples_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 500)
    assert sum(map(both, sorted(CORPORA.rglob("*.json")))) > 5


def member(rng: Random) -> dict[str, Any]:
    who = rng.randrange(4)
    roles = [{"id": f"80100000000000001{place}", "name": f"Crew {place}"} for place in range(rng.randrange(4))]
    name = rng.choice([f"person.{who}", f"person.{who}.the.longest.name.of.all"])
    return {
        "id": f"18000000000000000{who}",
        "name": name,
        "discriminator": rng.choice(["0000", "1234"]),
        "nickname": rng.choice([None, "Ada", f"P{who}"]),
        "isBot": who == 3,
        "roles": roles,
    }


def post(rng: Random, number: int) -> dict[str, Any]:
    """A message as the exporter writes one, with all that may look like the border of another one."""
    stamp = f"2024-02-{1 + number // 400:02}T{9 + number % 400 // 30:02}:{number % 60:02}:07.123+01:00"
    files = [{"id": str(n), "url": "https://a.example/b.png", "fileName": "b.png"} for n in range(rng.randrange(3))]
    embeds = [
        {"title": "t", "author": {"name": "Site"}, "fields": [{"id": "5", "type": "x"}, {"id": "6", "type": "x"}]}
    ]
    return {
        "id": str(600_000_000_000_000_000 + number * 4_194_304),
        "type": rng.choice(["Default"] * 6 + ["Reply", "ChannelPinnedMessage", "GuildMemberJoin", "20"]),
        "timestamp": stamp,
        "timestampEdited": rng.choice([None, stamp]),
        "content": rng.choice(SAID),
        "author": member(rng),
        "attachments": files if rng.random() < 0.2 else [],
        "embeds": embeds if rng.random() < 0.2 else [],
        "reactions": [{"emoji": {"name": "❤️"}, "count": 1, "users": [member(rng)]}] if rng.random() < 0.2 else [],
        "mentions": [member(rng)] if rng.random() < 0.3 else [],
        "reference": {"messageId": str(600_000_000_000_000_000 + rng.randrange(number + 1) * 4_194_304)},
    }


DAMAGES: dict[str, Any] = {
    "none": lambda rng, posts: None,
    "a message that is no object": lambda rng, posts: posts.insert(rng.randrange(len(posts)), rng.choice([5, "a", []])),
    "a number in the place of a text": lambda rng, posts: rng.choice(posts).update(content=5),
    "an author without an id": lambda rng, posts: rng.choice(posts).update(author={"name": "Nobody"}),
    "an author of few bytes": lambda rng, posts: rng.choice(posts).update(author={"id": "7", "name": "N"}),
    "no type": lambda rng, posts: rng.choice(posts).pop("type"),
    "the same message twice": lambda rng, posts: posts.insert(0, dict(posts[-1])),
    "other keys first": lambda rng, posts: posts.append(dict(reversed(posts[-1].items()))),
    "half a character": lambda rng, posts: rng.choice(posts).update(content="\ud83d half"),
    "no date": lambda rng, posts: rng.choice(posts).pop("timestamp"),
    "the newest first": lambda rng, posts: posts.reverse(),
}


def document(rng: Random, damage: str) -> bytes:
    posts = [post(rng, number) for number in range(rng.randrange(1, 60))]
    DAMAGES[damage](rng, posts)
    whole = {
        "guild": {"id": "600", "name": "Pond"},
        "channel": {"id": "700", "type": "GuildTextChat", "name": "general"},
        "messages": posts,
        "messageCount": len(posts) + (rng.random() < 0.2),
    }
    return json.dumps(whole, indent=rng.choice([None, 2]), ensure_ascii=damage == "half a character").encode()


def broken(rng: Random, data: bytes) -> bytes:
    """The same, sound or damaged somewhere."""
    at = rng.randrange(len(data) // 4, len(data))
    return rng.choice(
        [data] * 4
        + [data[:at], data[:at] + data[at + 3 :], data[:at] + b"\xff" + data[at:], data[:at] + b'"' + data[at:]]
        + [data.replace(b'"messageCount"', b'"more": [1], "messageCount"'), b"\xef\xbb\xbf" + data, data + b"{}"]
    )


@pytest.mark.parametrize("damage", DAMAGES)
def test_any_channel_gives_the_same(damage: str, tmp_path: Path) -> None:
    done = list[bool]()
    for turn in range(40):
        rng, path = Random(f"{damage} {turn}"), tmp_path / f"{turn}.json"
        path.write_bytes(broken(rng, document(rng, damage)))
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, rng.randrange(200, 6000), rng.randrange(300, 4000))
            done.append(both(path, DiscordImporter(bots=rng.random() < 0.3)))
    assert any(done) != (damage == "the newest first")


def test_a_large_channel_has_the_same_bytes_for_any_number_of_processes(
    simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sound, and with a message in the middle that is none."""
    monkeypatch.setattr(started, "METHOD", "fork")
    cut(monkeypatch, 40_000, 9_000)
    done = noted(monkeypatch)
    write_discord(tmp_path / "sound.json", 1_500)
    data = (tmp_path / "sound.json").read_bytes()
    middle = data.index(b'"content"', len(data) // 2)
    (tmp_path / "damaged.json").write_bytes(data[:middle] + b'"content": 5, "text"' + data[middle + 9 : -2000])
    for source in ("sound.json", "damaged.json"):
        found = []
        for count in (1, 2, 3, 5):
            call = ("convert", source, "--me", "Ada Lind", "-o", "out", "--force", "--workers", count)
            result = simulacrum(*call, "--session-gap", "20m")
            assert result.exit_code == 0, result.stderr
            found.append((contents(tmp_path / "out"), result.stderr))
        assert found[0] == found[1] == found[2] == found[3]
    assert done == [True] * 6


def test_what_a_chunk_needs_can_be_handed_to_other_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 5_000)
    write_discord(path := tmp_path / "general.json", 50)
    read = list[int]()
    importer, source = DiscordImporter(), Source([path], on_read=read.append)
    found = importer.chunks(source)
    assert found is not None
    assert len([*found.walk()]) == len(read) > 5
    assert abs(2 * sum(read) / path.stat().st_size - importer.readings) < 0.1
    shared = pickle.loads(pickle.dumps(found.shared))
    learned = [importer.learn_chunk(pickle.loads(pickle.dumps(chunk)), shared) for chunk in found.walk()]
    settled = importer.settle_chunks(source, found.whole, iter(pickle.loads(pickle.dumps(learned))))
    assert settled is not None
    pickle.dumps(settled)
    assert {person.name for person in settled[0].participants} == {"Ada Lind", "Ben Kowal"}


def test_a_message_that_is_long_is_not_held_whole_to_part_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 5_000)
    monkeypatch.setattr(chunks, "_LONGEST", 30_000)
    write_discord(path := tmp_path / "general.json", 90)
    data = path.read_bytes()
    middle = data.index(b'"content": "', len(data) // 2) + len(b'"content": "')
    path.write_bytes(data[:middle] + b"long " * 9_000 + data[middle:])
    importer = DiscordImporter()
    found = importer.chunks(Source([path]))
    assert found is not None
    every = [*found.walk()]
    assert sum(is_read(importer, chunk, found.whole) for chunk in every) == len(every) - 2 > 5
    assert both(path)


def is_read(importer: DiscordImporter, chunk: chunks.Chunk, shared: chunks.Parted) -> bool:
    try:
        return bool([*importer.read_chunk(chunk, shared, Findings())[0]])
    except SourceError:
        return False


def test_what_is_not_a_file_of_its_own_or_goes_backwards_is_read_in_one_go(tmp_path: Path) -> None:
    write_discord(path := tmp_path / "general.json", 50)
    with zipfile.ZipFile(tmp_path / "pond.zip", "w") as file:
        file.write(path, "general.json")
    assert DiscordImporter().chunks(Source([path])) is not None
    assert DiscordImporter().chunks(Source([tmp_path / "pond.zip"])) is None
    utf16 = tmp_path / "utf16.json"
    utf16.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert DiscordImporter().chunks(Source([utf16])) is None
