"""Exports of apps that no importer reads are named, so that nobody searches for a fault in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core import Registry, Source, SourceError
from simulacrum_core.conversations.foreign_formats import FORMATS, name_of
from simulacrum_core.conversations.identification import choose
from simulacrum_core.testing import samples

CORPORA = Path(__file__).parents[1] / "corpora"
FILES = {
    "general/day.json": (
        json.dumps([{"type": "message", "user": "U0000000AB", "text": "hi", "ts": "1767430800.000100"}]),
        "Slack",
    ),
    "inbox/ben/message_1.json": (
        json.dumps({"participants": [{"name": "Ben"}], "messages": [{"sender_name": "Ben", "timestamp_ms": 1}]}),
        "Messenger",
    ),
    "line.txt": ("[LINE] Chat history with Ben\nSaved on: 2026/01/02 03:04\n", "LINE"),
    "kakao.txt": ("Ben KakaoTalk Chats\nDate Saved : July 10, 2015, 8:00 PM\n", "KakaoTalk"),
    "sms.xml": ("<?xml version='1.0'?>\n<smses count='1'><sms address='1' body='hi'/></smses>", "SMS Backup"),
    "conversations.json": (
        json.dumps([{"title": "x", "mapping": {"a": {"message": {"author": {"role": "user"}}}}, "current_node": "a"}]),
        "ChatGPT",
    ),
    "pond.log": ("[21:05] <ben> hi\n[21:06] <ada> yo\n[21:07] <ben> ok\n", "IRC"),
}


@pytest.mark.parametrize("name", FILES)
def test_an_export_that_nobody_reads_is_named(tmp_path: Path, name: str, registry: Registry) -> None:
    text, app = FILES[name]
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert app in (name_of(Source([path]).files()) or "")
    with pytest.raises(SourceError, match=rf"export of .*{app}.*; no importer for it is installed"):
        choose(registry, [str(path)], None)


def test_the_line_that_nobody_understands_is_shown(tmp_path: Path, registry: Registry) -> None:
    path = tmp_path / "table.tsv"
    path.write_text("name\tborn\nAda\t1815\n")
    with pytest.raises(SourceError, match="its first line is 'name"):
        choose(registry, [str(path)], None)


@pytest.mark.parametrize("importer", ["whatsapp", "telegram", "discord", "conversations", "essays", "journals"])
def test_what_an_importer_reads_is_no_other_app(importer: str) -> None:
    for sample in samples(CORPORA / importer):
        if sample.with_name(f"{sample.name}.expected.jsonl").exists():
            assert name_of(Source([sample]).files()) is None, sample


def test_the_table_names_twenty_apps() -> None:
    assert len({one.name for one in FORMATS}) >= 20
