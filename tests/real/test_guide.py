"""The guide: every command in it does what it says, with the real tokenizers of the models that it names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.consoles import commands, matches
from tests.hub_server import HubServer

from .environment import tokenizer_folders

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
_OTHER_CHAT = "".join(
    f"{day:02}/03/2024, 19:0{minute} - {who}: {text}\n"
    for day in (2, 9, 16)
    for minute, (who, text) in enumerate([("Cleo", "Who took the pan?"), ("Ada L.", "not me"), ("Cleo", "It was you.")])
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder that the guide's commands are run in: the examples, models, and a second chat."""
    shutil.copytree(ROOT / "docs" / "examples", tmp_path, dirs_exist_ok=True)
    (tmp_path / "models").mkdir()
    for name in ("qwen3", "llama2"):
        shutil.copytree(tokenizer_folders() / name, tmp_path / "models" / name)
    (tmp_path / "chats").mkdir()
    shutil.copy(tmp_path / "WhatsApp Chat with Ben Kowal.txt", tmp_path / "chats")
    (tmp_path / "chats" / "WhatsApp Chat with Flat 4.txt").write_text(_OTHER_CHAT, encoding="utf-8")
    (tmp_path / "life").mkdir()
    shutil.copy(tmp_path / "WhatsApp Chat with Ben Kowal.txt", tmp_path / "life")
    shutil.copytree(tmp_path / "writings", tmp_path / "life" / "writings")
    return tmp_path


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    """The Hub that the guide pushes to."""
    with HubServer() as server:
        told = {"HF_ENDPOINT": server.url, "HF_TOKEN": "hf_me", "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0"}
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("HF_HOME", str(tmp_path_factory.mktemp("cache")))
        yield server


def test_every_command_of_the_guide_prints_what_the_guide_says(place: Path, hub: HubServer) -> None:
    wrong = []
    for command, told in commands((ROOT / "docs" / "guide.md").read_text(encoding="utf-8")):
        if command.startswith(("simulacrum", "ls")):
            printed = _printed(command, place)
            if not matches(told, printed):
                wrong.append(f"$ {command}\n--- told\n{told}--- printed\n{printed}")
    assert not wrong, "\n".join(wrong)


def _printed(command: str, place: Path) -> str:
    script = f'simulacrum() {{ "{sys.executable}" -m simulacrum_core "$@"; }}\n{command}'
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=place,
        env={**os.environ, "COLUMNS": "120", "XDG_CONFIG_HOME": str(place.parent / "settings")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout
