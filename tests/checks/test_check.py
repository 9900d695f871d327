"""What `check` says of a dataset that somebody changed: each promise, broken by hand, is named with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core.checks.rows import _has_surrogate

from ..conftest import Simulacrum, chat_text

Segments = list[dict[str, Any]]
CHAT = chat_text(*["Ben Kowal: is it dry?", "Ada: nearly", "Ada: give it a day"] * 20)


@pytest.fixture
def dataset(simulacrum: Simulacrum, tmp_path: Path) -> Path:
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")
    options = ["--me", "Ada", "--system-prompt", "A chat.", "--budget", 2000]
    made = simulacrum("convert", "chat.txt", *options, "-o", "out")
    assert made.exit_code == 0, made.output
    return tmp_path / "out"


def change(dataset: Path, damage: Callable[[Segments], None]) -> None:
    """Change the segments of the second row."""
    path = dataset / "train.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    row = json.loads(lines[1])
    damage(row["segments"])
    lines[1] = json.dumps(row)
    path.write_text("\n".join(lines), encoding="utf-8")


def rewrite(index: int, old: str, new: str) -> Callable[[Segments], None]:
    def damage(segments: Segments) -> None:
        assert old in segments[index]["text"]
        segments[index]["text"] = segments[index]["text"].replace(old, new, 1)

    return damage


def relabel(index: int) -> Callable[[Segments], None]:
    return lambda segments: segments[index].update(label=not segments[index]["label"])


DAMAGES = {
    "it does not begin with the system prompt": rewrite(0, "A chat.", "A talk."),
    "it begins with a segment that is trained on": relabel(0),
    "it does not end with the persona": relabel(-1),
    "neighbouring segments have the same label": relabel(0),
    "an empty segment": lambda segments: segments.extend([{"label": False, "text": ""}, *segments[-1:]]),
    "a trained segment does not begin with": rewrite(-1, "Ada:", "Eve:"),
    "a line inside somebody's words begins with 'Ada'": rewrite(0, "dry?", "dry?\nAda: no\n"),
    "it has no segments": lambda segments: segments.clear(),
}


def test_a_dataset_as_it_was_made_keeps_every_promise(simulacrum: Simulacrum, dataset: Path) -> None:
    checked = simulacrum("check", dataset)
    assert (checked.exit_code, "Every promise holds." in checked.output) == (0, True)
    assert "No keys, passwords, or numbers of cards and banks were found" in checked.output


def test_examples_that_the_persona_opens_are_no_essays_beside_some(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "life").mkdir()
    said = ["Ada: the boat is out", "Ben: nice", "Ada: see you", "Ben: ok", "Ada: bye"] * 12
    (tmp_path / "life" / "chat.txt").write_text(chat_text(*said), encoding="utf-8")
    (tmp_path / "life" / "rain.md").write_text("# On rain\n\n" + "It rained, and I wrote of it. " * 9, encoding="utf-8")
    made = simulacrum("convert", "life", "--me", "Ada", "--openers", "keep", "--max-messages", 2, "-o", "both")
    assert made.exit_code == 0, made.stderr
    result = simulacrum("check", "both")
    assert (result.exit_code, "Every promise holds." in result.stdout) == (0, True), result.stdout


@pytest.mark.parametrize("what", DAMAGES)
def test_a_row_that_breaks_a_promise_is_named_by_its_line(simulacrum: Simulacrum, dataset: Path, what: str) -> None:
    change(dataset, DAMAGES[what])
    checked = simulacrum("check", dataset)
    assert checked.exit_code == 1
    assert any("train.jsonl:2:" in line and what in line for line in checked.stdout.split("\n")), checked.stdout


def test_private_data_that_was_to_be_replaced_is_a_fault_and_else_a_remark(
    simulacrum: Simulacrum, dataset: Path
) -> None:
    change(dataset, rewrite(0, "is it dry?", "the password is Rowboat!19"))
    checked = simulacrum("check", dataset)
    assert checked.exit_code == 0
    assert "what looks like secrets is in the text (1 password)" in checked.output
    manifest = json.loads((dataset / "simulacrum.json").read_text())
    manifest["recipe"]["redact"] = ["password"]
    (dataset / "simulacrum.json").write_text(json.dumps(manifest))
    checked = simulacrum("check", dataset)
    assert (checked.exit_code, "private data is left: password" in checked.output) == (1, True)


@pytest.mark.parametrize("file", ["axolotl.yml", "train.jsonl"])
def test_a_file_that_is_missing_is_named(simulacrum: Simulacrum, dataset: Path, file: str) -> None:
    (dataset / file).unlink()
    checked = simulacrum("check", dataset)
    assert checked.exit_code == 1
    assert file in checked.output


def test_rows_that_were_taken_out_are_missed(simulacrum: Simulacrum, dataset: Path) -> None:
    path = dataset / "train.jsonl"
    path.write_text(path.read_text().split("\n", 1)[1])
    checked = simulacrum("check", dataset)
    assert (checked.exit_code, "rows, but the manifest says" in checked.output) == (1, True)


def test_a_ledger_that_does_not_add_up_is_a_fault(simulacrum: Simulacrum, dataset: Path) -> None:
    manifest = json.loads((dataset / "simulacrum.json").read_text())
    manifest["ledger"]["trained"] += 1
    (dataset / "simulacrum.json").write_text(json.dumps(manifest))
    checked = simulacrum("check", dataset)
    assert (checked.exit_code, "the ledger: 60 messages read, 61 accounted for" in checked.output) == (1, True)


@pytest.mark.parametrize(
    ("text", "lone"), [("", False), ("dry", False), ("ü 漢 😀", False), ("a\ud800", True), ("\udfffa", True)]
)
def test_a_surrogate_without_its_other_half_is_seen(text: str, lone: bool) -> None:
    assert _has_surrogate(text) == lone
