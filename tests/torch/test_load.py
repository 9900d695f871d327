"""A dataset of any exporter as the library `datasets` has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core.dataset import load
from simulacrum_core.errors import DatasetError

from ..conftest import chat_text
from .conftest import TALK, simulacrum

COLUMNS = {
    "axolotl": ["segments"],
    "raw": ["segments"],
    "messages": ["messages"],
    "sharegpt": ["conversations", "system"],
    "completion": ["text"],
}


def test_the_rows_of_a_split_in_several_files_are_one_after_the_other(tmp_path: Path) -> None:
    lines = []
    for number in range(3_000):
        words = " ".join(f"word{number * k % 97}" for k in range(2, 80))
        day, clock = number // 600 + 1, f"{number // 60 % 10 + 8:02}:{number % 60:02}"
        lines.append(f"{day:02}/01/2024, {clock} - {'Ada' if number % 2 else 'Ben'}: {words}\n")
    (tmp_path / "chat.txt").write_text("".join(lines), encoding="utf-8")
    simulacrum("convert", tmp_path / "chat.txt", "--me", "Ada", "-e", "shard", 1, "-o", tmp_path / "ada")
    files = sorted((tmp_path / "ada").glob("train-*-of-*.jsonl"))
    assert len(files) > 1
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert load(tmp_path / "ada")["train"].to_list() == rows


@pytest.mark.parametrize("exporter", COLUMNS)
def test_the_rows_of_every_exporter_are_those_of_its_files(
    base: Path, tmp_path: Path, exporter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*(line for _ in range(40) for pair in TALK for line in pair)))
    options = ["--me", "Ada", "--base-model", base, "--to", exporter, "--validation", 0.2, "-o", tmp_path / "ada"]
    simulacrum("convert", tmp_path / "chat.txt", *options)
    loaded = load(tmp_path / "ada")
    assert list(loaded) == ["train", "validation"]
    for split, rows in loaded.items():
        assert rows.column_names == COLUMNS[exporter]
        lines = (tmp_path / "ada" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        assert rows.to_list() == list(map(json.loads, lines))
        # They are in memory: no copy of the conversations lies in a cache.
        assert rows.cache_files == []


def test_a_damaged_row_is_told_with_its_line(dataset: Path) -> None:
    rows = (dataset / "train.jsonl").read_bytes().splitlines(keepends=True)
    (dataset / "train.jsonl").write_bytes(rows[0] + b"{\n" + b"".join(rows[1:]))
    with pytest.raises(DatasetError, match="damaged") as told:
        load(dataset)
    assert told.value.line == 2
