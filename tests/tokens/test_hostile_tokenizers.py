"""A `tokenizer.json` of strangers whose patterns take exponential time, or that is no pattern at all."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulacrum_core import SimulacrumError, load_tokenizer
from simulacrum_core.tokens.loading import HuggingFaceTokenizer

from ..conftest import chat_text
from ..tokenizers import write_tokenizer

BOMBS = [r"(a+)+$", r"(x|xx)+\1$", r"(?:ö+ö*)+\.", r"(\p{L}+)+\d", r"(\s+)+[^!\s]"]


def split(pattern: str) -> dict[str, object]:
    return {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}


def spoiled(folder: Path, key: str, part: object) -> Path:
    """A tokenizer with another part."""
    path = write_tokenizer(folder) / "tokenizer.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {key: part}), encoding="utf-8")
    return folder


@pytest.mark.parametrize("pattern", BOMBS)
@pytest.mark.parametrize("key", ["pre_tokenizer", "normalizer"])
def test_a_pattern_bomb_is_found_when_it_is_loaded(tmp_path: Path, key: str, pattern: str) -> None:
    part = (
        split(pattern) if key == "pre_tokenizer" else {"type": "Replace", "pattern": {"Regex": pattern}, "content": ""}
    )
    folder = spoiled(tmp_path / "base", key, part)
    started = time.process_time()
    with pytest.raises(SimulacrumError, match="a pattern of this tokenizer takes too long"):
        load_tokenizer(str(folder))
    assert time.process_time() - started < 5


def test_one_that_goes_off_later_ends_in_an_error_as_well(tmp_path: Path) -> None:
    folder = spoiled(tmp_path / "base", "pre_tokenizer", split("((?:kl)+)+$"))
    tokenizer = load_tokenizer(str(folder))
    assert isinstance(tokenizer, HuggingFaceTokenizer)
    for ask in (tokenizer.encode, tokenizer.count, tokenizer.ends):
        with pytest.raises(SimulacrumError, match="takes too long"):
            ask("kl" * 40 + "!")


@pytest.mark.parametrize("pattern", ["(", "(" * 5000 + ")" * 5000, "[z-a]"])
def test_what_is_no_pattern_is_told(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(SimulacrumError, match="not a tokenizer definition"):
        load_tokenizer(str(spoiled(tmp_path / "base", "pre_tokenizer", split(pattern))))


def test_the_command_line_tells_a_bomb_in_one_line(tmp_path: Path) -> None:
    spoiled(tmp_path / "base", "pre_tokenizer", split(BOMBS[0]))
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 9), encoding="utf-8")
    command = ["-m", "simulacrum_core", "convert", "chat.txt", "--me", "Ada", "--base-model", "base", "-o", "ada"]
    done = subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: base/tokenizer.json: a pattern of this tokenizer takes too long")
    assert not (tmp_path / "ada").exists()
