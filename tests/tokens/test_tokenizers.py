"""Tokenizers: where they come from, and which strings begin and end a text."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import SimulacrumError, load_tokenizer
from simulacrum_core.tokens.tokenizers import ByteTokenizer

from ..tokenizers import tiny_tokenizer, write_tokenizer


def test_a_folder_and_its_file_are_the_same_tokenizer(tmp_path: Path) -> None:
    folder = write_tokenizer(tmp_path / "model")
    one, other = load_tokenizer(str(folder)), load_tokenizer(str(folder / "tokenizer.json"))
    assert one.fingerprint == other.fingerprint
    assert one.encode("hello 😂") == other.encode("hello 😂")
    assert (one.bos, one.eos) == ("<s>", "</s>")


def test_the_base_models_tokenizer_counts_unless_another_is_named(tmp_path: Path) -> None:
    folder = write_tokenizer(tmp_path / "model")
    assert load_tokenizer(None, str(folder)).spec == str(folder)
    assert load_tokenizer("bytes", str(folder)).spec == "bytes"
    assert load_tokenizer(None, None).spec == "bytes"


@pytest.mark.parametrize(
    ("config", "bos", "eos"),
    [
        ({"bos_token": None, "eos_token": "<|im_end|>"}, "", "<|im_end|>"),
        ({"bos_token": {"content": "<s>"}, "eos_token": {"content": "</s>", "special": True}}, "<s>", "</s>"),
        ({"bos_token": "<s>", "add_bos_token": False}, "", "</s>"),
        ({"bos_token": "<s>", "add_bos_token": True}, "<s>", "</s>"),
    ],
)
def test_bos_and_eos_are_those_of_the_config(tmp_path: Path, config: dict[str, object], bos: str, eos: str) -> None:
    special = ("<s>", "</s>", "<|im_end|>")
    tokenizer = load_tokenizer(str(write_tokenizer(tmp_path, special=special, **config)))
    assert (tokenizer.bos, tokenizer.eos) == (bos, eos)


def test_a_token_that_the_definition_does_not_know_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SimulacrumError, match="'<end>', which is not a token"):
        load_tokenizer(str(write_tokenizer(tmp_path, eos_token="<end>")))


def test_without_a_config_nothing_says_how_a_text_ends(tmp_path: Path) -> None:
    (write_tokenizer(tmp_path) / "tokenizer_config.json").unlink()
    with pytest.raises(SimulacrumError, match="--eos"):
        load_tokenizer(str(tmp_path))
    assert load_tokenizer(str(tmp_path), bos="", eos="</s>").eos == "</s>"


def test_special_tokens_in_a_text_are_recognised_and_none_is_added(tmp_path: Path) -> None:
    tokenizer = tiny_tokenizer()
    assert len(tokenizer.encode("<s>")) == len(tokenizer.encode("</s>")) == 1
    assert tokenizer.special == {"<s>", "</s>"}


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_ends_ascend_to_the_length_of_the_text(text: str) -> None:
    for tokenizer in (ByteTokenizer(), tiny_tokenizer()):
        ends = tokenizer.ends(text)
        assert ends == sorted(ends)
        assert len(ends) == tokenizer.count(text) == len(tokenizer.encode(text))
        assert not text or ends[-1] == len(text)


@pytest.mark.parametrize("spec", ["./nowhere", "/nowhere/tokenizer.json", "a/b/c", "x.json"])
def test_a_missing_file_is_not_looked_for_on_the_hub(spec: str) -> None:
    with pytest.raises(SimulacrumError, match="there is no such tokenizer"):
        load_tokenizer(spec)


def test_a_folder_without_a_tokenizer_and_a_broken_one_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(SimulacrumError, match=r"no tokenizer\.json"):
        load_tokenizer(str(tmp_path))
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(SimulacrumError, match="not a tokenizer definition"):
        load_tokenizer(str(tmp_path))


def test_a_hub_repository_is_read_from_the_cache_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    made = write_tokenizer(tmp_path / "made")
    repo = tmp_path / "cache" / "models--ada--base"
    snapshot = repo / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text("0" * 40)
    for path in made.iterdir():
        (snapshot / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.file_download.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    assert load_tokenizer("ada/base").eos == "</s>"
    with pytest.raises(SimulacrumError, match="--tokenizer"):
        load_tokenizer("ada/other")


def test_an_unknown_tiktoken_encoding_is_an_error() -> None:
    with pytest.raises(SimulacrumError, match="tiktoken cannot give 'nonsense'"):
        load_tokenizer("tiktoken:nonsense")


def test_a_config_that_is_no_json_is_an_error(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    (tmp_path / "tokenizer_config.json").write_text("{")
    with pytest.raises(SimulacrumError, match="not a tokenizer config"):
        load_tokenizer(str(tmp_path))
    (tmp_path / "tokenizer_config.json").write_text(json.dumps([1]))
    with pytest.raises(SimulacrumError, match="--eos"):
        load_tokenizer(str(tmp_path))


def test_tiktoken_counts_with_its_own_end_of_text(monkeypatch: pytest.MonkeyPatch) -> None:
    import tiktoken

    ranks = {bytes([i]): i for i in range(256)} | {b"he": 256, b"ll": 257}
    encoding = tiktoken.Encoding(
        "tiny", pat_str=r"\s?\w+|\W", mergeable_ranks=ranks, special_tokens={"<|endoftext|>": 258}
    )
    monkeypatch.setattr(tiktoken, "get_encoding", lambda name: encoding)
    tokenizer = load_tokenizer("tiktoken:tiny")
    assert (tokenizer.bos, tokenizer.eos) == ("", "<|endoftext|>")
    assert tokenizer.encode("hello<|endoftext|>") == [256, 257, 111, 258]
    assert tokenizer.ends("hello é") == [2, 4, 5, 6, 6, 7]


def test_while_a_long_text_is_counted_other_threads_go_on() -> None:
    waits, ended = [], threading.Event()

    def wait() -> None:
        while not ended.is_set():
            started = time.monotonic()
            time.sleep(0.001)
            waits.append(time.monotonic() - started)

    thread = threading.Thread(target=wait)
    thread.start()
    started = time.monotonic()
    tiny_tokenizer().count("one two " * 200_000)
    took = time.monotonic() - started
    ended.set()
    thread.join()
    assert max(waits) < took / 2
