"""A group of commands that are imported when they are asked for: its own first, those of plugins after that."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Mapping
from typing import Protocol, cast

import click

from .entry_points import GROUP

_WITHOUT_COMMANDS = (
    "axolotl conversations discord essays formats journals mail mlx platforms raw spacy telegram whatsapp"
)
COMMANDS_OF_PLUGINS: Mapping[str, Mapping[str, str]] = {
    **{name: {} for name in _WITHOUT_COMMANDS.split()},
    "app": {"app": "Do all of it without a terminal: a page in the browser that only this machine can open."},
    "huggingface": {
        "push": "Put a dataset, an adapter or a merged model on the Hugging Face Hub, in a private repository.",
        "pull": "Fetch a dataset that was pushed, to train on it.",
    },
    "deploy": {
        "deploy": "Write what a front end needs to talk with a merged model as it was trained, or the lines that start "
        "it.",
        "ollama": "Write a Modelfile, with which Ollama talks to a merged model as it was trained: without a chat "
        "template.",
    },
}
"""The commands that plugins of this distribution add, with their summaries, by the names of their entry points.

The page of help is written from it; where a plugin is installed that does not stand here, all are imported for it.
"""

OFFERS_OF_PLUGINS: Mapping[str, frozenset[str]] = {
    **{name: frozenset([name]) for name in "axolotl conversations discord essays journals mail mlx raw spacy".split()},
    **{name: frozenset([name]) for name in "telegram whatsapp".split()},
    **{name: frozenset() for name in "app deploy".split()},
    "formats": frozenset("messages sharegpt completion".split()),
    "huggingface": frozenset(["hub"]),
    "platforms": frozenset("x mastodon reddit tumblr livejournal".split()),
}
"""The names of importers, exporters, trainers and recognizers of this distribution's plugins, by their entry points.

Where one is asked for by its name, the others are not imported: 9 MB and a fifth of a second.
"""

WITHOUT_IMPORTERS = frozenset("app axolotl deploy formats huggingface mlx raw spacy".split())
"""This distribution's plugins that need not be imported to find out whose a source is."""


class Registry(Protocol):
    """The plugins that are installed."""

    def add_commands(self, cli: click.Group) -> None:
        """Let the plugins add their commands."""


class LazyGroup(click.Group):
    """A group whose own commands are named here; `complete` when the plugins added theirs."""

    own: Mapping[str, tuple[str, str]] = {}
    """Modules and summaries of its commands."""
    complete = False

    def installed(self) -> Registry:
        """The plugins, which add their commands."""
        raise NotImplementedError

    def load_own(self) -> None:
        """Import all commands of its own."""
        for name in self.own:
            self._loaded(name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*self.own, *self.commands, *self._of_plugins(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.own:
            return self._loaded(cmd_name)
        if cmd_name not in self.commands:
            self._ask_plugins(ctx)
        return self.commands.get(cmd_name)

    def summaries(self, ctx: click.Context) -> dict[str, str]:
        """What each command is for: of those that are not imported, as it stands in the tables."""
        told = {name: summary for name, (_, summary) in self.own.items()} | dict(self._of_plugins(ctx))
        shown = {name: command for name, command in self.commands.items() if not command.hidden}
        hidden = self.commands.keys() - shown.keys()
        told |= {name: summary_of(command) for name, command in shown.items()}
        return {name: told[name] for name in sorted(told.keys() - hidden)}

    def _loaded(self, name: str) -> click.Command:
        if name not in self.commands:
            module = importlib.import_module(self.own[name][0])
            self.add_command(cast(click.Command, getattr(module, name)))
        return self.commands[name]

    def _of_plugins(self, ctx: click.Context) -> Mapping[str, str]:
        """The commands of plugins that are known without importing these; those that are not are imported."""
        if self.complete:
            return {}
        plugins = importlib.metadata.entry_points(group=GROUP)
        if all(one.name in COMMANDS_OF_PLUGINS and one.value == f"simulacrum_{one.name}" for one in plugins):
            return {name: told for one in plugins for name, told in COMMANDS_OF_PLUGINS[one.name].items()}
        self._ask_plugins(ctx)
        return {}

    def _ask_plugins(self, ctx: click.Context) -> None:
        if not self.complete:
            root = ctx.find_root()
            root.obj = root.obj or self.installed()
            root.obj.add_commands(self)


def summary_of(command: click.Command) -> str:
    """The first paragraph of a command's help, however long."""
    import inspect

    text = inspect.cleandoc(command.help or "").partition("\f")[0]
    return " ".join(text.partition("\n\n")[0].replace("\b", "").split())
