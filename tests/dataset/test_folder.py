"""The dataset folder: whole or not there, and what it names is found from anywhere."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

import pytest

from simulacrum_core import DatasetError, Manifest, MissingExtraError, UsageError
from simulacrum_core.dataset import load
from simulacrum_core.dataset.folder import dataset_rows, located, reference, staged

from ..conftest import Simulacrum, chat_text


@pytest.fixture
def dataset(simulacrum: Simulacrum, tmp_path: Path) -> Path:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: is it dry?", "Ada: nearly"] * 20), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out").exit_code == 0
    return tmp_path / "out"


def test_what_fails_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    with contextlib.suppress(ZeroDivisionError), staged(tmp_path / "out") as partial:
        (partial / "train.jsonl").write_text("half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_ends_well_is_there_and_nothing_beside_it(tmp_path: Path) -> None:
    with staged(tmp_path / "out") as partial:
        (partial / "train.jsonl").write_text("whole")
        assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "train.jsonl").read_text() == "whole"


@pytest.mark.parametrize("there", ["a file", "a link", "strangers", "a dataset with a model"])
def test_nothing_of_anybody_else_is_replaced(dataset: Path, there: str) -> None:
    place = dataset.parent / "place"
    if there == "a file":
        place.write_text("mine")
    elif there == "a link":
        place.symlink_to(dataset)
    elif there == "strangers":
        place.mkdir()
        (place / "thesis.txt").write_text("mine")
    else:
        place = dataset
        (place / "model").mkdir()
    with pytest.raises(UsageError), staged(place, force=True):
        raise AssertionError
    assert place.exists()


def test_a_path_of_a_model_is_told_as_seen_from_the_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models" / "tiny").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    told = reference("models/tiny", Path("sets/ada"))
    assert told == "../../models/tiny"
    assert Path(located(told, tmp_path / "sets" / "ada")).resolve() == tmp_path / "models" / "tiny"
    for other in ("owner/name", str(tmp_path / "models")):
        assert located(reference(other, Path("sets/ada")), Path("sets/ada")) == other


@pytest.mark.parametrize("path", ["../elsewhere.jsonl", "/etc/hostname"])
def test_a_manifest_leads_to_no_file_outside_of_its_folder(dataset: Path, path: str) -> None:
    told = json.loads((dataset / "simulacrum.json").read_text())
    told["files"] = [{**info, "path": path if info["split"] else info["path"]} for info in told["files"]]
    (dataset / "simulacrum.json").write_text(json.dumps(told))
    with pytest.raises(DatasetError, match="names a file outside of it"):
        dataset_rows(dataset, Manifest.load(dataset))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "one"}', " " * (65 << 20)])
def test_a_damaged_manifest_is_one_line_that_names_it(simulacrum: Simulacrum, dataset: Path, content: str) -> None:
    (dataset / "simulacrum.json").write_text(content)
    for command in ("check", "preview"):
        told = simulacrum(command, dataset)
        assert told.exit_code == 1
        assert "simulacrum.json" in told.stderr
        assert told.stderr.count("\n") == 1


def test_without_the_library_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingExtraError, match=r"my-simulacrum\[datasets\]"):
        load(tmp_path)
