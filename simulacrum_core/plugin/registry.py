"""The plugins that are installed: loaded one by one, so that a broken one harms nobody but its users."""

from __future__ import annotations

import functools
import importlib.metadata
import re
from collections.abc import Callable, Iterable, Sequence
from inspect import isabstract
from pathlib import Path
from typing import Any, TypeVar, cast

import click
import msgspec
import pluggy
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..config.versions import UPDATE
from ..dataset.manifest import Manifest
from ..errors import DatasetError, PluginError, UsageError, did_you_mean
from . import hookspecs
from .contracts import Exporter, Importer, Plugin, Recognizer, Trainer
from .entry_points import GROUP
from .lazy_group import OFFERS_OF_PLUGINS, WITHOUT_IMPORTERS, LazyGroup

KINDS = (("importer", Importer), ("exporter", Exporter), ("trainer", Trainer), ("recognizer", Recognizer))
DEFAULT_TRAINER = "axolotl"
P = TypeVar("P", bound=Plugin)


class BrokenPlugin(msgspec.Struct, frozen=True):
    """A plugin that cannot be used, and why; `offer` is the name of its entry point."""

    plugin: str
    offer: str
    error: str


class PluginClass(msgspec.Struct, frozen=True):
    """A class that a plugin offers."""

    plugin: str
    kind: str
    cls: type[Plugin]


class Registry:
    """Importers, exporters, trainers and recognizers by name. Plugins are imported when one is asked for."""

    def __init__(self, plugins: Iterable[tuple[str, Callable[[], object]]]) -> None:
        self._pluggy = pluggy.PluginManager(GROUP)
        self._pluggy.add_hookspecs(hookspecs)
        self._broken: list[BrokenPlugin] = []
        self._offers: list[PluginClass] = []
        self._waiting = list(plugins)

    @property
    def offers(self) -> list[PluginClass]:
        """The classes that the plugins offer."""
        self._load()
        return self._offers

    @property
    def broken(self) -> list[BrokenPlugin]:
        """The plugins that cannot be used."""
        self._load()
        return self._broken

    @property
    def _manager(self) -> pluggy.PluginManager:
        self._load()
        return self._pluggy

    def _load(self, is_known_not_to: Callable[[str], bool] = lambda _: False) -> None:
        """Import the plugins that are not imported yet, but for this distribution's of which it is known that they do
        not offer what is wanted; they are told by the names of their entry points, anybody else's by "".
        """
        waiting, self._waiting = self._waiting, []
        for place, (name, load) in enumerate(waiting):
            if is_known_not_to(_own(name)):
                self._waiting.append((name, load))
                continue
            try:
                self._add(name, load)
            except BaseException:
                self._waiting += waiting[place + 1 :]
                raise

    @classmethod
    def installed(cls) -> Registry:
        """The plugins that installed distributions declare under the entry-point group `simulacrum`."""
        return cls(_entry_points())

    def importer(self, name: str) -> type[Importer]:
        return cast(type[Importer], self._named(name, "importer"))

    def exporter(self, name: str) -> type[Exporter]:
        return cast(type[Exporter], self._named(name, "exporter"))

    def exporter_of(self, manifest: Manifest) -> Exporter:
        """The exporter that wrote a dataset, with the options it had.

        Raises PluginError where it is not installed, DatasetError where it writes rows of another version by now.
        """
        exporter = configured(self.exporter(manifest.exporter), list(manifest.exporter_options.items()))
        if manifest.row_version != exporter.layout.version:
            raise _other_rows(exporter, manifest)
        return exporter

    def trainer(self, name: str) -> type[Trainer]:
        return cast(type[Trainer], self._named(name, "trainer"))

    def trainer_for(self, manifest: Manifest) -> str:
        """The trainer of a dataset where none is named: one that suits the machine, else axolotl."""
        suited = {
            offer.cls.name for offer in self.offers if issubclass(offer.cls, Trainer) and offer.cls.suits(manifest)
        }
        return min(suited, default=DEFAULT_TRAINER)

    def recognizer(self, name: str) -> type[Recognizer]:
        return cast(type[Recognizer], self._named(name, "recognizer"))

    def importers(self) -> list[type[Importer]]:
        """All importers whose name is theirs alone, in name order."""
        self._load(WITHOUT_IMPORTERS.__contains__)
        names = sorted({offer.cls.name for offer in self._offers if offer.kind == "importer"})
        return [self.importer(name) for name in names if len(self._offered(name, "importer")) == 1]

    def fetch(self, repo: str, folder: Path) -> Path:
        """Let a plugin fetch the dataset `repo`, OWNER/NAME, into `folder`; raises PluginError where none can."""
        found = self._manager.hook.fetch_dataset(repo=repo, folder=folder)
        if found is None:
            raise PluginError(f"no plugin can fetch {repo}")
        return cast(Path, found)

    def speaker(self, folder: Path, manifest: Manifest, model: Path) -> object | None:
        """The model of a dataset, ready to talk; None where no plugin loads it."""
        found: object = self._manager.hook.load_speaker(folder=folder, manifest=manifest, model=model)
        return found

    def merger(self, adapter: Path, base: str, dataset: Path, dtype: str) -> Callable[[Path], None] | None:
        """What writes a base model with an adapter merged into it to a folder; None where no plugin does."""
        found = self._manager.hook.merge_adapter(adapter=adapter, base=base, dataset=dataset, dtype=dtype)
        return cast(Callable[[Path], None] | None, found)

    def add_commands(self, cli: click.Group) -> None:
        """Let the plugins add their commands; one that is there already is kept, and who replaces it is broken."""
        if isinstance(cli, LazyGroup):
            cli.load_own()
            cli.complete = True
        for name, plugin in self._manager.list_name_plugin():
            before = dict(cli.commands)
            try:
                self._hook("register_commands", plugin)(cli=cli)
                if replaced := [word for word, command in before.items() if cli.commands.get(word) is not command]:
                    raise PluginError(f"it replaces the command {replaced[0]!r}")
            except (Exception, SystemExit) as error:
                cli.commands.clear()
                cli.commands.update(before)
                self.broken.append(_broken(name, error))

    def _add(self, name: str, load: Callable[[], object]) -> None:
        plugin: object = None
        try:
            plugin = load()
            self._pluggy.register(plugin, name=name)
            self._pluggy.check_pending()
            offers = [
                PluginClass(name, kind, cls)
                for kind, base in KINDS
                for cls in _checked(self._hook(f"register_{kind}s", plugin)(), base)
            ]
        except (Exception, SystemExit) as error:
            # A stranger's module can fail in any way; whoever asks for what it offers is told.
            if plugin is not None and self._pluggy.get_plugin(name) is plugin:
                self._pluggy.unregister(name=name)
            self._broken.append(_broken(name, error))
        else:
            self._offers.extend(offers)

    def _hook(self, hook: str, plugin: object) -> Any:
        others = [other for other in self._pluggy.get_plugins() if other is not plugin]
        return self._pluggy.subset_hook_caller(hook, others)

    def _offered(self, name: str, kind: str) -> list[PluginClass]:
        self._load(lambda own: name not in OFFERS_OF_PLUGINS.get(own, [name]))
        return [offer for offer in self._offers if offer.kind == kind and offer.cls.name == name]

    def _named(self, name: str, kind: str) -> type[Plugin]:
        found = self._offered(name, kind)
        if len(found) == 1:
            return found[0].cls
        if found:
            plugins = " and ".join(offer.plugin for offer in found)
            raise PluginError(f"two plugins offer the {kind} {name!r}: {plugins}", remedy="Uninstall one of them")
        raise self._unknown(name, kind)

    def _unknown(self, name: str, kind: str) -> PluginError:
        for broken in self.broken:
            if broken.offer == name:
                return PluginError(f"the plugin {broken.plugin} cannot be used: {broken.error}")
        names = sorted({offer.cls.name for offer in self.offers if offer.kind == kind})
        hint = f" ({len(self.broken)} broken, see `simulacrum plugins`)" if self.broken else ""
        remedy = f"{did_you_mean(name, names)}Installed: {', '.join(names) or 'none'}{hint}"
        return PluginError(f"there is no {kind} named {name!r}", remedy=remedy)


