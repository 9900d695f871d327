"""Datasets and persona files are read for years: each version that was ever written is read, a newer one is refused.

`versions/N` holds what version N wrote of `versions/in`, an excerpt of the sample chat and a page of a diary. Whoever
changes a shape raises its version, adds a step from the one before, and a fixture. Only while a version is in no release
yet, its fixture is made again instead: `python -m tests.dataset.test_versions`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, ClassVar

import pytest

import simulacrum_core
from simulacrum_core import DatasetError, Exporter, Manifest, Persona, Registry, RowLayout, UsageError, check, preview
from simulacrum_core.config import persona, versions
from simulacrum_core.dataset import manifest

from ..conftest import Simulacrum

HERE = Path(__file__).parent / "versions"
DATASETS = sorted(path.parent for path in HERE.glob("*/*/simulacrum.json"))
EXPORTERS = ("axolotl", "messages", "sharegpt", "completion")
OPTIONS = "--exclude-word reef --weight journals=2 --cap whatsapp=12 --redact all --until 2024-12-31".split()
PERSONAS = sorted(HERE.glob("*/ada.toml"))


@pytest.mark.parametrize("folder", DATASETS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_dataset_of_any_version_is_whole_and_says_the_same(folder: Path) -> None:
    result = check(folder)
    assert [fault.what for fault in result.faults] == []
    assert sum(result.rows.values()) == len(list(preview(folder, None)))
    found = Manifest.load(folder)
    assert found.version == manifest.VERSION
    assert (found.ledger.read, found.recipe.caps, found.template.name) == (31, {"whatsapp": 12}, "Ada")


@pytest.mark.parametrize("file", PERSONAS, ids=lambda path: path.parent.name)
def test_a_persona_file_of_any_version_is_read(file: Path) -> None:
    assert Persona.load(file).me == ["Ada Lind", "Ada"]


def test_every_version_has_its_fixtures() -> None:
    assert {int(path.parent.name) for path in DATASETS} == set(range(1, manifest.VERSION + 1))
    # Persona files of 0.1 did not say their version.
    known = {tomllib.loads(path.read_text(encoding="utf-8")).get("version", 1) for path in PERSONAS}
    assert known == set(range(1, persona.VERSION + 1))


def newer(folder: Path, version: object) -> Path:
    """A dataset that says that it is of another version."""
    shutil.copytree(DATASETS[-1], folder)
    path = folder / "simulacrum.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": version, "unheard_of": 1}))
    return folder


@pytest.mark.parametrize("command", ["check", "preview", "train", "chat", "merge"])
def test_a_newer_dataset_is_refused_in_one_sentence(simulacrum: Simulacrum, tmp_path: Path, command: str) -> None:
    newer(tmp_path / "ada", manifest.VERSION + 1)
    result = simulacrum(command, "ada")
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: ada/simulacrum.json: written by a newer Simulacrum: its version is {manifest.VERSION + 1}, "
        f"the newest that this one reads is {manifest.VERSION}. Update Simulacrum to use it\n"
    )


@pytest.mark.parametrize("version", [0, -1, "2", 1.5, True, None])
def test_a_version_that_is_no_number_is_an_error(tmp_path: Path, version: object) -> None:
    with pytest.raises(DatasetError, match="not a number from 1"):
        Manifest.load(newer(tmp_path / "ada", version))


@pytest.mark.parametrize("text", ["[]", "1", "{", "[" * 100_000, "\ud800".encode("utf-8", "surrogatepass")])
def test_a_damaged_manifest_is_an_error_of_one_line(tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "simulacrum.json").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(DatasetError, match=r"simulacrum.json: damaged \([^\n]+\)$"):
        Manifest.load(tmp_path)


def test_a_newer_persona_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    path.write_text(f"version = {persona.VERSION + 1}\nunheard_of = 1\n")
    with pytest.raises(UsageError, match=r"me.toml: written by a newer Simulacrum.*Update Simulacrum to use it$"):
        Persona.load(path)


def test_the_version_of_the_program_is_that_of_the_distribution() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert simulacrum_core.__version__ == project["version"]


def test_steps_lead_from_any_version_to_the_newest() -> None:
    steps = (lambda old: {"b": old["a"]}, lambda old: {"c": old["b"]})
    assert versions.upgraded({"a": 7}, steps, "x") == {"c": 7, "version": 3}
    assert versions.upgraded({"b": 7, "version": 2}, steps, "x") == {"c": 7, "version": 3}
    assert versions.upgraded({"c": 7, "version": 3}, steps, "x") == {"c": 7, "version": 3}


def test_decisions_of_version_2_are_told_once_with_their_files(tmp_path: Path) -> None:
    old = HERE / "2" / "axolotl" / "simulacrum.json"
    content = json.loads(old.read_text())
    content["decisions"] += [one | {"file": "in/other.txt"} for one in content["decisions"] if one["file"]]
    (tmp_path / "simulacrum.json").write_text(json.dumps(content))
    found = {one.subject: one.files for one in Manifest.load(tmp_path).decisions if one.files}
    assert found["platform"] == ["in/WhatsApp Chat with Ben Kowal.txt", "in/other.txt"]
    assert len(Manifest.load(tmp_path).decisions) == len(Manifest.load(old.parent).decisions)


@pytest.mark.parametrize(
    ("written", "remedy"), [(3, "Update Simulacrum to use it"), (1, "Convert again, with the source")]
)
def test_rows_of_another_version_are_refused_in_one_sentence(written: int, remedy: str) -> None:
    class Rows(Exporter):
        name: ClassVar[str] = "rows"

        @property
        def layout(self) -> RowLayout:
            return RowLayout(version=2)

        def write(self, examples: Any, folder: Path) -> list[Path]:
            return []

    class Plugin:
        @simulacrum_core.hookimpl
        def register_exporters(self) -> list[type[Exporter]]:
            return [Rows]

    found = Manifest.load(DATASETS[-1]).model_copy(update={"exporter": "rows", "exporter_options": {}})
    registry = Registry([("test:rows", Plugin)])
    assert registry.exporter_of(found.model_copy(update={"row_version": 2}))
    with pytest.raises(
        DatasetError, match=f"^its rows are of version {written} of the exporter rows, .*2 here. {remedy}$"
    ):
        registry.exporter_of(found.model_copy(update={"row_version": written}))


FREE = {"/exporter_options", "/ledger/left_out", "/reasons"}
"""Tables whose keys are no fields."""


def names(value: Any, place: str = "") -> set[str]:
    """The paths of all fields in a JSON value; what is in a list stands under `*`."""
    if isinstance(value, list):
        return {name for one in value for name in names(one, f"{place}/*")}
    if not isinstance(value, dict) or place in FREE:
        return set()
    return {f"{place}/{key}" for key in value} | {
        name for key, one in value.items() for name in names(one, f"{place}/{key}")
    }


def test_the_newest_fixture_has_every_field_that_is_written_now(simulacrum: Simulacrum, tmp_path: Path) -> None:
    """A field that is added or renamed has to raise the version."""
    newest = HERE / str(manifest.VERSION) / "axolotl"
    shutil.copytree(HERE / "in", tmp_path / "in")
    made = simulacrum("convert", "in", "--persona", HERE / "1" / "ada.toml", *OPTIONS, "-o", "out")
    assert made.exit_code == 0, made.stderr
    now, then = (json.loads((path / "simulacrum.json").read_text()) for path in (tmp_path / "out", newest))
    assert names(now) == names(then), f"raise the version, see {Path(__file__).name}"
    assert now["version"] == then["version"] == manifest.VERSION


def remake() -> None:
    """Make the fixtures of the newest version again."""
    newest = HERE / str(manifest.VERSION)
    persona_file = newest / "ada.toml"
    for exporter in EXPORTERS:
        command = [sys.executable, "-m", "simulacrum_core", "convert", "in", "--persona", persona_file, *OPTIONS]
        target = newest / exporter
        subprocess.run(
            [*map(str, command), "--to", exporter, "--no-report", "--force", "-o", str(target)], cwd=HERE, check=True
        )
        for path in (target, *target.iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)


if __name__ == "__main__":
    os.environ["SIMULACRUM_KEY"] = "00" * 32
    remake()
