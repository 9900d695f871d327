"""Plugins are found, kept apart from each other, and asked for by name."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import click
import pytest
from pydantic import BaseModel, Field, model_validator

from simulacrum_core import Conversation, Exporter, Importer, Registry, SimulacrumError, Source, UsageError, hookimpl
from simulacrum_core.errors import PluginError
from simulacrum_core.plugin.registry import configured

Plugin = tuple[str, Callable[[], object]]


class Letters(Importer):
    """Letters in envelopes."""

    name: ClassVar[str] = "letters"
    pages: int = Field(default=1, gt=0)
    first: int = 1

    @model_validator(mode="after")
    def _in_order(self) -> Letters:
        if self.first > self.pages:
            raise ValueError("there is no such page")
        return self

    def identify(self, source: Source) -> bool:
        return False

    def read(self, source: Source) -> Iterator[Conversation]:
        yield from ()


class OtherLetters(Letters):
    """Letters, too."""


class Postcards(Letters):
    """One page only."""

    name: ClassVar[str] = "postcards"


class Unfinished(Importer):
    """Has no read()."""

    name: ClassVar[str] = "unfinished"

    def identify(self, source: Source) -> bool:
        return False


class Needy(Letters):
    """Has an option without a default."""

    name: ClassVar[str] = "needy"
    key: str


class Nameless(Importer):
    """Has no name."""


class NameIsAnOption(Importer):
    """Has a name that is no class attribute."""

    name: str = "option"  # type: ignore[misc]


def offering(*classes: object, **hooks: Callable[..., object]) -> object:
    """A plugin with an importer hook, and others."""
    module = types.ModuleType("plugin")
    for name, hook in {"register_importers": lambda: classes, **hooks}.items():
        setattr(module, name, hookimpl(hook))
    return module


def plugin(name: str, *classes: object, **hooks: Callable[..., object]) -> Plugin:
    return name, lambda: offering(*classes, **hooks)


def failing(name: str, error: BaseException) -> Plugin:
    """A plugin whose import raises."""

    def load() -> object:
        raise error

    return name, load


GOOD = plugin("post:postcards", Postcards)


def test_a_name_leads_to_its_class() -> None:
    registry = Registry([GOOD, plugin("mail:letters", Letters)])
    assert registry.importer("letters") is Letters
    assert registry.importers() == [Letters, Postcards]
    assert registry.broken == []


def test_a_name_that_two_plugins_offer_is_an_error_with_both_only_when_it_is_asked_for() -> None:
    registry = Registry([plugin("mail:letters", Letters), GOOD, plugin("strange:letters", OtherLetters)])
    with pytest.raises(
        PluginError, match=r"two plugins offer the importer 'letters': mail:letters and strange:letters"
    ):
        registry.importer("letters")
    assert registry.importer("postcards") is Postcards
    assert registry.importers() == [Postcards]


def test_an_importer_and_an_exporter_may_share_a_name() -> None:
    class LettersExporter(Exporter):
        name: ClassVar[str] = "letters"

        def write(self, examples: object, folder: Path) -> list[Path]:
            return []

    registry = Registry([plugin("mail:letters", Letters, register_exporters=lambda: [LettersExporter])])
    assert registry.importer("letters") is Letters
    assert registry.exporter("letters") is LettersExporter


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ImportError("No module named 'stamp'"), "ImportError: No module named 'stamp'"),
        (SyntaxError("invalid syntax"), "SyntaxError: invalid syntax"),
        (SystemExit(3), "SystemExit: 3"),
        (SimulacrumError("too old", remedy="Install a newer one"), "SimulacrumError: too old. Install a newer one"),
        (ValueError("two\nlines"), "ValueError: two lines"),
        (RuntimeError(), "RuntimeError: RuntimeError"),
    ],
)
def test_a_plugin_that_fails_to_load_harms_only_who_asks_for_it(error: BaseException, told: str) -> None:
    registry = Registry([failing("mail:letters", error), GOOD])
    assert [(broken.plugin, broken.error) for broken in registry.broken] == [("mail:letters", told)]
    assert registry.importer("postcards") is Postcards
    with pytest.raises(PluginError, match=f"the plugin mail:letters cannot be used: {told}"):
        registry.importer("letters")


def test_an_interrupt_is_not_a_broken_plugin() -> None:
    registry = Registry([failing("mail:letters", KeyboardInterrupt())])
    with pytest.raises(KeyboardInterrupt):
        registry.importers()


def test_another_plugin_may_offer_what_a_broken_one_is_called() -> None:
    registry = Registry([failing("mail:letters", ImportError("no")), plugin("new:post", Letters)])
    assert registry.importer("letters") is Letters


def divided() -> list[type[Importer]]:
    return [Letters] if 1 / 0 else []


@pytest.mark.parametrize(
    ("hooks", "told"),
    [
        ({"register_importers": divided}, "ZeroDivisionError"),
        ({"register_importers": lambda: (cls for cls in divided())}, "ZeroDivisionError"),
        ({"register_importers": lambda: Letters}, "TypeError"),
        ({"register_importer": lambda: [Letters]}, "unknown hook 'register_importer'"),
        ({"register_importers": lambda wrong: [Letters]}, "wrong"),
        ({"register_importers": lambda: [Letters()]}, "is no Importer class with a name"),
        ({"register_importers": lambda: ["letters"]}, "is no Importer class with a name"),
        ({"register_importers": lambda: [BaseModel]}, "is no Importer class with a name"),
        ({"register_importers": lambda: [Nameless]}, "is no Importer class with a name"),
        ({"register_importers": lambda: [NameIsAnOption]}, "is no Importer class with a name"),
        ({"register_exporters": lambda: [Letters]}, "is no Exporter class with a name"),
        ({"register_trainers": lambda: [Letters]}, "is no Trainer class with a name"),
        ({"register_recognizers": lambda: [Letters]}, "is no Recognizer class with a name"),
        ({"register_importers": lambda: [Unfinished]}, "lacks a method"),
        ({"register_importers": lambda: [Needy]}, "a default of an option"),
    ],
)
def test_a_plugin_that_breaks_the_contract_is_broken_and_offers_nothing(
    hooks: dict[str, Callable[..., object]], told: str
) -> None:
    registry = Registry([plugin("mail:letters", **hooks), GOOD])
    assert [broken.plugin for broken in registry.broken] == ["mail:letters"]
    assert told in registry.broken[0].error
    assert "\n" not in registry.broken[0].error
    assert [offer.cls for offer in registry.offers] == [Postcards]


def test_plugins_that_share_a_name_do_not_take_each_other_away() -> None:
    added: list[str] = []
    first = plugin("mail:letters", Letters, register_commands=lambda cli: added.append("first"))
    registry = Registry([first, plugin("mail:letters", OtherLetters)])
    assert registry.importer("letters") is Letters
    registry.add_commands(click.Group())
    assert added == ["first"]


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    registry = Registry([GOOD, plugin("mail:letters", Letters)])
    with pytest.raises(PluginError, match=r"there is no importer named 'fax'\. Installed: letters, postcards$"):
        registry.importer("fax")
    with pytest.raises(PluginError, match=r"no trainer named 'letters'\. Installed: none$"):
        registry.trainer("letters")


def test_an_unknown_name_hints_at_what_is_broken() -> None:
    registry = Registry([GOOD, failing("mail:mail", ImportError("no"))])
    with pytest.raises(PluginError, match=r"1 broken, see `simulacrum plugins`"):
        registry.importer("letters")


@pytest.mark.parametrize("error", [OSError("no"), SystemExit(1)])
def test_a_plugin_whose_commands_fail_is_broken_and_the_others_add_theirs(error: BaseException) -> None:
    def fail(cli: click.Group) -> None:
        raise error

    def add(cli: click.Group) -> None:
        cli.add_command(click.Command("stamp"))

    registry = Registry([plugin("a:a", register_commands=fail), plugin("b:b", register_commands=add)])
    group = click.Group()
    registry.add_commands(group)
    assert list(group.commands) == ["stamp"]
    assert [broken.plugin for broken in registry.broken] == ["a:a"]


def test_a_plugin_cannot_replace_a_command() -> None:
    def add(cli: click.Group) -> None:
        cli.add_command(click.Command("stamp"))
        cli.add_command(click.Command("convert"))

    group = click.Group(commands=[ours := click.Command("convert")])
    registry = Registry([plugin("a:a", register_commands=add)])
    registry.add_commands(group)
    assert group.commands == {"convert": ours}
    assert [broken.error for broken in registry.broken] == ["PluginError: it replaces the command 'convert'"]


def test_options_become_fields() -> None:
    assert configured(Letters, [("pages", "3"), ("first", "2")]) == Letters(pages=3, first=2)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([("pages", "many")], "letters: option 'pages': Input should be a valid integer"),
        ([("pages", "0")], "letters: option 'pages': Input should be greater than 0"),
        ([("colour", "red")], "letters: option 'colour': Extra inputs are not permitted"),
        ([("first", "2")], "letters: options: Value error, there is no such page"),
    ],
)
def test_a_wrong_option_is_named(options: list[tuple[str, str]], told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        configured(Letters, options)
    assert str(caught.value).endswith("Options: pages, first")
    assert caught.value.exit_code == 2


STRANGER = """
from typing import ClassVar
from simulacrum_core import Importer, hookimpl

