"""What `train --notebook` says of a base model that is a folder. tests/torch/test_notebook.py runs the notebooks."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

REMINDER = "The base model is a folder, ../base: copy it to the same place there."


@pytest.mark.parametrize("trainer", ["raw", "axolotl"])
def test_a_base_model_that_is_a_folder_has_to_be_copied(simulacrum: Simulacrum, tmp_path: Path, trainer: str) -> None:
    write_tokenizer(tmp_path / "base")
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben Kowal: hi there", "Ada: yo"] * 60), encoding="utf-8")
    options = ("--me", "Ada", "--base-model", "base", "--to", "axolotl", "-o", "ada")
    assert simulacrum("convert", "chat.txt", *options).exit_code == 0
    made = simulacrum("train", "ada", "--with", trainer, "--notebook")
    assert (made.exit_code, REMINDER in made.stderr) == (0, True), made.stderr
    cells = json.loads((tmp_path / "ada" / "train.ipynb").read_text(encoding="utf-8"))["cells"]
    if trainer == "raw":
        assert "`../base` as seen from the dataset" in "".join(cells[0]["source"])
        named = simulacrum("train", "ada", "--with", "raw", "-t", "base_model", "some/model-1B", "--notebook")
        assert "folder, " not in named.stderr
        assert '"download", "true"' in (tmp_path / "ada" / "train.ipynb").read_text().replace("\\", "")


def test_what_a_config_calls_its_folder_is_no_code_in_the_notebook(simulacrum: Simulacrum, tmp_path: Path) -> None:
    write_tokenizer(tmp_path / "base")
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben Kowal: hi there", "Ada: yo"] * 60), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "--base-model", "base", "-o", "ada").exit_code == 0
    config, name = tmp_path / "ada" / "axolotl.yml", 'm"); open("taken", "w'
    text = config.read_text(encoding="utf-8").replace("output_dir: model", f"output_dir: '{name}'")
    config.write_text(text, encoding="utf-8")
    assert simulacrum("train", "ada", "--notebook").exit_code == 0
    cells = json.loads((tmp_path / "ada" / "train.ipynb").read_text(encoding="utf-8"))["cells"]
    trees = [ast.parse("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert name in texts
    assert "taken" not in texts
