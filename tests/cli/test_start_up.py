"""Start-up: what is imported before a command is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

import simulacrum_core.sources
import simulacrum_core.training
from simulacrum_core import Registry
from simulacrum_core.cli import cli
from simulacrum_core.cli.commands import COMMANDS
from simulacrum_core.plugin.lazy_group import (
    COMMANDS_OF_PLUGINS,
    OFFERS_OF_PLUGINS,
    WITHOUT_IMPORTERS,
    LazyGroup,
    summary_of,
)

OURS = {
    "simulacrum_core",
    *("simulacrum_core.cli", "simulacrum_core.cli.bugs", "simulacrum_core.cli.commands", "simulacrum_core.cli.help"),
    *("simulacrum_core.cli.streams", "simulacrum_core.doors", "simulacrum_core.errors", "simulacrum_core.plugin"),
    *("simulacrum_core.plugin.entry_points", "simulacrum_core.plugin.lazy_group", "simulacrum_core.terminal"),
    "simulacrum_core.version",
}
UNUSED = {
    *("sources.notion", "sources.authorship.assistants", "sources.dates", "sources.html"),
    *("checks.rows", "conversations.identification", "conversations.other_formats", "training.lora_trainer"),
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


def test_the_table_of_offers_says_what_the_plugins_offer(registry: Registry) -> None:
    found: dict[str, set[str]] = {name: set() for name in OFFERS_OF_PLUGINS}
    for offer in registry.offers:
        if offer.plugin.startswith("my-simulacrum:"):
            found[offer.plugin.partition(":")[2]].add(offer.cls.name)
    assert found == OFFERS_OF_PLUGINS
    with_importers = {offer.plugin.partition(":")[2] for offer in registry.offers if offer.kind == "importer"}
    assert with_importers.isdisjoint(WITHOUT_IMPORTERS)
    assert with_importers | WITHOUT_IMPORTERS >= OFFERS_OF_PLUGINS.keys()


def test_whose_a_source_is_is_found_without_importing_what_reads_none(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(
        "01/02/2024, 10:00 - Ada: hello\n01/02/2024, 10:01 - Ben: hi\n", encoding="utf-8"
    )
    code = (
        "import sys\nfrom simulacrum_core import read\n"
        f"assert len(list(read({str(tmp_path)!r}))) == 1\n"
        f"print([name for name in {sorted(WITHOUT_IMPORTERS)} if f'simulacrum_{{name}}' in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_conversion_imports_what_it_uses(tmp_path: Path) -> None:
    """What is named on the command line, not what else could be: 9 MB of 53, and no library for bars."""
    lines = [f"01/02/2024, 10:{minute:02} - {('Ada', 'Ben')[minute % 2]}: so {minute}\n" for minute in range(60)]
    (tmp_path / "chat.txt").write_text("".join(lines), encoding="utf-8")
    code = (
        "import sys\nfrom simulacrum_core.cli import main\n"
        "sys.argv[1:] = ['convert', 'chat.txt', '--from', 'whatsapp', '--me', 'Ada', '-o', 'out']\n"
        "try: main()\nfinally: print(*sys.modules, sep='\\n')"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    tops = {name.partition(".")[0] for name in told.stdout.split()}
    assert {name for name in tops if name.startswith("simulacrum_")} == {
        "simulacrum_core",
        "simulacrum_axolotl",
        "simulacrum_whatsapp",
    }
    assert not {"rich", "lxml", "mnemonic", "asyncio", "tokenizers"} & tops
    # What an importer of notes, `check`, a trainer or a source of an unknown kind needs: a quarter of the start.
    assert not {f"simulacrum_core.{name}" for name in UNUSED} & set(told.stdout.split())


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


@pytest.mark.parametrize("door", [simulacrum_core, simulacrum_core.sources, simulacrum_core.training])
def test_every_name_at_a_door_is_there(door: ModuleType) -> None:
    assert set(door.__all__) == set(" ".join(door._PLACES.values()).split()) <= set(dir(door))
    for name in door.__all__:
        assert getattr(door, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = door.nothing


def test_a_check_imports_nothing_that_makes_examples_or_reports() -> None:
    code = (
        "import sys\nfrom simulacrum_core import check\nimport simulacrum_core.cli.check\n"
        "print([name for name in ('examples.build', 'examples.survey', 'inspection.report', 'threads')"
        " if f'simulacrum_core.{name}' in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