def _other_rows(exporter: Exporter, manifest: Manifest) -> DatasetError:
    written, known = manifest.row_version, exporter.layout.version
    remedy = UPDATE if written > known else "Convert again, with the source"
    what = f"its rows are of version {written} of the exporter {exporter.name}, which has version {known} here"
    return DatasetError(what, remedy=remedy)


def configured(cls: type[P], options: Sequence[tuple[str, str]]) -> P:
    """An instance with `options` as its fields; raises UsageError that names the option at fault."""
    try:
        return cls.model_validate(dict(options))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = f"option {'.'.join(map(str, first['loc']))!r}" if first["loc"] else "options"
        raise UsageError(f"{cls.name}: {option}: {first['msg']}", remedy=_options_of(cls, first)) from error


def _options_of(cls: type[Plugin], error: ErrorDetails) -> str:
    """What was probably meant, and all options there are."""
    known, meant = list(cls.model_fields), ""
    if error["type"] == "extra_forbidden":
        meant = did_you_mean(str(error["loc"][0]), known)
    elif error["type"] == "literal_error":
        meant = did_you_mean(str(error["input"]), re.findall("'([^']{1,80})'", error["msg"]))
    return f"{meant}Options: {', '.join(known) or 'it has none'}"


def _entry_points() -> list[tuple[str, Callable[[], object]]]:
    # The name of a distribution is parsed each time that it is asked for, and one has a dozen of the plugins.
    name_of = functools.cache(lambda dist: dist.name if dist else "unknown")
    found = {
        (f"{name_of(entry.dist)}:{entry.name}", entry.value): entry.load
        for entry in importlib.metadata.entry_points(group=GROUP)
    }
    return [(name, load) for (name, _), load in sorted(found.items())]


def _checked(results: list[Sequence[type[Plugin]]], base: type[Plugin]) -> list[type[Plugin]]:
    classes = [cls for result in results for cls in result]
    for cls in classes:
        if not (isinstance(cls, type) and issubclass(cls, base)) or not isinstance(getattr(cls, "name", None), str):
            raise PluginError(f"{cls!r} is no {base.__name__} class with a name")
        if isabstract(cls) or any(field.is_required() for field in cls.model_fields.values()):
            # One that cannot be made without options would end the search for whose a source is.
            raise PluginError(f"{cls!r} lacks a method, or a default of an option")
    return classes


def _own(plugin: str) -> str:
    """The entry point of a plugin of this distribution, "" for anybody else's."""
    distribution, _, entry = plugin.partition(":")
    return entry if distribution == "my-simulacrum" else ""


def _broken(name: str, error: BaseException) -> BrokenPlugin:
    text = " ".join(str(error).split()) or type(error).__name__
    return BrokenPlugin(name, name.partition(":")[2], f"{type(error).__name__}: {text}")
