"""The example plugin works when it is installed, and the page about plugins quotes it word for word."""

from __future__ import annotations

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import msgspec
import pytest

import simulacrum_core.dataset
import simulacrum_core.sources
import simulacrum_core.testing
import simulacrum_core.training
from simulacrum_core import (
    Attachment,
    Conversation,
    Exporter,
    Importer,
    Kind,
    Message,
    Participant,
    Reaction,
    Recognizer,
    RowLayout,
    Trainer,
    UploadExporter,
)
from simulacrum_core.plugin import hookspecs

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "example-plugin"
PAGE = (DOCS / "plugins.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(.*)\n((?:(?!```).*\n)*)```$", PAGE, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the example is installed as its pyproject.toml says."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())
    folder = tmp_path_factory.mktemp("installed")
    for module in project["tool"]["setuptools"]["py-modules"]:
        shutil.copy(EXAMPLE / f"{module}.py", folder)
    about = project["project"]
    info = folder / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n")
    entries = [f"{name} = {value}" for name, value in about["entry-points"]["simulacrum"].items()]
    (info / "entry_points.txt").write_text("\n".join(["[simulacrum]", *entries]))
    return folder


def run(installed: Path, *command: object, cwd: Path) -> str:
    """What a Python command prints where the example is installed."""
    paths = [str(installed), *filter(None, [os.environ.get("PYTHONPATH")])]
    result = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_example_passes_its_own_tests(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "corpus", tmp_path / "corpus")
    shutil.copy(EXAMPLE / "test_simulacrum_dummy.py", tmp_path)
    told = run(installed, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", cwd=tmp_path)
    assert re.search(r"\d+ passed in", told)


def test_simulacrum_finds_the_example(installed: Path, tmp_path: Path) -> None:
    told = json.loads(run(installed, "-m", "simulacrum_core", "plugins", "--json", cwd=tmp_path))
    offered = {(row["kind"], row["name"]) for row in told["plugins"] if row["plugin"] == "simulacrum-dummy:dummy"}
    assert offered == {(kind, "dummy") for kind in ("importer", "exporter", "trainer", "recognizer")}


def test_the_example_is_identified_and_converted(installed: Path, tmp_path: Path) -> None:
    sample = EXAMPLE / "corpus" / "harbour.dummy"
    options = ["--me", "Ada", "--to", "dummy", "--validation", "0", "-o", "ada"]
    run(installed, "-m", "simulacrum_core", "convert", sample, *options, cwd=tmp_path)
    text = (tmp_path / "ada" / "examples.txt").read_text(encoding="utf-8")
    assert text.startswith("--- train\n")
    assert "[Ada: then I'll wait\ntea?" in text


def test_the_example_trains(installed: Path, tmp_path: Path) -> None:
    sample = EXAMPLE / "corpus" / "harbour.dummy"
    run(
        installed,
        "-m",
        "simulacrum_core",
        "convert",
        sample,
        "--me",
        "Ada",
        "--validation",
        "0",
        "-o",
        "ada",
        cwd=tmp_path,
    )
    train = ["-m", "simulacrum_core", "train", "ada", "--with", "dummy"]
    assert "there 1 times" in run(installed, *train, "--dry-run", cwd=tmp_path)
    assert not (tmp_path / "ada" / "model").exists()
    assert run(installed, *train, cwd=tmp_path) == f"{Path('ada/model')}\n"
    assert json.loads((tmp_path / "ada" / "model" / "pairs.json").read_text())["then I'll"] == 1


def test_the_example_is_six_files_at_most() -> None:
    files = [path for path in EXAMPLE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(files) <= 6, files


@pytest.mark.parametrize(("info", "code"), BLOCKS, ids=range(len(BLOCKS)))
def test_what_the_page_quotes_is_what_the_example_says(info: str, code: str) -> None:
    language, _, file = info.partition(" ")
    assert file, f"a block of {language} that quotes no file"
    assert code in (EXAMPLE / file).read_text(encoding="utf-8")


def test_the_page_quotes_the_example() -> None:
    assert {info.partition(" ")[2] for info, _ in BLOCKS} == {
        "pyproject.toml",
        "simulacrum_dummy.py",
        "test_simulacrum_dummy.py",
    }


def test_the_page_names_every_hook_and_what_importers_and_trainers_implement() -> None:
    hooks = [name for name in vars(hookspecs) if name.startswith("register_")]
    assert hooks
    members = [*vars(Importer).items(), *vars(Trainer).items(), *vars(Exporter).items(), *vars(UploadExporter).items()]
    members += vars(Recognizer).items()
    methods = [name for name, value in members if inspect.isfunction(value) and name[0] != "_" and name != "write"]
    assert [name for name in [*hooks, *methods] if f"`{name}`" not in PAGE and f"`{name}(" not in PAGE] == []


@pytest.mark.parametrize("kind", [Conversation, Participant, Message, Attachment, Reaction, RowLayout])
def test_the_page_tells_every_field_of_a_value_in_its_order(kind: type[msgspec.Struct]) -> None:
    table = PAGE[PAGE.index(f"| `{kind.__name__}` |") :].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE)[1:] == list(kind.__struct_fields__)


def test_the_page_tells_what_becomes_of_every_kind_of_message() -> None:
    table = PAGE[PAGE.index("| `kind` | what it is |") :].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE)[1:]) == sorted(get_args(Kind))


@pytest.mark.parametrize("door", ["sources", "dataset", "training", "testing"])
def test_the_page_names_all_that_is_behind_a_door(door: str) -> None:
    names = getattr(simulacrum_core, door).__all__
    assert [name for name in names if not re.search(rf"\b{name}\b", PAGE)] == []
