"""A notebook for Colab or Kaggle that trains with this trainer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from simulacrum_core.training import Cell, training_notebook

_ABOUT = """\
# Train {name} with transformers and PEFT

On Colab or Kaggle: switch a GPU on (Runtime, Change runtime type; or Settings, Accelerator), put the dataset there as a
zip file or as a folder, and run all cells. The first asks for the zip file where it finds none.

**The conversations in the dataset lie on that machine until its session is deleted.**"""
_COPY = """

The base model is a folder, `{folder}` as seen from the dataset: copy it to the same place there first."""
_INSTALL = """\
import importlib.util

# The PyTorch that is there is kept: it fits the card.
if not all(map(importlib.util.find_spec, {libraries})):
    run(sys.executable, "-m", "pip", "install", "--quiet", "my-simulacrum[{extra}]")
"""
_TRAIN = """\
resume = ["--resume"] if list(Path(OUTPUT).glob("checkpoint-*")) else []
run(sys.executable, "-m", "simulacrum_core", "train", ".", "--with", "raw", {options}*resume)
"""


def notebook(
    name: str, output: str, options: Mapping[str, str], libraries: Sequence[str], extra: str, folder: str | None
) -> str:
    """The text of the notebook for the dataset `name`; `options` are those of the trainer.

    Where one of the libraries is missing, the extra brings it. `folder` is the base model's, where it is no name.
    """
    words = [word for key, value in options.items() for word in ("-t", key, value)]
    chosen = "".join(f"{json.dumps(word, ensure_ascii=False)}, " for word in words)
    install = _INSTALL.format(libraries=json.dumps(libraries), extra=extra)
    cells = [Cell("code", install), Cell("code", _TRAIN.format(options=chosen))]
    about = _ABOUT.format(name=name) + (_COPY.format(folder=folder) if folder else "")
    return training_notebook(name, about, output, cells)
