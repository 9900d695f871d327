"""A `tokenizer.json` of strangers that asks for more time or memory than there is: one line, at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import SimulacrumError, load_tokenizer

from ..conftest import chat_text
from ..tokenizers import write_tokenizer
from .test_hostile_tokenizers import split, spoiled

LONGER = "a thousand times as long"


def replacing(pattern: dict[str, str], content: str) -> dict[str, object]:
    return {"type": "Replace", "pattern": pattern, "content": content}


def in_sequence(*parts: dict[str, object]) -> dict[str, object]:
    return {"type": "Sequence", "normalizers": list(parts)}


GROWING = [
    in_sequence(*[replacing({"String": "a"}, "aa")] * 40),
    in_sequence(*[in_sequence(replacing({"String": "q"}, "q" * 100))] * 3),
    in_sequence(*[replacing({"Regex": "."}, "zzzz")] * 9),
    in_sequence(*[replacing({"Regex": ""}, "z")] * 30),
    in_sequence(*[{"type": "Prepend", "prepend": "a" * 1000}] * 20),
    in_sequence({"type": "Prepend", "prepend": "a" * 50}, *[replacing({"String": "a"}, "aaa")] * 6),
    replacing({"String": "y"}, "x" * 100_000),
]


@pytest.mark.parametrize("normalizer", GROWING)
def test_a_text_is_not_made_very_much_longer(tmp_path: Path, normalizer: dict[str, object]) -> None:
    folder = spoiled(tmp_path / "base", "normalizer", normalizer)
    # Under another name that is the same key.
    text = (folder / "tokenizer.json").read_text(encoding="utf-8")
    (folder / "tokenizer.json").write_text(text.replace('"normalizer"', '"norm\\u0061lizer"'), encoding="utf-8")
    with pytest.raises(SimulacrumError, match=LONGER):
        load_tokenizer(str(folder))


def added(content: str) -> dict[str, object]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized", "special"), False)
    return {"id": 400, "content": content, **flags}


PARTS: list[tuple[str, Any, str]] = [
    ("normalizer", in_sequence(*[{"type": "NFKD"}] * 200), "more than 100 parts"),
    ("pre_tokenizer", {"type": "Sequence", "pretokenizers": [split("a")] * 200}, "more than 100 parts"),
    ("normalizer", {"type": "Precompiled", "precompiled_charsmap": "A" * 5_000_000}, "4,194,304 bytes"),
    ("normalizer", {"type": "Precompiled", "precompiled_charsmap": "AAAA/////w=="}, "not a tokenizer definition"),
    ("added_tokens", [added("<a>")] * 100_001, "100,000 added tokens"),
    ("added_tokens", [added("a" * 1001)], "more than 1,000 characters"),
    ("model", {"type": "BPE", "dropout": 0.5, "vocab": {"a": 0}, "merges": []}, "by chance"),
    ("model", {"type": "WordPiece", "max_input_chars_per_word": 10**9, "vocab": {}}, "words of more than 1,000"),
    ("model", {"type": "Unigram", "vocab": [["a", 0]] * 1_100_000}, "more than 1,000,000 entries"),
    ("model", {"type": "BPE", "vocab": {}, "merges": [["a" * 100_000, "b"]]}, "not a tokenizer definition"),
]


@pytest.mark.parametrize(("key", "part", "why"), PARTS)
def test_what_takes_no_end_is_refused(
    tmp_path: Path, key: str, part: object, why: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = spoiled(tmp_path / "base", key, part)
    with pytest.raises(SimulacrumError, match=why) as caught:
        load_tokenizer(str(folder))
    assert len(str(caught.value)) < 600
    assert capfd.readouterr().err == ""


def test_parts_nested_a_hundred_thousand_deep_are_no_definition(tmp_path: Path) -> None:
    path = spoiled(tmp_path / "base", "normalizer", "?") / "tokenizer.json"
    deep = '{"type":"Sequence","normalizers":[' * 100_000 + '{"type":"NFC"}' + "]}" * 100_000
    path.write_text(path.read_text(encoding="utf-8").replace('"?"', deep), encoding="utf-8")
    with pytest.raises(SimulacrumError, match="not a tokenizer definition"):
        load_tokenizer(str(path))


def _larger(path: Path) -> None:
    os.truncate(path, 2 << 30)


def _deeper(path: Path) -> None:
    path.write_text('{"a":' * 500_000 + "1" + "}" * 500_000, encoding="utf-8")


def _longer_number(path: Path) -> None:
    path.write_text('{"eos_token": "</s>", "x": ' + "9" * 1_000_000 + "}", encoding="utf-8")


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json"])
@pytest.mark.parametrize("spoil", [_larger, _deeper, _longer_number])
def test_a_file_that_is_too_large_or_too_deep_ends_in_one_line(
    tmp_path: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    folder = write_tokenizer(tmp_path / "base")
    spoil(folder / name)
    started = time.process_time()
    with pytest.raises(SimulacrumError) as caught:
        load_tokenizer(str(folder))
    assert name in str(caught.value)
    assert len(str(caught.value)) < 600
    assert time.process_time() - started < 5


TEMPLATES = [
    "{% for i in range(10**9) %}x{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ 'a' * 10**10 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_chat_template_of_a_tokenizer_is_never_run(tmp_path: Path, template: str) -> None:
    write_tokenizer(tmp_path / "base", chat_template=template)
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 9), encoding="utf-8")
    for command in (["convert", "chat.txt", "--me", "Ada", "--base-model", "base", "-o", "ada"], ["check", "ada"]):
        command = [sys.executable, "-m", "simulacrum_core", *command]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False)
