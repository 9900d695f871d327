"""Where each row comes from: told for every row, private, never pushed, and under invented names where those are asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import DatasetError
from simulacrum_core.dataset.provenance import read_provenance

from ..conftest import Simulacrum


def whatsapp(folder: Path, name: str, word: str, pairs: int = 12) -> None:
    lines = [
        f"{1 + i:02}/03/2024, 10:0{j} - {who}: {word} {i}" for i in range(pairs) for j, who in enumerate((name, "Ada"))
    ]
    folder.mkdir(exist_ok=True)
    (folder / f"WhatsApp Chat with {name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    whatsapp(tmp_path / "chats", "Ben Kowal", "ferry")
    whatsapp(tmp_path / "chats", "Mira Holt", "ladder")
    return tmp_path / "chats"


@pytest.mark.parametrize("exporter", ["axolotl", "messages", "sharegpt"])
def test_every_row_has_a_line_that_is_true(simulacrum: Simulacrum, chats: Path, tmp_path: Path, exporter: str) -> None:
    assert simulacrum("convert", chats, "--me", "Ada", "--to", exporter, "-o", "out").exit_code == 0
    told = {(line["split"], line["row"]): line for line in lines_of(tmp_path / "out" / "provenance.jsonl")}
    count = 0
    for split in ("train", "validation"):
        for number, row in enumerate((tmp_path / "out" / f"{split}.jsonl").read_text("utf-8").split("\n")[:-1], 1):
            line, count = told[split, number], count + 1
            word, partner = ("ferry", "Ben Kowal") if "ferry" in row else ("ladder", "Mira Holt")
            assert word in row
            assert (line["source"], line["title"], line["partners"]) == ("whatsapp", partner, [partner])
            assert line["first"] <= line["last"]
    assert count == len(told)
    assert (tmp_path / "out" / "provenance.jsonl").stat().st_mode & 0o777 == 0o600


def test_invented_names_are_invented_there_too(simulacrum: Simulacrum, chats: Path, tmp_path: Path) -> None:
    assert simulacrum("convert", chats, "--me", "Ada", "--pseudonyms", "-o", "out").exit_code == 0
    told = (tmp_path / "out" / "provenance.jsonl").read_text(encoding="utf-8")
    assert not {"Ben", "Kowal", "Mira", "Holt"} & set(told.replace('"', " ").replace(".", " ").split())


def test_it_is_no_file_of_the_manifest_and_so_never_pushed(simulacrum: Simulacrum, chats: Path, tmp_path: Path) -> None:
    for force in ((), ("--force",)):
        assert simulacrum("convert", chats, "--me", "Ada", "-o", "out", *force).exit_code == 0
    manifest = json.loads((tmp_path / "out" / "simulacrum.json").read_text(encoding="utf-8"))
    assert "provenance.jsonl" not in [info["path"] for info in manifest["files"]]
    assert simulacrum("check", "out").exit_code == 0


def test_preview_shows_examples_of_a_chat(simulacrum: Simulacrum, chats: Path, tmp_path: Path) -> None:
    assert simulacrum("convert", chats, "--me", "Ada", "-o", "out").exit_code == 0
    shown = simulacrum("preview", "out", "--chat", "mira", "--all", "--source", "whatsapp").stdout
    assert "ladder" in shown
    assert "ferry" not in shown
    assert simulacrum("preview", "out", "--chat", "nobody").exit_code == 1
    (tmp_path / "out" / "provenance.jsonl").unlink()
    missing = simulacrum("preview", "out", "--chat", "mira")
    assert missing.exit_code == 1
    assert "it is not known where its rows come from" in missing.stderr


def test_one_that_is_nested_deep_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "provenance.jsonl").write_text('{"a":' * 100_000, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"provenance.jsonl:1: damaged"):
        list(read_provenance(tmp_path))
