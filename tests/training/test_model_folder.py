"""What was trained on a dataset is found without torch, and what is missing is told with the line that installs it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from simulacrum_core import UsageError
from simulacrum_core.training.model_folder import base_model_of, trained_folder

from ..chat.test_chat import manifest
from ..conftest import Simulacrum


def write(folder: Path, config: str, age: int, base: str = "acme/Small-1B") -> Path:
    """The least that is a model, written at second `age`."""
    folder.mkdir(parents=True)
    (folder / config).write_text(json.dumps({"base_model_name_or_path": base}))
    (folder / "weights.safetensors").write_bytes(b"")
    os.utime(folder / "weights.safetensors", (age, age))
    return folder


def test_the_model_that_was_written_last_talks(tmp_path: Path) -> None:
    adapter = write(tmp_path / "model", "adapter_config.json", 5)
    assert trained_folder(tmp_path) == adapter
    theirs = write(tmp_path / "model" / "merged", "config.json", 6)
    assert trained_folder(tmp_path) == theirs
    ours = write(tmp_path / "merged", "config.json", 6)
    assert trained_folder(tmp_path) == ours
    os.utime(adapter / "weights.safetensors", (7, 7))
    assert trained_folder(tmp_path) == adapter


def test_where_only_checkpoints_are_the_newest_is_named(tmp_path: Path) -> None:
    for step in (5, 10):
        write(tmp_path / "model" / f"checkpoint-{step}", "adapter_config.json", step)
    with pytest.raises(UsageError, match=r"--resume`, or pass --model .*checkpoint-10"):
        trained_folder(tmp_path)
    with pytest.raises(UsageError, match="nothing was trained"):
        trained_folder(tmp_path / "empty")


@pytest.mark.parametrize(
    ("named", "base"), [("acme/Small-1B", "acme/Small-1B"), ("../tiny", "../tiny"), ("/gone/tiny", "../mine")]
)
def test_the_base_model_is_the_one_that_the_adapter_names_and_that_is_here(
    tmp_path: Path, named: str, base: str
) -> None:
    found = write(tmp_path / "model", "adapter_config.json", 1, named)
    told = manifest().model_copy(update={"base_model": "../mine"})
    assert base_model_of(found, tmp_path, told) == (str(tmp_path / base) if base.startswith(".") else base)
    assert base_model_of(write(tmp_path / "merged", "config.json", 1), tmp_path, told) == str(tmp_path / "merged")


@pytest.mark.parametrize("command", ["merge", "chat", "serve"])
def test_without_torch_the_line_that_installs_it_is_told(
    simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    result = simulacrum(command, "ada")
    assert (result.exit_code, "this is not a dataset folder" in result.stderr) == (1, True)
    (tmp_path / "ada").mkdir()
    manifest().save(tmp_path / "ada")
    result = simulacrum(command, "ada")
    assert (result.exit_code, "nothing was trained on this dataset yet" in result.stderr) == (2, True)
    write(tmp_path / "ada" / "model", "adapter_config.json", 1)
    result = simulacrum(command, "ada")
    assert (result.exit_code, "pip install 'my-simulacrum[chat]'" in result.stderr) == (1, True)
