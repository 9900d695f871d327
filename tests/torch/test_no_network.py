"""What computes with torch calls nobody: in a namespace without a network, and watched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ..real.test_promises import WATCHED

COMMANDS = {
    "train": ["train", "fresh", "--with", "raw", "-t", "max_steps", "2"],
    "train with mlx": ["train", "new", "--with", "mlx", "-t", "max_steps", "2"],
    "chat": ["chat", "quiet", "--once", "how are you?", "--max-tokens", "4"],
    "merge": ["merge", "quiet"],
    "ollama": ["ollama", "whole"],
}


@pytest.fixture(scope="module")
def place(trained: Path, merged: Path) -> Path:
    """A folder with a dataset, one that was trained on, and one with a merged model, beside their base model."""
    shutil.copytree(trained, trained.parent / "quiet")
    shutil.copytree(trained, trained.parent / "fresh", ignore=shutil.ignore_patterns("model"))
    shutil.copytree(trained, trained.parent / "new", ignore=shutil.ignore_patterns("model"))
    shutil.copytree(merged.parent, trained.parent / "whole")
    return trained.parent


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_no_command_that_computes_reaches_out(place: Path, tmp_path: Path, arguments: list[str]) -> None:
    told = tmp_path / "told"
    told.touch()
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", WATCHED, *arguments],
        cwd=place,
        env={**os.environ, "TOLD": str(told), "XDG_CONFIG_HOME": str(tmp_path), "HF_HUB_OFFLINE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert told.read_text() == ""


def test_serve_reaches_out_to_nobody_until_it_is_ended(place: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.touch()
    server = subprocess.Popen(
        ["unshare", "-rn", sys.executable, "-c", WATCHED, "serve", "quiet", "--port", "0"],
        cwd=place,
        env={**os.environ, "TOLD": str(told), "HF_HUB_OFFLINE": "0"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    heard = next((line for line in server.stderr if "Listening" in line), None)
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=60)
    assert heard
    assert told.read_text() == ""
