"""The faster library: used after it agreed, compared on the way, and the bytes of a dataset are the same without it."""

from __future__ import annotations

import pickle
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from simulacrum_core import convert
from simulacrum_core.tokens import fast
from simulacrum_core.tokens.fast import DisagreementError, FastCounter
from simulacrum_core.tokens.loading import HuggingFaceTokenizer, load_tokenizer

from ..conftest import Simulacrum, chat_text
from ..library.test_workers import contents
from ..tokenizers import write_tokenizer

LINES = [f"{('Ben', 'Ada')[i % 2]}: {'so it goes ' * (i % 7)}{i}" for i in range(400)]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_tokenizer(tmp_path / "model")


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "chat.txt"
    path.write_text(chat_text(*LINES), encoding="utf-8")
    return path


def counter(model: Path, monkeypatch: pytest.MonkeyPatch, opened: Callable[[str], Any] | None = None) -> Any:
    monkeypatch.setattr(fast, "PROBE", 20)
    monkeypatch.setattr(fast, "EVERY", 10)
    if opened is not None:
        monkeypatch.setattr(fast, "_opened", opened)
    tokenizer = load_tokenizer(str(model), engine="auto")
    assert isinstance(tokenizer, HuggingFaceTokenizer)
    return tokenizer


def lying(model: Path, after: int) -> Callable[[str], Any]:
    """A library that agrees for so many texts, and counts one too many from then on."""
    reference, seen = load_tokenizer(str(model)), list[str]()

    def encode(text: str) -> Any:
        seen.append(text)
        ids = reference.encode(text)
        if len(seen) > after:
            ids = [*ids, 0]
        return _Found(ids)

    return lambda _: encode


class _Found:
    def __init__(self, ids: list[int]) -> None:
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)


def test_texts_of_any_kind_are_counted_as_the_reference_counts_them(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fastokens")
    tokenizer, reference = counter(model, monkeypatch), load_tokenizer(str(model))
    rng = random.Random(4)
    signs = [chr(rng.randrange(0x20, 0x3000)) for _ in range(60)] + ["\U0001f600", "\u200d", "\n", " ", "</s>", "<s>"]
    texts = ["".join(rng.choices(signs, k=rng.randint(0, 30))) for _ in range(2_000)]
    assert [tokenizer.count(text) for text in texts] == [reference.count(text) for text in texts]
    assert tokenizer._fast._fast is not None
    again = pickle.loads(pickle.dumps(tokenizer))
    assert again._fast._fast is None
    assert [again.count(text) for text in texts[:50]] == [reference.count(text) for text in texts[:50]]


def test_a_library_that_disagrees_on_the_first_texts_is_never_used(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer = counter(model, monkeypatch, lying(model, 0))
    reference = load_tokenizer(str(model))
    assert [tokenizer.count(line) for line in LINES] == [reference.count(line) for line in LINES]


def test_a_text_that_the_library_refuses_is_counted_by_the_reference(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def encode(text: str) -> Any:
        if "8" in text:
            raise ValueError("no")
        return _Found(reference.encode(text))

    reference = load_tokenizer(str(model))
    tokenizer = counter(model, monkeypatch, lambda _: encode)
    assert [tokenizer.count(line) for line in LINES] == [reference.count(line) for line in LINES]


def test_a_disagreement_on_the_way_is_found_and_the_run_begins_again(
    model: Path, chat: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    convert(chat, folder=tmp_path / "one", me="Ada", tokenizer=load_tokenizer(str(model)))
    tokenizer = counter(model, monkeypatch, lying(model, 150))
    with pytest.raises(DisagreementError, match="Pass --tokenizer-engine reference"):
        [tokenizer.count(line) for line in LINES]
    convert(chat, folder=tmp_path / "two", me="Ada", tokenizer=counter(model, monkeypatch, lying(model, 150)))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_bytes_are_the_same_with_the_library_and_without(
    model: Path, chat: Path, simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast, "PROBE", 20)
    for engine in ("auto", "reference"):
        made = simulacrum(
            "convert", chat, "--me", "Ada", "--tokenizer", model, "--tokenizer-engine", engine, "-o", engine
        )
        assert made.exit_code == 0, made.stderr
    assert contents(tmp_path / "auto") == contents(tmp_path / "reference")


def test_few_texts_do_not_open_the_library(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokenizer = counter(model, monkeypatch, lambda _: pytest.fail("opened"))
    assert [tokenizer.count(line) for line in LINES[:19]]
    assert isinstance(tokenizer._fast, FastCounter)


def test_what_reading_a_definition_leaves_is_given_back_before_and_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done = list[str]()

    class Library:
        @staticmethod
        def from_json_str(definition: str) -> Any:
            done.append(definition)
            return type("Opened", (), {"encode": list})

    monkeypatch.setitem(sys.modules, "fastokens", SimpleNamespace(Tokenizer=Library))
    monkeypatch.setattr(fast, "_give_back", lambda: done.append("give back"))
    assert fast._opened("{}") is list
    assert done == ["give back", "{}", "give back"]
