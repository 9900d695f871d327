"""Rows in several files: the same rows, whatever the number of files and of processes."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from simulacrum_core import Manifest
from simulacrum_core.dataset import write_rows
from simulacrum_core.models import Segment, TrainingExample
from simulacrum_huggingface.datasets import dataset_parcel

from ..conftest import Simulacrum

WORDS = "the pond is calm and the duck sleeps while rain falls on our old green boat near a quiet lake tonight".split()
SIZES = (10, 30, 400, 20, 5, 60, 60)


def examples() -> list[TrainingExample]:
    return [TrainingExample((Segment(True, "ä" * size),), "train") for size in SIZES]


def text_of(example: TrainingExample) -> object:
    return example.segments[0].text


def written(folder: Path, shard: int | None) -> list[Path]:
    folder.mkdir()
    return write_rows(examples(), folder, text_of, shard=shard).paths


@pytest.mark.parametrize("shard", [1, 100, 130, 300, 1_000])
def test_files_are_no_larger_and_hold_the_same_rows_in_their_order(tmp_path: Path, shard: int) -> None:
    whole = written(tmp_path / "whole", None)[0].read_bytes()
    parts = written(tmp_path / "parts", shard)
    assert b"".join(part.read_bytes() for part in parts) == whole
    for part in parts:
        lines = part.read_bytes().splitlines()
        assert lines
        assert part.stat().st_size <= shard or len(lines) == 1
    # As many rows as fit are in each of them.
    sizes = [part.stat().st_size for part in parts]
    firsts = [len(part.read_bytes().splitlines(keepends=True)[0]) for part in parts[1:]]
    assert all(size + first > shard for size, first in zip(sizes, firsts, strict=False))


def test_their_names_say_which_and_of_how_many(tmp_path: Path) -> None:
    names = [path.name for path in written(tmp_path / "parts", 500)]
    assert names == ["train-00000-of-00003.jsonl", "train-00001-of-00003.jsonl", "train-00002-of-00003.jsonl"]
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == names


def test_one_file_is_called_as_always(tmp_path: Path) -> None:
    assert [path.name for path in written(tmp_path / "parts", 10_000)] == ["train.jsonl"]


def test_the_digits_of_the_content_are_the_same(tmp_path: Path) -> None:
    contents = set()
    for shard in (None, 1, 130):
        folder = tmp_path / str(shard)
        folder.mkdir()
        contents.add(write_rows(examples(), folder, text_of, shard=shard).content)
    assert len(contents) == 1


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people who write two megabytes and a half."""
    file = tmp_path_factory.mktemp("shards") / "WhatsApp Chat with Ben.txt"
    lines, draw = [], Random(1)
    for number in range(6_000):
        day, hour, minute = number // 600 + 1, number // 60 % 10 + 8, number % 60
        words = " ".join(draw.choices(WORDS, k=80))
        lines.append(f"{day:02}/01/2024, {hour:02}:{minute:02} - {'Ada' if number % 2 else 'Ben'}: {words}\n")
    file.write_text("".join(lines), encoding="utf-8")
    return file


def test_a_dataset_in_several_files_is_checked_shown_and_loaded(
    simulacrum: Simulacrum, chat: Path, tmp_path: Path
) -> None:
    common = ("convert", chat, "--me", "Ada", "--tokenizer", "bytes")
    assert simulacrum(*common, "-o", tmp_path / "whole").exit_code == 0
    for workers in (1, 2):
        made = simulacrum(*common, "--workers", workers, "-e", "shard", 1, "-o", tmp_path / f"parts{workers}")
        assert made.exit_code == 0, made.output
    whole, folder = tmp_path / "whole", tmp_path / "parts1"
    parts = sorted(folder.glob("train-*.jsonl"))
    assert len(parts) >= 2
    assert b"".join(part.read_bytes() for part in parts) == (whole / "train.jsonl").read_bytes()
    for part in [*parts, folder / "axolotl.yml", folder / "README.md", folder / "provenance.jsonl"]:
        assert part.read_bytes() == (tmp_path / "parts2" / part.name).read_bytes()
    manifest = Manifest.load(folder)
    rows = {info.path: info.rows for info in manifest.files if info.split == "train"}
    assert rows == {part.name: len(part.read_bytes().splitlines()) for part in parts}
    assert sum(rows.values()) == manifest.statistics.examples["train"]
    checked = simulacrum("check", folder)
    assert "Every promise holds" in checked.output, checked.output
    assert simulacrum("preview", folder, "--all").output.count("── train-") == manifest.statistics.examples["train"]
    config = (folder / "axolotl.yml").read_text(encoding="utf-8")
    assert [line for line in config.splitlines() if "- path:" in line] == [
        *(f"  - path: {part.name}" for part in parts),
        "  - path: validation.jsonl",
    ]


def test_a_file_that_lost_rows_is_missed(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ada"
    simulacrum("convert", chat, "--me", "Ada", "--tokenizer", "bytes", "-e", "shard", 1, "-o", folder)
    last = max(folder.glob("train-*.jsonl"))
    last.write_bytes(last.read_bytes().split(b"\n", 1)[1])
    checked = simulacrum("check", folder)
    assert (checked.exit_code, "rows, but the manifest says" in checked.output) == (1, True)


def test_the_hub_gets_all_files(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ada"
    simulacrum("convert", chat, "--me", "Ada", "--tokenizer", "bytes", "-e", "shard", 1, "-o", folder)
    sent = {item.path: item.content for item in dataset_parcel(folder, Manifest.load(folder), "org/base", "me/x").items}
    names = [f"data/{part.name}" for part in sorted(folder.glob("train-*"))]
    assert [path for path in sent if path.startswith("data/train")] == names
    assert all(f"  - path: {name}\n".encode() in bytes(sent["axolotl.yml"]) for name in names)
    assert b"path: data/train-*.jsonl" in bytes(sent["README.md"])
