"""Essays and journal entries before the real axolotl: prepared as they are shown, with the ids of the whole text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from simulacrum_core import Manifest

from .conftest import PHRASES, run_axolotl, run_simulacrum

pytestmark = pytest.mark.slow

# One of each kind of tokenizer: SentencePiece, bytes, and SentencePiece without a prefix; chats are tried with all of them.
MODELS = ("llama2", "qwen3", "gemma3")
BUDGET = 128
DRIVER = Path(__file__).with_name("preprocess.py")


def essays(rng: Random) -> str:
    """Invented conversations as JSON Lines: essays with quotations, of one word to many pages."""
    lines = []
    for i in range(20):
        paragraphs = [" ".join(rng.choices(PHRASES, k=rng.randint(1, 60))).strip() for _ in range(i)] or ["Rain."]
        messages = [
            {"id": str(j), "author": "author" if j % 3 != 1 else None, "sent_at": f"2024-01-{i + 1:02}T00:00:00"}
            | {"text": text, "kind": "text" if j % 3 != 1 else "quote"}
            for j, text in enumerate(paragraphs)
        ]
        head = {"source": "essays", "id": f"{i}", "title": f"On rain, part {i}" if i % 4 else None}
        people = [{"id": "author", "name": ""}]
        lines.append(json.dumps(head | {"participants": people, "monologue": True, "messages": messages}))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def reports(axolotl: Path, models: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Any]]:
    """By model: the dataset's folder, and what axolotl made of it."""
    folder = tmp_path_factory.mktemp("monologues")
    source = folder / "essays.jsonl"
    source.write_text(essays(Random(3)), encoding="utf-8")
    for name in MODELS:
        target = ["--me", "Ada", "--base-model", models / name, "--budget", BUDGET, "-o", folder / name]
        run_simulacrum("convert", source, "--validation", 0.1, *target)
    run_axolotl(
        axolotl, "python", DRIVER, "--control=</s>", folder / "reports.jsonl", *(folder / name for name in MODELS)
    )
    lines = (folder / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    return {name: (folder / name, json.loads(line)) for name, line in zip(MODELS, lines, strict=True)}


@pytest.mark.parametrize("name", MODELS)
def test_axolotl_prepares_exactly_the_rows_that_preview_shows(reports: dict[str, Any], name: str) -> None:
    folder, report = reports[name]
    shown = map(json.loads, run_simulacrum("preview", folder, "--tokens", "--json", "--all").stdout.splitlines())
    rows = [row for part in report["prepared"] for row in part]
    wanted = Counter((tuple(row["input_ids"]), tuple(row["labels"])) for row in shown)
    assert Counter((tuple(row["input_ids"]), tuple(row["labels"])) for row in rows) == wanted
    assert "Dropped" not in report["log"]
    manifest = Manifest.load(folder)
    assert len(rows) == sum(manifest.statistics.examples.values()) == manifest.statistics.monologues > 100
    assert max(len(row["input_ids"]) for row in rows) == manifest.statistics.longest <= BUDGET
    assert run_simulacrum("check", folder).exit_code == 0


@pytest.mark.parametrize("name", [name for name in MODELS if name != "llama2"])
def test_the_rows_have_the_ids_of_their_whole_text(reports: dict[str, Any], name: str) -> None:
    _, report = reports[name]
    rows = [tuple(row["input_ids"]) for part in report["prepared"] for row in part]
    whole = Counter(tuple(ids) for part in report["whole"].values() for ids in part)
    drifted = sum((Counter(rows) - whole).values())
    # A cut inside a text without spaces has no border that the model sees as one.
    assert drifted <= len(rows) // 50
