"""Whole texts with the tokenizers of real models: the ids of raw and of axolotl are the same wherever borders allow it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import Manifest, load_tokenizer

from .conftest import BUDGET, CASES, run_simulacrum

pytestmark = pytest.mark.slow

SEAMLESS = ("llama3", "qwen3", "qwen3-unnamed", "gemma3", "deepseek")
DRIFTING = ("llama2", "llama2-origin", "llama2-unnamed", "llama3-origin")


@pytest.fixture(scope="module")
def raw(models: Path, datasets: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The dataset folder of every case once more, made for raw."""
    folder = tmp_path_factory.mktemp("raw")
    source = [datasets["tiny"].parent / "chat.txt", "--from", "whatsapp", "--to", "raw", "--me", "Ada"]
    recipe = ["--system-prompt", "A chat of {me} and {other}.", "--budget", BUDGET, "--seed", 1, "--validation", 0.1]
    for name in (*SEAMLESS, *DRIFTING):
        options = [option for option in CASES[name].options if option not in ("-e", "adapter", "qlora")]
        run_simulacrum(
            "convert", *source, *recipe, "--base-model", models / CASES[name].model, *options, "-o", folder / name
        )
    return {name: folder / name for name in (*SEAMLESS, *DRIFTING)}


@cache
def shown(folder: Path, *options: str) -> list[dict[str, Any]]:
    lines = run_simulacrum("preview", folder, *options, "--json", "--all").stdout.splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", SEAMLESS)
def test_no_token_reaches_across_a_seamless_border_so_ids_and_labels_are_those_of_axolotl(
    raw: dict[str, Path], datasets: dict[str, Path], name: str
) -> None:
    assert shown(raw[name], "--tokens") == shown(datasets[name], "--tokens")
    assert Manifest.load(raw[name]).statistics == Manifest.load(datasets[name]).statistics


@pytest.mark.parametrize("name", [*SEAMLESS, *DRIFTING])
def test_the_ids_are_those_of_the_whole_text_within_the_budget(raw: dict[str, Path], name: str) -> None:
    manifest, rows = Manifest.load(raw[name]), shown(raw[name], "--tokens")
    tokenizer = load_tokenizer(manifest.tokenizer.spec, bos=manifest.template.bos, eos=manifest.template.eos)
    texts = ["".join(part["text"] for part in row["segments"]) for row in shown(raw[name])]
    assert [row["input_ids"] for row in rows] == list(map(tokenizer.encode, texts))
    assert max(len(row["input_ids"]) for row in rows) == manifest.statistics.longest <= BUDGET
    checked = run_simulacrum("check", raw[name])
    assert "Every promise holds." in checked.stdout
    assert "Note:" not in checked.stderr


@pytest.mark.parametrize("name", DRIFTING)
def test_where_segments_drift_raw_has_other_ids_than_axolotl(
    raw: dict[str, Path], datasets: dict[str, Path], name: str
) -> None:
    ids = [[row["input_ids"] for row in shown(folders[name], "--tokens")] for folders in (raw, datasets)]
    assert ids[0] != ids[1]


@pytest.mark.parametrize("name", [*SEAMLESS, *DRIFTING])
def test_all_that_the_persona_wrote_is_trained_on_and_nothing_of_others(raw: dict[str, Path], name: str) -> None:
    manifest = Manifest.load(raw[name])
    tokenizer = load_tokenizer(manifest.tokenizer.spec, bos=manifest.template.bos, eos=manifest.template.eos)
    for row, plain in zip(shown(raw[name], "--tokens"), shown(raw[name]), strict=True):
        text = "".join(part["text"] for part in plain["segments"])
        mine = [part["label"] for part in plain["segments"] for _ in part["text"]]
        start, trained = 0, [False] * len(text)
        for end, label in zip(tokenizer.ends(text), row["labels"], strict=True):
            trained[start:end] = [label != -100] * (end - start)
            start = end
        told = [i for i, char in enumerate(text) if not char.isspace()]
        assert [trained[i] for i in told] == [mine[i] for i in told]
        assert row["labels"][-1] != -100