class Stranger(Importer):
    "Says it is WhatsApp."

    name: ClassVar[str] = "{name}"

    def identify(self, source):
        return False

    def read(self, source):
        yield from ()

@hookimpl
def register_importers():
    return [Stranger]
"""


def install(folder: Path, distribution: str, entry: str, code: str) -> None:
    """Lay a distribution of one module into a folder as pip does."""
    module = distribution.replace("-", "_")
    (folder / f"{module}.py").write_text(code)
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[simulacrum]\n{entry} = {module}\n")


def simulacrum(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real command line with another folder of installed distributions."""
    code = f"import sys; sys.path.append({str(folder)!r}); from simulacrum_core.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three installed distributions: one offers `whatsapp` too, one cannot be imported, one is all right."""
    folder = tmp_path_factory.mktemp("installed")
    install(folder, "acme-whatsapp", "whatsapp", STRANGER.format(name="whatsapp"))
    install(folder, "acme-broken", "fax", "import a_module_that_nobody_has")
    install(folder, "acme-letters", "letters", STRANGER.format(name="letters"))
    return folder


def test_installed_plugins_are_found_and_a_broken_one_stops_nobody(strangers: Path) -> None:
    result = simulacrum(strangers, "plugins", "--json")
    told: dict[str, Any] = json.loads(result.stdout)
    offered = {(row["name"], row["plugin"]) for row in told["plugins"] if row["kind"] == "importer"}
    assert offered >= {("letters", "acme-letters:letters"), ("whatsapp", "acme-whatsapp:whatsapp")}
    assert ("whatsapp", "my-simulacrum:whatsapp") in offered
    error = "ModuleNotFoundError: No module named 'a_module_that_nobody_has'"
    assert {"plugin": "acme-broken:fax", "error": error} in told["broken"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("whatsapp", "two plugins offer the importer 'whatsapp': acme-whatsapp:whatsapp and my-simulacrum:whatsapp"),
        ("fax", "the plugin acme-broken:fax cannot be used: ModuleNotFoundError"),
    ],
)
def test_asking_for_what_is_broken_or_claimed_twice_is_an_error(strangers: Path, name: str, told: str) -> None:
    result = simulacrum(strangers, "read", str(strangers), "--from", name)
    assert result.returncode == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_asking_for_another_name_works_beside_them(strangers: Path) -> None:
    result = simulacrum(strangers, "read", str(strangers), "--from", "letters")
    assert (result.returncode, result.stderr) == (0, "")
