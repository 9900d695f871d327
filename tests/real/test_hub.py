"""What was pushed, read by others: `datasets.load_dataset` and the `hf` command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Simulacrum, chat_text
from tests.hub_server import HubServer

from .environment import axolotl_environment

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
_LOAD = """
import json, sys
from datasets import load_dataset
print(json.dumps([list(load_dataset("ada/chat", split=split)) for split in ("train", "validation")]))
"""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubServer]:
    with HubServer() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("HF_TOKEN", "hf_write")
        monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
        monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
        monkeypatch.setenv("HF_UPDATE_DOWNLOAD_COUNTS", "0")
        monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
        yield server


@pytest.fixture
def dataset(simulacrum: Simulacrum, hub: HubServer, tmp_path: Path) -> Path:
    """A dataset that was pushed in a process of its own."""
    lines = ["Ben Kowal: how is the old pump today?", "Ada: it sings \u2728"] * 40
    (tmp_path / "chat.txt").write_text(chat_text(*lines), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "ada").exit_code == 0
    command = [sys.executable, "-m", "simulacrum_core", "push", "ada", "--repo", "ada/chat", "--real-names"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tmp_path / "ada"


def test_load_dataset_gives_the_same_rows(dataset: Path, hub: HubServer) -> None:
    python = axolotl_environment() / "bin" / "python"
    environment = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    done = subprocess.run([python, "-c", _LOAD], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for split, rows in zip(("train", "validation"), json.loads(done.stdout.splitlines()[-1]), strict=True):
        lines = (dataset / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        assert rows == [json.loads(line) for line in lines]


def test_the_hf_command_downloads_the_same_bytes(dataset: Path, hub: HubServer) -> None:
    hf = Path(sys.executable).with_name("hf")
    command = [hf, "download", "ada/chat", "--repo-type", "dataset", "--local-dir", dataset.parent / "got"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for split in ("train", "validation"):
        got = dataset.parent / "got" / "data" / f"{split}.jsonl"
        assert got.read_bytes() == (dataset / f"{split}.jsonl").read_bytes()
