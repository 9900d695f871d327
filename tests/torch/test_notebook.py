"""The notebooks for Colab and Kaggle: valid, and run from the zip file to the packed model, on a CPU with a tiny model."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from .conftest import simulacrum

SCRIPT = "mkdir -p model/merged && echo weights > model/merged/model.bin && echo 'It trains.'\n"


@pytest.fixture
def place(trained: Path, base: Path, tmp_path: Path) -> Path:
    """A machine that has the base model and nothing else; the dataset, untrained, lies elsewhere."""
    (tmp_path / "here").mkdir()
    shutil.copytree(trained, tmp_path / "here" / "ada", ignore=shutil.ignore_patterns("model"))
    shutil.copytree(base, tmp_path / "here" / "tiny")
    shutil.copytree(base, tmp_path / "there" / "tiny")
    return tmp_path


def run(place: Path, notebook: Path) -> str:
    """Pack the dataset, open the notebook beside the zip file, and run all of its cells; returns what they print."""
    shutil.make_archive(str(place / "there" / "ada"), "zip", place / "here", "ada")
    opened = nbformat.read(notebook, as_version=4)
    nbformat.validate(opened)
    NotebookClient(opened, timeout=120, resources={"metadata": {"path": str(place / "there")}}).execute()
    return "".join(output.get("text", "") for cell in opened.cells for output in cell.get("outputs", ()))


def test_the_notebook_of_raw_trains_in_its_own_environment(place: Path) -> None:
    options = ["-t", "max_steps", 2, "-t", "eval_steps", 1, "-t", "lora_r", 4]
    made = simulacrum("train", place / "here" / "ada", "--with", "raw", *options, "--notebook")
    assert made.stdout == f"{place}/here/ada/train.ipynb\n"
    assert "-m zipfile -c ada.zip" in made.stderr
    told = run(place, place / "here" / "ada" / "train.ipynb")
    assert "step 2/2" in told
    assert "step 2: validation loss" in told
    with zipfile.ZipFile(place / "there" / "ada" / "trained.zip") as packed:
        assert "model/adapter_model.safetensors" in packed.namelist()
    adapter = json.loads((place / "there" / "ada" / "model" / "adapter_config.json").read_bytes())
    assert adapter["r"] == 4


def test_the_notebook_of_axolotl_runs_the_script(place: Path) -> None:
    dataset = place / "here" / "ada"
    simulacrum("train", dataset, "--notebook")
    assert "axolotl train" in (dataset / "train.sh").read_text()
    # The real script is run by tests/real/test_training.py.
    (dataset / "train.sh").write_text(SCRIPT)
    assert "It trains." in run(place, dataset / "train.ipynb")
    with zipfile.ZipFile(place / "there" / "ada" / "trained.zip") as packed:
        assert "model/merged/model.bin" in packed.namelist()
