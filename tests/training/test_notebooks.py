"""What `train --notebook` says of a base model that is a folder. tests/torch/test_notebook.py runs the notebooks."""

from __future__ import annotations

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
