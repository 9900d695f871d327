"""Adapters and merged models on the Hub: whole, in pieces, damaged, and full of places of this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("huggingface_hub")

from ...conftest import Simulacrum
from ...hub_server import HubServer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
WHOLE = ("ada/whole", "--merged", "--base-model", "some/base-7b")
PIECES = [f"model-{i:05}-of-00003.safetensors" for i in (1, 2, 3)]


def push(simulacrum: Simulacrum, *arguments: str) -> Any:
    return simulacrum("push", "ada", "--repo", *arguments)


@pytest.fixture
def merged(dataset: Path) -> Path:
    """A merged model in three pieces, as far as a push can see."""
    folder = dataset / "merged"
    folder.mkdir()
    for name in PIECES:
        (folder / name).write_bytes(name.encode() * 300)
    weights = {f"layer.{i}": name for i, name in enumerate(PIECES)}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weights}))
    (folder / "config.json").write_text(json.dumps({"model_type": "llama", "_name_or_path": "/home/ada/tiny"}))
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": {"/home/ada": 3}}}))
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    return folder


def test_a_model_in_pieces_is_pushed_whole_or_not_at_all(simulacrum: Simulacrum, hub: HubServer, merged: Path) -> None:
    (merged / PIECES[1]).rename(merged / "aside")
    assert "1 of 3 files with weights are missing" in push(simulacrum, *WHOLE).stderr
    assert hub.log == []
    (merged / "aside").rename(merged / PIECES[1])
    pushed = push(simulacrum, *WHOLE)
    assert pushed.exit_code == 0, pushed.output
    files = hub.repositories["model", "ada/whole"].files
    assert {*PIECES, "model.safetensors.index.json", "config.json", "README.md", "tokenizer.json"} <= files.keys()
    assert files["tokenizer.json"].content == (merged / "tokenizer.json").read_bytes(), "a tokenizer is not touched"


def test_a_model_in_one_piece_takes_the_place_of_the_one_in_pieces(
    simulacrum: Simulacrum, hub: HubServer, merged: Path
) -> None:
    assert push(simulacrum, *WHOLE).exit_code == 0
    for name in (*PIECES, "model.safetensors.index.json"):
        (merged / name).unlink()
    assert "1 of 1 files with weights are missing" in push(simulacrum, *WHOLE).stderr
    (merged / "model.safetensors").write_bytes(b"\0" * 9000)
    assert push(simulacrum, *WHOLE).exit_code == 0
    repository = hub.repositories["model", "ada/whole"]
    assert [path for path in repository.files if "safetensors" in path] == ["model.safetensors"]
    assert len(repository.commits) == 3


@pytest.mark.parametrize(
    ("setting", "kept"),
    [
        ({"_name_or_path": "../tiny"}, {"_name_or_path": "some/base-7b"}),
        (
            {"text_config": {"_name_or_path": "/home/ada/tiny", "size": 3}},
            {"text_config": {"_name_or_path": "some/base-7b", "size": 3}},
        ),
        ({"text_config": {"_name_or_path": ""}}, {"text_config": {"_name_or_path": ""}}),
        ({"dataset": "/home/ada/chats"}, {}),
        (
            {"deep": {"er": {"x": "C:\\Users\\ada", "y": "~/ada", "z": "\\\\host\\ada", "u": "file:///ada"}}},
            {"deep": {"er": {}}},
        ),
        ({"cache_dir": "cache", "tokenizer_file": "x", "is_local": True}, {}),
        ({"rope": {"type": "yarn", "factor": 4.0}}, {"rope": {"type": "yarn", "factor": 4.0}}),
        ({"added_tokens_decoder": {"3": {"content": "/a/b"}}}, {"added_tokens_decoder": {"3": {"content": "/a/b"}}}),
        ({"torch_dtype": "bfloat16", "sep": "/", "or": "a/b"}, {"torch_dtype": "bfloat16", "sep": "/", "or": "a/b"}),
    ],
)
def test_no_setting_at_any_depth_names_a_place_of_this_machine(
    simulacrum: Simulacrum, hub: HubServer, merged: Path, setting: dict[str, Any], kept: dict[str, Any]
) -> None:
    (merged / "config.json").write_text(json.dumps({"model_type": "llama"} | setting))
    assert push(simulacrum, *WHOLE).exit_code == 0
    content = hub.repositories["model", "ada/whole"].files["config.json"].content
    assert json.loads(content) == {"model_type": "llama"} | kept


@pytest.mark.parametrize("content", ["{", "[]", "\x00"])
def test_damaged_settings_are_refused(simulacrum: Simulacrum, hub: HubServer, merged: Path, content: str) -> None:
    (merged / "config.json").write_text(content)
    refused = push(simulacrum, *WHOLE)
    assert refused.exit_code == 1
    assert "damaged" in refused.stderr
    assert hub.log == []


def test_links_and_pickles_are_no_weights(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path, tmp_path: Path
) -> None:
    model = dataset / "model"
    model.mkdir()
    (model / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "some/base-7b"}))
    (model / "adapter_model.bin").write_bytes(b"\x80\x04.")
    assert "Only whole models in safetensors" in push(simulacrum, "ada/voice", "--adapter").stderr
    (tmp_path / "secret").write_bytes(b"x" * 5000)
    (model / "adapter_model.safetensors").symlink_to(tmp_path / "secret")
    assert "a link" in push(simulacrum, "ada/voice", "--adapter").stderr
    assert hub.log == []
