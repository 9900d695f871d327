"""The hooks that a plugin may implement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import pluggy

from .contracts import Exporter, Importer, Recognizer, Trainer

hookspec = pluggy.HookspecMarker("simulacrum")
hookimpl = pluggy.HookimplMarker("simulacrum")


@hookspec
def register_importers() -> Sequence[type[Importer]]:
    """Importer classes; their names are the words after --from."""
    return ()


@hookspec
def register_exporters() -> Sequence[type[Exporter]]:
    """Exporter classes; their names are the words after --to."""
    return ()


@hookspec
def register_trainers() -> Sequence[type[Trainer]]:
    """Trainer classes; their names are the words after --with."""
    return ()


@hookspec
def register_recognizers() -> Sequence[type[Recognizer]]:
    """Recognizer classes; their names are the words after --recognizer."""
    return ()


@hookspec(firstresult=True)
def fetch_dataset(repo: str, folder: Path) -> Path | None:
    """Fetch the dataset `repo`, OWNER/NAME, into `folder`, which is not there; None where this plugin fetches none."""


@hookspec
def register_commands(cli: click.Group) -> None:
    """Add commands to the `simulacrum` command line."""
