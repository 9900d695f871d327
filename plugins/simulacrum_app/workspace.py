"""The folder with all state of the app: what was dropped, who is imitated, the dataset and the model of it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from simulacrum_core import Manifest, Persona, Recipe, UsageError
from simulacrum_core.training import best, checkpoints, read_losses, running_training, trained_folder

from .choices import Choices, persona_file, persona_of, recipe_of
from .decided import Decided
from .lock import LOCK, locked

MANIFEST, MODEL, MERGED = "simulacrum.json", "model", "merged"
BUNDLE, SCRIPT_LOG = "dataset.zip", "script.log"
_STATE, _DROPPED, _DATASET, _NEW = "app.json", "dropped", "dataset", "dataset-new"
_OF_PROCESSES = [f"{name}.{kind}" for name in ("train", "evaluate", "quiz") for kind in ("log", "pid")]
_OF_DATASET = (*_OF_PROCESSES, BUNDLE, SCRIPT_LOG)
_MINE = (_STATE, _DROPPED, _DATASET, _NEW, "persona.toml", *_OF_DATASET)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_EARLIER = re.compile(rf"{_DATASET}-[1-9][0-9]{{0,8}}")
_LONGEST_NAME = 120


class State(msgspec.Struct):
    """What a second start goes on with: places of sources, of which those in the folder were dropped, and choices."""

    sources: list[str] = []
    choices: Choices = msgspec.field(default_factory=Choices)
    talks_left_out: list[str] = []
    """Chats, by their names."""
    single_left_out: list[str] = []
    """Single talks, as the persona file has them."""
    decided: Decided = msgspec.field(default_factory=Decided)
    settings: dict[str, dict[str, str]] = {}
    """What was chosen for a training, by the dataset; the last one last."""

    def still_left_out(self) -> tuple[list[str], list[str]]:
        """The chats and the single talks that are still ticked."""
        choices = self.choices
        return _still(self.talks_left_out, choices.talks), _still(self.single_left_out, choices.single)

    def take_in_again(self) -> None:
        """Leave out no more what is no longer ticked."""
        self.talks_left_out, self.single_left_out = self.still_left_out()
        self.choices.talks = self.choices.single = None


class Workspace:
    """A private folder, used by one app at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dataset, self._new, self._dropped = folder / _DATASET, folder / _NEW, folder / _DROPPED
        self.state = State()
        with suppress(ValueError):
            if (folder / _STATE).exists():
                self.state = msgspec.json.decode((folder / _STATE).read_bytes(), type=State)
                self.state.sources = [self._found(place) for place in self.state.sources]
            self._sweep()
        self.take_new()

    @classmethod
    @contextmanager
    def opened(cls, folder: Path) -> Iterator[Workspace]:
        """The folder, locked while the block runs; UsageError where another app has it, or it is something else."""
        folder = folder.expanduser().resolve()
        if folder.is_dir() and any(folder.iterdir()) and not (folder / LOCK).exists():
            raise UsageError("holds something else", file=str(folder), remedy="Name a new folder, or one of the app's")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        with locked(folder):
            before = os.umask(0o077)
            try:
                yield cls(folder)
            finally:
                os.umask(before)

    def save(self) -> None:
        """Keep the state, whole or not at all."""
        beside = self.folder / f"{_STATE}.new"
        beside.write_bytes(msgspec.json.encode(self.state))
        beside.replace(self.folder / _STATE)

    def place_for(self, name: str) -> Path:
        """Where a file or folder that is dropped is written; its name is kept, as exports are told by theirs."""
        place = _numbered(self._dropped, "")
        place.mkdir(parents=True, mode=0o700)
        return place / plain_name(name)

    def add(self, place: Path) -> None:
        """Read a source from now on."""
        if not place.exists():
            raise UsageError("there is no such file or folder", file=str(place))
        if str(place) not in self.state.sources:
            self.state.sources.append(str(place))
            self.save()

    def remove(self, source: str) -> None:
        """Read a source no more; what was dropped is deleted. UsageError where it is none."""
        if source not in self.state.sources:
            raise UsageError("it is not here any more")
        self.state.sources = [place for place in self.state.sources if place != source]
        self.save()
        # A path that was typed may lead anywhere: what was dropped lies in a folder with a number.
        number = Path(source).parent
        if number.parent == self._dropped and number.name.isdecimal():
            shutil.rmtree(number, ignore_errors=True)

    def forget(self) -> None:
        """Delete all that the app has written into its folder."""
        self.state = State()
        left = [*self.earlier(), *self.folder.glob(f".{_DATASET}*.partial-*"), *(self.folder / name for name in _MINE)]
        for path in left:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def persona(self) -> Persona:
        """Who is imitated, and what is left out."""
        return persona_of(self.state.choices, *self.state.still_left_out())

    def recipe(self) -> Recipe:
        """What is replaced, and the share of the talks that is held out."""
        return recipe_of(self.state.choices, self.state.decided)

    def save_persona(self) -> Path:
        """The persona as a file, which the command takes as well."""
        path = self.folder / "persona.toml"
        told = persona_file(self.state.choices, *self.state.still_left_out())
        path.write_text(told, encoding="utf-8")
        return path

    def model(self) -> Path | None:
        """What was trained on the dataset: of a run that was stopped its best checkpoint; None where nothing was."""
        with suppress(UsageError):
            return trained_folder(self.dataset)
        kept, lowest = checkpoints(self.dataset / MODEL), best(read_losses(self.dataset / MODEL))
        if not kept or running_training(self.dataset) is not None:
            return None
        return kept.get(lowest.step if lowest else 0, list(kept.values())[-1])

    def has_model(self) -> bool:
        """Whether anything was trained on the dataset."""
        return self.model() is not None

    def named_model(self) -> list[str]:
        """The words that name the model to a command, which finds one that was trained to its end by itself."""
        found = self.model()
        return ["--model", str(found)] if found and found.parent.name == MODEL and found.name != MERGED else []

    def is_older(self, made: Path) -> bool:
        """Whether something was made of a model before the last training."""
        return made.is_file() and made.stat().st_mtime < self.trained_at()

    def trained_at(self) -> float:
        """When the model was written, by the system's clock; 0 where there is none."""
        found = self.model()
        return max((path.stat().st_mtime for path in found.glob("*.safetensors")), default=0.0) if found else 0.0

    def manifest(self) -> Manifest | None:
        """The dataset's manifest, None where there is no dataset."""
        return Manifest.load(self.dataset) if (self.dataset / MANIFEST).is_file() else None

    def place_to_make(self) -> Path:
        """Where the dataset is to be made: one on which something was trained or measured is not written over."""
        return self._new if self.is_worked_on() else self.dataset

    def is_worked_on(self) -> bool:
        """Whether anything was made of the dataset, such as a model."""
        return any((self.dataset / name).is_dir() for name in (MODEL, "evaluation"))

    def take_new(self) -> None:
        """Take a dataset that was made while there was one with a model, which is put aside."""
        if (self._new / MANIFEST).is_file():
            self._put_aside()
            self._new.replace(self.dataset)

    def earlier(self) -> list[Path]:
        """The datasets that were put aside with what was made of them, the last one first."""
        found = [path for path in self.folder.glob(f"{_DATASET}-*") if _EARLIER.fullmatch(path.name)]
        return sorted(found, key=lambda path: -int(path.name.rpartition("-")[2]))

    def take_earlier(self, name: str) -> None:
        """Go back to a dataset that was put aside; the one of now is put aside in its place."""
        chosen = self._earlier_named(name)
        # By way of the name for a new one, so that a kill between the two steps is mended by the next start.
        chosen.replace(self._new)
        self.take_new()

    def delete_earlier(self, name: str) -> None:
        """Delete a dataset that was put aside, with its model."""
        shutil.rmtree(self._earlier_named(name))

    def _earlier_named(self, name: str) -> Path:
        for path in self.earlier():
            if path.name == name:
                return path
        raise UsageError("there is no such earlier model")

    def _put_aside(self) -> None:
        if self.dataset.exists():
            self.dataset.replace(_numbered(self.folder, f"{_DATASET}-"))
        for name in _OF_DATASET:
            # What a process said last was said of the other dataset.
            (self.folder / name).unlink(missing_ok=True)

    def _found(self, source: str) -> str:
        """Where a source lies now: the folder may have been moved, and what was dropped into it with it."""
        moved = self._dropped.joinpath(*Path(source).parts[-2:])
        return str(moved) if not Path(source).exists() and moved.exists() else source

    def _sweep(self) -> None:
        """Delete what was dropped and had not arrived when the app ended."""
        kept = {Path(place).parent for place in self.state.sources}
        for place in self._dropped.glob("*"):
            if place not in kept:
                shutil.rmtree(place, ignore_errors=True)


def plain_name(name: str) -> str:
    """A name of a file or folder that leads nowhere."""
    return _UNSAFE.sub("_", name).strip(". ")[-_LONGEST_NAME:] or "file"


def _still(left_out: list[str], ticked: list[str] | None) -> list[str]:
    return left_out if ticked is None else [talk for talk in left_out if talk in ticked]


def _numbered(folder: Path, before: str) -> Path:
    """The next free place with a number."""
    names = [path.name.removeprefix(before) for path in folder.glob(f"{before}*")]
    return folder / f"{before}{max((int(name) for name in names if name.isdecimal()), default=0) + 1}"
