"""A dataset of an invented chat in which replies depend on what was asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from simulacrum_core import Manifest, Persona, Recipe, Registry, convert
from simulacrum_core.evaluation.material import FULL, Material, read_material

THINGS = "boat kettle ladder pigeon radio scarf tunnel violin window cellar".split()
ENDS = ["at the harbour", "in the old town", "behind the mill", "with my sister", "near the two bridges", "on sunday"]


def chat(sessions: int, seed: int = 0) -> str:
    """A chat of many short sessions: Ben asks about a thing, Ada answers about it, in small letters."""
    random, rows = Random(seed), []
    for number in range(sessions):
        moment = dt.datetime(2023, 1, 1, 9) + dt.timedelta(days=number)
        for minute in range(0, 8, 2):
            thing = random.choice(THINGS)
            end = f"{random.choice(ENDS)} {random.choice(ENDS)}"
            said = [f"Ben: Where is the {thing} today?", f"Ada: the {thing}, hm, {end}, take {random.randrange(90)}"]
            for i, line in enumerate(said):
                rows.append(f"{moment + dt.timedelta(minutes=minute + i):%d/%m/%Y, %H:%M} - {line}\n")
    return "".join(rows)


def made(folder: Path, sessions: int, **recipe: object) -> Path:
    """A dataset of such a chat."""
    (folder / "chat.txt").write_text(chat(sessions), encoding="utf-8")
    choices = Recipe(**{"validation": 0.25, "max_messages": 4, **recipe})  # type: ignore[arg-type]
    persona = Persona(me=["Ada"], system_prompt="{me} and {other}.")
    convert(str(folder / "chat.txt"), folder=folder / "ada", persona=persona, recipe=choices, tokenizer="bytes")
    return folder / "ada"


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("evaluation"), 90)


@pytest.fixture(scope="session")
def manifest(dataset: Path) -> Manifest:
    return Manifest.load(dataset)


@pytest.fixture(scope="session")
def material(dataset: Path, manifest: Manifest) -> Material:
    exporter = Registry.installed().exporter_of(manifest)
    return read_material(dataset, manifest, exporter, FULL, 0, lambda: None)
