"""Start-up: what is imported before a command is called."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

import simulacrum_core
from simulacrum_core import Registry
from simulacrum_core.cli import cli
from simulacrum_core.cli.commands import COMMANDS
from simulacrum_core.plugin.lazy_group import COMMANDS_OF_PLUGINS, LazyGroup, summary_of

OURS = {
    "simulacrum_core",
    *("simulacrum_core.cli", "simulacrum_core.cli.bugs", "simulacrum_core.cli.commands", "simulacrum_core.cli.help"),
    *("simulacrum_core.cli.streams", "simulacrum_core.errors", "simulacrum_core.plugin"),
    *("simulacrum_core.plugin.entry_points", "simulacrum_core.plugin.lazy_group", "simulacrum_core.terminal"),
    "simulacrum_core.version",
}
START = "import sys; from simulacrum_core.cli import main; sys.argv[0] = 'simulacrum'; main()"


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_neither_plugins_nor_libraries(option: str) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", START, option], capture_output=True, text=True, check=True
    ).stderr
    modules = {line.rpartition("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}
    assert {name for name in modules if name.startswith("simulacrum_")} == OURS
    foreign = {"pydantic", "pydantic_core", "msgspec", "pluggy", "rich", "platformdirs", "mnemonic", "lxml"}
    assert not foreign & {name.partition(".")[0] for name in modules}


def test_the_tables_of_commands_say_what_the_commands_say(registry: Registry) -> None:
    group = click.Group()
    registry.add_commands(group)
    of_plugins = {name: summary for told in COMMANDS_OF_PLUGINS.values() for name, summary in told.items()}
    assert {name: summary_of(command) for name, command in group.commands.items()} == of_plugins
    of_the_core = {name: summary for name, (_, summary) in COMMANDS.items()}
    assert {name: summary_of(cli.commands[name]) for name in COMMANDS} == of_the_core


def test_a_strangers_plugin_is_imported_for_the_page_of_help(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def stamp() -> None:
        """Put a stamp on it."""

    class Stranger:
        def add_commands(self, group: LazyGroup) -> None:
            group.add_command(stamp)
            group.complete = True

    monkeypatch.delitem(COMMANDS_OF_PLUGINS, "deploy")  # type: ignore[arg-type]
    group = LazyGroup()
    assert group.summaries(click.Context(group, obj=Stranger())) == {"stamp": "Put a stamp on it."}


def test_every_name_at_the_front_door_is_there() -> None:
    assert set(simulacrum_core.__all__) == set(simulacrum_core._MODULES)
    for name in simulacrum_core.__all__:
        assert getattr(simulacrum_core, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = simulacrum_core.nothing
