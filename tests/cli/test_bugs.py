"""A bug is one line that tells where it is, and nothing of what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner

from simulacrum_core import Conversation, Importer, Message, Participant, Registry, Source, hookimpl
from simulacrum_core.cli import cli
from simulacrum_core.cli.bugs import EXIT_CODE, VARIABLE

from ..conftest import chat_text

SECRET = "nobody is to read this"


class Careless(Importer):
    """Chats that end in a surprise."""

    name: ClassVar[str] = "careless"

    def identify(self, source: Source) -> bool:
        return True

    def read(self, source: Source) -> Iterator[Conversation]:
        yield Conversation("careless", "x", None, (Participant("a", "Ada"),), False, self._messages())

    def _messages(self) -> Iterator[Message]:
        yield Message("1", "a", None, "hi")
        raise KeyError(SECRET)


class Plugin:
    @hookimpl
    def register_importers(self) -> list[type[Importer]]:
        return [Careless]


def test_a_bug_in_a_plugin_is_one_line_without_words_of_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    (tmp_path / "chat.txt").write_text("hi", encoding="utf-8")
    registry = Registry([("careless", Plugin)])
    command = ["read", str(tmp_path / "chat.txt")]
    told = CliRunner().invoke(cli, command, obj=registry)
    assert told.exit_code == EXIT_CODE
    assert re.fullmatch(r"Error: this is a bug in simulacrum_core, KeyError at \w+\.py:\d+\. .*\n", told.stderr)
    assert SECRET not in told.output
    monkeypatch.setenv(VARIABLE, "1")
    assert isinstance(CliRunner().invoke(cli, command, obj=registry).exception, KeyError)


BROKEN = """
from typing import ClassVar
from simulacrum_core import Conversation, Exporter, Importer, Message, Participant, hookimpl

class {name}(Importer):
    "Chats."
    name: ClassVar[str] = "{name}"

    def identify(self, source):
        return {identified}

    def read(self, source):
        yield Conversation("x", "x", None, (Participant("a", "Ada"),), False, self.said())

    def said(self):
        yield Message("1", "a", None, "hi")
        raise KeyError("{secret}")

class Rows(Exporter):
    "Rows."
    name: ClassVar[str] = "{name}-rows"

    def write(self, examples, folder):
        return [{{}}["{secret}"]]

@hookimpl
def register_importers():
    return [{name}]

@hookimpl
def register_exporters():
    return [Rows]
"""


def install(folder: Path, name: str, identified: str) -> None:
    """A distribution with a plugin of one module."""
    text = BROKEN.format(name=name, identified=identified, secret=SECRET)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    about = folder / f"{name}-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[simulacrum]\n{name} = {name}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "identified", "command"),
    [
        ("names_itself", "{}['x']", ["read", "chat.txt"]),
        ("reads_badly", "True", ["read", "chat.txt"]),
        ("writes_badly", "False", ["convert", "chat.txt", "--me", "Ada", "-o", "x", "--to", "writes_badly-rows"]),
    ],
)
def test_a_bug_is_told_of_the_plugin_whose_code_it_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, identified: str, command: list[str]
) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.chdir(tmp_path)
    install(tmp_path, name, identified)
    monkeypatch.syspath_prepend(tmp_path)
    talk = chat_text(*["Ben: hi", "Ada: yo"] * 9) if command[0] == "convert" else "hi"
    (tmp_path / "chat.txt").write_text(talk, encoding="utf-8")
    told = CliRunner().invoke(cli, command, obj=Registry.installed())
    assert told.exit_code == EXIT_CODE, told.output
    assert f"this is a bug in {name}, KeyError at {name}.py:" in told.stderr
    assert "report it to the authors of the plugin" in told.stderr
    assert SECRET not in told.output
