"""An invented server: channels as DiscordChatExporter writes them, with bots, marks, and one in two files."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

PEOPLE = [(f"{300 + i}0000000000000000", name) for i, name in enumerate(("ada", "ben", "cy", "dot", "herald"))]
_WORDS = "the old boat lies at the river and nobody in the village knows who left it there last winter".split()


def write_server(folder: Path, channels: int, messages: int) -> None:
    """So many channels, the first with ten times as many messages as each other one."""
    folder.mkdir()
    for number in range(channels):
        posts = _posts(number, messages * (1 if number else 10))
        half = len(posts) // 2
        if number == 1:
            _write(folder, number, posts[: half + 5], " [part 1]")
            _write(folder, number, posts[half - 5 :], " [part 2]")
        else:
            _write(folder, number, posts)
    (folder / "notes.pdf").write_bytes(b"%PDF-nothing")
    (folder / "broken.json").write_text('{"guild": 5, "x": [{"timestampEdited":null}]', encoding="utf-8")


def _posts(number: int, count: int) -> list[dict[str, object]]:
    rng, now = random.Random(number), dt.datetime(2023, 5, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
    posts: list[dict[str, object]] = []
    for i in range(count):
        now += dt.timedelta(minutes=rng.choice((1, 1, 2, 4, 300)))
        id, name = PEOPLE[(rng.randrange(3) + number) % len(PEOPLE)]
        author = {"id": id, "name": name, "nickname": name.title(), "isBot": name == "herald", "roles": []}
        text = f"{' '.join(rng.choices(_WORDS, k=rng.randint(1, 12)))} {i}"
        if rng.random() < 0.05:
            text += f" <#70000000000000{number:04d}> <@{PEOPLE[0][0]}>"
        post: dict[str, object] = {
            "id": str((int(now.timestamp() * 1000) - 1420070400000) << 22 | i % 4096),
            "type": "Default",
            "timestamp": now.isoformat(),
            "timestampEdited": None,
            "content": text,
            "author": author,
            "attachments": [],
            "reactions": [],
        }
        if i > 3 and rng.random() < 0.05:
            post |= {"type": "Reply", "reference": {"messageId": posts[-2]["id"]}}
        posts.append(post)
    return posts


def _write(folder: Path, number: int, posts: list[dict[str, object]], part: str = "") -> None:
    channel = {"id": f"70000000000000{number:04d}", "type": "GuildTextChat", "category": "a", "name": f"c{number}"}
    whole = {
        "guild": {"id": "88", "name": "Village"},
        "channel": channel,
        "exportedAt": "2024-06-01T00:00:00+00:00",
        "messages": posts,
        "messageCount": len(posts),
    }
    path = folder / f"Village - a - c{number} [{channel['id']}]{part}.json"
    path.write_text(json.dumps(whole, indent=2), encoding="utf-8")
