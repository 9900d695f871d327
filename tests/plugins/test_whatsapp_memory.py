"""What many chats in a folder cost: memory grows with the chats, not with the square of them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from simulacrum_core import Source
from simulacrum_whatsapp import WhatsAppImporter


def _kept(folder: Path, chats: int, pictures: int, messages: int = 10) -> int:
    """Bytes that are in memory when all chats of a folder were looked at."""
    folder.mkdir()
    for number in range(chats):
        lines = (
            f"{1 + i % 9:02}/02/2023, 09:{i % 60:02} - {'Ada' if i % 2 else f'P{number}'}: ahoy {i}\n"
            for i in range(messages)
        )
        (folder / f"WhatsApp Chat with P{number}.txt").write_text("".join(lines))
    for number in range(pictures):
        (folder / f"IMG-2023-WA{number:05}.jpg").touch()
    source = Source([folder])
    source.files()
    tracemalloc.start()
    conversations = WhatsAppImporter().read(source)
    first = next(conversations)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert first.source == "whatsapp"
    return size


def test_a_chat_costs_the_same_among_few_and_among_many(tmp_path: Path) -> None:
    _kept(tmp_path / "warm", 5, 0)
    few, many = _kept(tmp_path / "few", 50, 0), _kept(tmp_path / "many", 400, 0)
    assert (many - few) / 350 < 3_000


def test_a_picture_beside_many_chats_costs_no_more_than_beside_one(tmp_path: Path) -> None:
    _kept(tmp_path / "warm", 5, 0)
    none, some = _kept(tmp_path / "none", 50, 0), _kept(tmp_path / "some", 50, 1000)
    assert (some - none) / 1000 < 1_000


def test_a_longer_chat_is_kept_in_no_more_memory(tmp_path: Path) -> None:
    _kept(tmp_path / "warm", 5, 0)
    short, long = _kept(tmp_path / "short", 20, 0, 40), _kept(tmp_path / "long", 20, 0, 400)
    assert (long - short) / 20 < 40_000
