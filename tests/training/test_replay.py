"""General text among the person's: how much of it, that it is trained on, and files that hold none."""

from __future__ import annotations

import json
from array import array
from pathlib import Path

import pytest

from simulacrum_core import Manifest, SimulacrumError, Tokenizer, load_tokenizer
from simulacrum_core.training import TokenRow
from simulacrum_core.training.replay import replayed

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

GENERAL = "\n".join(f"the tram number {i} goes past the mill and the bridge to the old town" for i in range(400))


@pytest.fixture
def made(simulacrum: Simulacrum, tmp_path: Path) -> tuple[Tokenizer, Manifest]:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi there", "Ada: yo"] * 20))
    write_tokenizer(tmp_path / "base")
    options = ("--me", "Ada", "--base-model", "base", "--to", "raw", "-o", "ada")
    assert simulacrum("convert", "chat.txt", *options).exit_code == 0
    return load_tokenizer(str(tmp_path / "base")), Manifest.load(tmp_path / "ada")


def rows(trained: int) -> list[TokenRow]:
    """Rows of 50 tokens, of which ten are trained on in each."""
    labels = [-100] * 40 + [1] * 10
    return [{"input_ids": array("i", [1] * 50), "labels": array("i", labels)} for _ in range(trained // 10)]


def trained_on(found: list[TokenRow]) -> int:
    return sum(label != -100 for row in found for label in row["labels"])


@pytest.mark.parametrize("suffix", [".txt", ".jsonl"])
def test_the_share_is_that_of_the_trained_tokens(made: tuple[Tokenizer, Manifest], tmp_path: Path, suffix: str) -> None:
    tokenizer, manifest = made
    file = tmp_path / f"general{suffix}"
    lines = [json.dumps({"text": line}) for line in [GENERAL, GENERAL[::-1]]]
    file.write_text(GENERAL if suffix == ".txt" else "\n".join(lines))
    found = replayed(file, rows(4000), 0.25, tokenizer, manifest)
    assert trained_on(found) == 1000
    assert max(len(row["input_ids"]) for row in found) <= 50
    assert found == replayed(file, rows(4000), 0.25, tokenizer, manifest)
    for row in found[:-1]:
        kept = [(id, label) for id, label in zip(row["input_ids"], row["labels"], strict=True) if label != -100]
        assert all(id == label for id, label in kept)


def test_a_short_file_is_used_once(made: tuple[Tokenizer, Manifest], tmp_path: Path) -> None:
    tokenizer, manifest = made
    (tmp_path / "short.txt").write_text(GENERAL[:800])
    whole = len(tokenizer.encode(GENERAL[:800]))
    assert whole // 2 < trained_on(replayed(tmp_path / "short.txt", rows(100_000), 1, tokenizer, manifest)) <= whole


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b"", "there is no text in it"),
        ("latin.txt", b"caf\xe9 " * 50, "it cannot be read"),
        ("rows.jsonl", b'{"content": "x"}\n', "no field `text`"),
        ("numbers.jsonl", b'{"text": 7}\n', "a field `text` is no text"),
        ("deep.jsonl", b"[" * 100_000, "no field `text`"),
        ("half.jsonl", b'{"text": "so"}\n{"text": "\\ud800 lone"}\n', "half.jsonl:2: a line has no field `text`"),
    ],
)
def test_a_file_without_text_is_one_clear_line(
    made: tuple[Tokenizer, Manifest], tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    tokenizer, manifest = made
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SimulacrumError, match=told):
        replayed(tmp_path / name, rows(100), 1, tokenizer, manifest)


def test_marks_of_windows_empty_lines_and_control_tokens_are_no_words(
    made: tuple[Tokenizer, Manifest], tmp_path: Path
) -> None:
    tokenizer, manifest = made
    lines = [json.dumps({"text": f"line {number} ends </s> here"}) for number in range(90)]
    (tmp_path / "general.jsonl").write_bytes(b"\xef\xbb\xbf" + "\n\n".join(lines).encode() + b"\n \n")
    (tmp_path / "general.txt").write_bytes(b"\xef\xbb\xbf" + GENERAL.encode())
    for name in ("general.jsonl", "general.txt"):
        found = replayed(tmp_path / name, rows(2000), 1, tokenizer, manifest)
        trained = [
            id for row in found for id, label in zip(row["input_ids"], row["labels"], strict=True) if label != -100
        ]
        assert trained
        assert not {tokenizer.encode("</s>")[0], *tokenizer.encode("\ufeff")} & set(trained)
