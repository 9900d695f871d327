"""The app is killed at each stage and started again on its folder: it goes on, and nothing is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.make_pictures import ROOT

from ..chat.servers import ask_fully
from ..conftest import chat_text

pytestmark = pytest.mark.slow

CHAT = "WhatsApp Chat with Ben.txt"


class Started:
    """An app as a process, asked as its own page does."""

    def __init__(self, folder: Path, python: str = sys.executable, variables: dict[str, str] | None = None) -> None:
        command = [python, "-m", "simulacrum_core", "app", str(folder), "--port", "0", "--no-browser"]
        self.folder = folder
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=variables)
        assert self.process.stderr is not None
        port, token = re.findall(r":(\d+)/\?token=(\S+)", self.process.stderr.readline())[0]
        self.port, self.own = int(port), {"Cookie": f"simulacrum-{port}={token}", "X-Simulacrum": "1"}

    def ask(self, path: str, content: object = None, **headers: str) -> str:
        status, text, _ = ask_fully(self.port, content, path, headers=self.own | headers)
        assert status == 200, text
        return text

    def begin(self, size: int) -> dict[str, Any]:
        told = json.loads(self.ask("/drop", {"name": CHAT, "files": [{"path": "", "size": size}]}))
        assert isinstance(told, dict)
        return told

    def drop(self, data: bytes) -> None:
        told = self.begin(len(data))
        while told["wanted"]:
            body = b"".join(data[start:end] for _, start, end in told["wanted"])
            told = json.loads(self.ask("/part", body, **{"X-Drop": told["drop"]}))

    def wait(self) -> None:
        while json.loads(self.ask("/progress"))["running"]:
            time.sleep(0.05)

    def end(self, how: int) -> None:
        with self.process:
            os.kill(self.process.pid, how)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Started]]:
    """What starts an app on the same folder each time."""
    started: list[Started] = []

    def anew() -> Started:
        started.append(Started(tmp_path / "ws"))
        return started[-1]

    yield anew
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGKILL)


def test_a_kill_at_any_stage_loses_nothing(tmp_path: Path, start: Callable[[], Started]) -> None:
    text = chat_text(*["Ben: hi" + " there" * 40, "Ada: yo" + " ho" * 40] * 3_900).encode()
    while_dropping = start()
    while_dropping.begin(len(text))
    while_dropping.end(signal.SIGKILL)
    assert list((tmp_path / "ws" / "dropped").iterdir())
    while_reading = start()
    assert not list((tmp_path / "ws" / "dropped").iterdir())
    while_reading.drop(text)
    while_reading.end(signal.SIGKILL)
    while_making = start()
    while_making.wait()
    assert "Next: who are you?" in while_making.ask("/")
    while_making.ask("/make", {"me": ["Ada"], "name": "Adele"})
    while not list((tmp_path / "ws").glob(".dataset.partial-*")) and not (tmp_path / "ws" / "dataset").exists():
        time.sleep(0.01)
    while_making.end(signal.SIGKILL)
    at_last = start()
    at_last.wait()
    assert 'value="Adele"' in at_last.ask("/you")
    at_last.ask("/make", {"me": ["Ada"], "name": "Adele"})
    at_last.wait()
    assert "<mark>" in at_last.ask("/dataset")
    assert not list((tmp_path / "ws").glob(".dataset.partial-*"))
