"""A notebook for Colab or Kaggle that trains with this trainer."""

from __future__ import annotations

import json
from collections.abc import Mapping

from simulacrum_core.training import Cell, training_notebook

_ABOUT = """\
# Train {name} with transformers and PEFT

On Colab or Kaggle: switch a GPU on (Runtime, Change runtime type; or Settings, Accelerator), put the dataset there as a
zip file or as a folder, and run all cells. The first asks for the zip file where it finds none.

**The conversations in the dataset lie on that machine until its session is deleted.**"""
_INSTALL = """\
import importlib.util

# The PyTorch that is there is kept: it fits the card.
if importlib.util.find_spec("simulacrum_core") is None:
    run(sys.executable, "-m", "pip", "install", "--quiet", "my-simulacrum[raw]")
"""
_TRAIN = """\
resume = ["--resume"] if list(Path("{output}").glob("checkpoint-*")) else []
run(sys.executable, "-m", "simulacrum_core", "train", ".", "--with", "raw", {options}*resume)
"""


def notebook(name: str, output: str, options: Mapping[str, str]) -> str:
    """The text of the notebook for the dataset `name`; `options` are those of the trainer."""
    words = [word for key, value in options.items() for word in ("-t", key, value)]
    chosen = "".join(f"{json.dumps(word, ensure_ascii=False)}, " for word in words)
    cells = [Cell("code", _INSTALL), Cell("code", _TRAIN.format(output=output, options=chosen))]
    return training_notebook(name, _ABOUT.format(name=name), output, cells)
