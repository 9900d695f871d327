"""The hooks that a plugin may implement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click
import pluggy

from ..dataset.manifest import Manifest
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


@hookspec(firstresult=True)
def load_speaker(folder: Path, manifest: Manifest, model: Path) -> object | None:
    """A `Speaker` for what was trained on the dataset `folder` and lies in `model`; None leaves it to PyTorch."""


@hookspec(firstresult=True)
def merge_adapter(adapter: Path, base: str, dataset: Path, dtype: str) -> Callable[[Path], None] | None:
    """What writes `base` with an adapter merged into it, weights and configs, to a folder; None leaves it to PyTorch.

    `base` is a folder or a Hub id, `dtype` the precision of the weights, `auto` for that of the base model.
    """


@hookspec
def register_commands(cli: click.Group) -> None:
    """Add commands to the `simulacrum` command line."""
