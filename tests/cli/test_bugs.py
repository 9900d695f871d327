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
