"""The folder with all state of the app: what was dropped, who is imitated, the dataset and the model of it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import Manifest, Persona, Recipe, UsageError, printable

_STATE, _LOCK, _DROPPED, _DATASET = "app.json", ".app.lock", "dropped", "dataset"
_OF_PROCESSES = [f"{name}.{kind}" for name in ("train", "evaluate", "quiz") for kind in ("log", "pid")]
_MINE = (_STATE, _LOCK, _DROPPED, _DATASET, "persona.toml", *_OF_PROCESSES)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_LONGEST_NAME = 120
REDACTED = "credential crypto bank card identity email ip password code phone address own".split()


class Choices(msgspec.Struct):
    """What was answered on the second screen."""

    me: list[str] = []
    name: str = ""
    facts: str = ""
    people: str = ""
    words: str = ""
    days: str = ""
    redact: bool = True
    pseudonyms: bool = False
    base_model: str = ""
    held_out: str = "5"


class State(msgspec.Struct):
    """What a second start goes on with: places of sources, of which those in the folder were dropped, and choices."""

    sources: list[str] = []
    choices: Choices = msgspec.field(default_factory=Choices)
    talks_left_out: list[str] = []


class Workspace:
    """A private folder, used by one app at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dataset = folder / _DATASET
        self.state = State()
        with suppress(OSError, ValueError):
            self.state = msgspec.json.decode((folder / _STATE).read_bytes(), type=State)

    @classmethod
    @contextmanager
    def opened(cls, folder: Path) -> Iterator[Workspace]:
        """The folder, locked while the block runs; UsageError where another app has it, or it is something else."""
        folder = folder.expanduser().resolve()
        if folder.is_dir() and any(folder.iterdir()) and not (folder / _LOCK).exists():
            raise UsageError("holds something else", file=str(folder), remedy="Name a new folder, or one of the app's")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        with _locked(folder):
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
        """Where a file that is dropped is written; its name is kept, as exports are told by theirs."""
        plain = _UNSAFE.sub("_", name).strip(". ")[-_LONGEST_NAME:] or "file"
        numbers = [int(path.name) for path in (self.folder / _DROPPED).glob("*") if path.name.isdecimal()]
        place = self.folder / _DROPPED / str(max(numbers, default=0) + 1)
        place.mkdir(parents=True, mode=0o700)
        return place / plain

    def add(self, place: Path) -> None:
        """Read a source from now on."""
        if not place.exists():
            raise UsageError("there is no such file or folder", file=str(place))
        if str(place) not in self.state.sources:
            self.state.sources.append(str(place))
            self.save()

    def remove(self, source: str) -> None:
        """Read a source no more; what was dropped is deleted."""
        self.state.sources = [place for place in self.state.sources if place != source]
        self.save()
        dropped = self.folder / _DROPPED
        if Path(source).is_relative_to(dropped):
            shutil.rmtree(Path(source).parent, ignore_errors=True)

    def forget(self) -> None:
        """Delete all that the app has written into its folder."""
        self.state = State()
        for name in _MINE:
            path = self.folder / name
            if name == _LOCK:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def persona(self) -> Persona:
        """Who is imitated, and what is left out."""
        choices = self.state.choices
        accounts = [name for name in choices.me if name]
        exclude: dict[str, Any] = {
            "names": [*_listed(choices.people), *self.state.talks_left_out],
            "words": _listed(choices.words),
            "dates": _listed(choices.days),
        }
        try:
            return Persona.model_validate(
                {"me": accounts, "name": choices.name or None, "system_prompt": choices.facts, "exclude": exclude}
            )
        except ValueError as error:
            first = error.errors()[0]["msg"] if hasattr(error, "errors") else str(error)
            raise UsageError(f"days: {first}") from None

    def recipe(self) -> Recipe:
        """What is replaced, and the share of the talks that is held out."""
        choices = self.state.choices
        redacted = REDACTED if choices.redact else []
        try:
            share = round(float(choices.held_out or "0") / 100, 4)
            return Recipe.model_validate({"redact": redacted, "pseudonyms": choices.pseudonyms, "validation": share})
        except ValueError:
            raise UsageError(f"held back: {choices.held_out!r} is no percentage from 0 to 99") from None

    def save_persona(self) -> Path:
        """The persona as a file, which the command takes as well."""
        told = self.persona()
        lines = [f"me = {_toml(told.me)}"]
        if told.name:
            lines.insert(0, f"name = {_toml(told.name)}")
        if told.system_prompt:
            lines.append(f"system_prompt = {_toml(told.system_prompt)}")
        days = _listed(self.state.choices.days)
        parts = (("names", told.exclude.names), ("words", told.exclude.words), ("dates", days))
        lines += ["", "[exclude]", *(f"{key} = {_toml(list(values))}" for key, values in parts if values)]
        path = self.folder / "persona.toml"
        path.write_text("version = 2\n" + "\n".join(lines) + "\n", encoding="utf-8")
        return path

    def has_model(self) -> bool:
        """Whether anything was trained on the dataset."""
        return any((self.dataset / "model").glob("*.safetensors"))

    def is_older(self, made: Path) -> bool:
        """Whether something was made of a model before the last training."""
        trained = [path.stat().st_mtime for path in (self.dataset / "model").glob("*.safetensors")]
        return made.is_file() and made.stat().st_mtime < max(trained, default=0)

    def manifest(self) -> Manifest | None:
        """The dataset's manifest, None where there is no dataset."""
        return Manifest.load(self.dataset) if (self.dataset / "simulacrum.json").is_file() else None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _toml(value: str | Sequence[str]) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Held by the process: the system lets it go however the app ends."""
    try:
        import fcntl
    except ImportError:
        (folder / _LOCK).touch()
        yield
        return
    with (folder / _LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            what = "another simulacrum app uses this folder"
            raise UsageError(what, file=printable(str(folder)), remedy="Go on with that one, or name another") from None
        yield
