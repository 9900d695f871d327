"""The numbers of a training that somebody chose; what nobody chose fits the dataset and the model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from simulacrum_core import Manifest, Registry, UsageError
from simulacrum_core.dataset import located
from simulacrum_core.training import LoraOptions

from .workspace import MANIFEST, Workspace

TRAINER = "raw"
MAIN = {"epochs": "Times it reads your text", "batch": "Examples at once", "learning_rate": "Learning rate"}
MORE = ("lora_r", "lora_dropout", "quantize", "max_steps", "eval_steps", "patience", "gradient_checkpointing")
DOWNLOAD = "download"


def trainer() -> type[LoraOptions]:
    """The trainer of the app."""
    found = Registry.installed().trainer(TRAINER)
    if not issubclass(found, LoraOptions):
        raise UsageError(f"the trainer {TRAINER} is another one than the app knows")
    return found


def chosen(workspace: Workspace) -> dict[str, str]:
    """What was chosen for the dataset of now, else for the last one that was trained on."""
    every = workspace.state.settings
    return every.get(_key(workspace), next(reversed(every.values()), {}))


def choose(workspace: Workspace, sent: Mapping[str, str | bool]) -> None:
    """Keep what was chosen, for this dataset: what goes on has to have the numbers that it began with."""
    words = {name: "true" if value is True else str(value or "").strip() for name, value in sent.items()}
    options = {name: words[name] for name in (*MAIN, *MORE, DOWNLOAD) if words.get(name)}
    try:
        trainer().model_validate(options)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        raise UsageError(f"{MAIN.get(name, name)}: {first['msg']}") from None
    workspace.state.settings.pop(_key(workspace), None)
    workspace.state.settings[_key(workspace)] = options
    workspace.save()


def words(workspace: Workspace) -> list[str]:
    """What was chosen, as words of a command."""
    return [word for name, value in chosen(workspace).items() for word in ("-t", name, value)]


def fitting(workspace: Workspace, manifest: Manifest) -> LoraOptions:
    """The numbers of a run for which nothing is chosen."""
    return trainer()().filled(manifest, Path(located(manifest.base_model or "", workspace.dataset)))


def steps(workspace: Workspace, manifest: Manifest) -> int:
    """How many steps a run with what was chosen takes."""
    options = trainer().model_validate(chosen(workspace))
    filled = options.filled(manifest, Path(located(manifest.base_model or "", workspace.dataset)))
    return filled.schedule(manifest.statistics.examples.get("train", 0)).steps


def _key(workspace: Workspace) -> str:
    """A dataset by when it was made, which a new name does not change."""
    path = workspace.dataset / MANIFEST
    return str(path.stat().st_mtime_ns) if path.is_file() else ""
