"""The sample chat of the guide before the real `axolotl preprocess`: the one slow test that every change passes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simulacrum_core import Manifest

from .conftest import DRIVER, counted, previewed, run_axolotl, run_simulacrum, write_config
from .environment import HOME, tokenizer_folders

pytestmark = pytest.mark.slow
EXAMPLES = HOME / "docs" / "examples"


def test_axolotl_prepares_the_sample_exactly_as_preview_shows_it(axolotl: Path, tmp_path: Path) -> None:
    model = shutil.copytree(tokenizer_folders() / "qwen3", tmp_path / "model")
    write_config(model, {"model_type": "qwen3"})
    chat = EXAMPLES / "WhatsApp Chat with Ben Kowal.txt"
    dataset = tmp_path / "ada"
    run_simulacrum("convert", chat, "--persona", EXAMPLES / "ada.toml", "--base-model", model, "-o", dataset)
    run_axolotl(axolotl, "python", DRIVER, "--control=<|im_end|>", tmp_path / "report.jsonl", dataset)
    report = json.loads((tmp_path / "report.jsonl").read_text(encoding="utf-8"))
    assert "Success! Preprocessed data path" in report["log"]
    assert "Dropped" not in report["log"]
    assert report["unknown"] == []
    train, validation = map(counted, previewed(dataset).values())
    rows = Manifest.load(dataset).statistics.examples
    assert (train.total(), validation.total()) == (rows["train"], rows["validation"])
    assert train.total() > 50
    parts = [counted(part) for part in report["prepared"]]
    assert parts in ([train, validation], [validation, train])
