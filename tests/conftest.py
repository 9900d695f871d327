"""What several test modules share: a command line in this process, and conversations made on the spot."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from simulacrum_core import Conversation, Message, Participant, Registry
from simulacrum_core.cli import cli
from simulacrum_core.execution import started

Simulacrum = Callable[..., Result]

# A shell that runs the tests in the background lets them ignore Ctrl-C, which the programs under test would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)
# The threads of pytest-xdist hold nothing that a copy of this process needs, while those of torch do; a new process imports for
# half a second.
if sys.version_info < (3, 12) and not find_spec("torch"):
    started.METHOD = "fork"
# A bug is to be seen as it is.
os.environ["SIMULACRUM_TRACEBACK"] = "1"
# What a property takes depends on the machine: a slow one breaks no law.
with contextlib.suppress(ImportError):
    # The environment with torch has no hypothesis.
    from hypothesis import HealthCheck, settings

    settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("untimed")


@pytest.fixture(scope="session")
def registry() -> Registry:
    """All plugins, their commands added to the command line as a user has them."""
    found = Registry.installed()
    found.add_commands(cli)
    return found


@pytest.fixture
def simulacrum(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Simulacrum:
    """Runs the command line in an empty folder, with settings of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path.with_name(f"{tmp_path.name}-settings")))

    def run(*arguments: object, input: str | None = None) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], obj=registry, input=input)

    return run


def talk(*lines: str, minutes: float = 1) -> list[Message]:
    """Messages of `A: text` lines, `minutes` apart."""
    start = dt.datetime(2024, 1, 1, 12)
    return [
        Message(str(i), line.partition(": ")[0], start + dt.timedelta(minutes=i * minutes), line.partition(": ")[2])
        for i, line in enumerate(lines)
    ]


def conversation(messages: list[Message], id: str = "chat") -> Conversation:
    people = dict.fromkeys(message.author for message in messages if message.author)
    participants = tuple(Participant(name, name) for name in people)
    return Conversation("test", id, None, participants, False, messages)


def chat_text(*lines: str) -> str:
    """A WhatsApp chat of `A: text` lines, one a minute, in two sessions a day."""
    rows = []
    for i, line in enumerate(lines):
        moment = dt.datetime(2024, 1, 13, 9) + dt.timedelta(minutes=i, days=i // 8)
        rows.append(f"{moment:%d/%m/%Y, %H:%M} - {line}\n")
    return "".join(rows)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[object]:
    """A Hub on loopback that Ada may write to, with no pauses between tries."""
    pytest.importorskip("huggingface_hub")
    import huggingface_hub.constants as constants

    from simulacrum_huggingface.client import Hub

    from .hub_server import HubServer

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.setattr(Hub.__init__, "__defaults__", (lambda seconds: None,))
    for room in ("utils._http", "file_download"):
        monkeypatch.setattr(f"huggingface_hub.{room}.time", SimpleNamespace(sleep=lambda seconds: None))
    with HubServer() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("HF_TOKEN", "hf_write")
        yield server
