"""Rows in several files before the real `axolotl preprocess`, which reads all of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simulacrum_core import Manifest

from .conftest import DRIVER, counted, previewed, run_axolotl, run_simulacrum, write_config
from .environment import tokenizer_folders

pytestmark = pytest.mark.slow


def test_axolotl_prepares_the_rows_of_all_files(axolotl: Path, tmp_path: Path) -> None:
    model = shutil.copytree(tokenizer_folders() / "qwen3", tmp_path / "model")
    write_config(model, {"model_type": "qwen3"})
    chat, lines = tmp_path / "WhatsApp Chat with Ben.txt", []
    for number in range(2_400):
        words = " ".join(f"word{number * k % 97}" for k in range(2, 80))
        day, hour, minute = number // 600 + 1, number // 60 % 10 + 8, number % 60
        lines.append(f"{day:02}/01/2024, {hour:02}:{minute:02} - {'Ada' if number % 2 else 'Ben'}: {words}\n")
    chat.write_text("".join(lines), encoding="utf-8")
    dataset = tmp_path / "ada"
    run_simulacrum("convert", chat, "--me", "Ada", "--base-model", model, "-e", "shard", "1", "-o", dataset)
    assert len(list(dataset.glob("train-*-of-*.jsonl"))) > 1
    run_axolotl(axolotl, "python", DRIVER, "--control=<|im_end|>", tmp_path / "report.jsonl", dataset)
    report = json.loads((tmp_path / "report.jsonl").read_text(encoding="utf-8"))
    assert (report["unknown"], "Dropped" in report["log"]) == ([], False)
    rows = Manifest.load(dataset).statistics.examples
    shown = [counted(part) for part in previewed(dataset).values()]
    prepared = [counted(part) for part in report["prepared"]]
    assert sorted(part.total() for part in prepared) == sorted(rows.values())
    assert sum(map(len, prepared)) == sum(map(len, shown))
    assert all(part in shown for part in prepared)
