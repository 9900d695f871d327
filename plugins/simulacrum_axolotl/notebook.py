"""A notebook for Colab or Kaggle, around the script for a rented machine."""

from __future__ import annotations

from simulacrum_core.training import Cell, training_notebook

_ABOUT = """\
# Train {name} with axolotl

On Colab or Kaggle: switch a GPU on (Runtime, Change runtime type; or Settings, Accelerator), put the dataset there as a
zip file or as a folder, and run all cells. The first asks for the zip file where it finds none.

**The conversations in the dataset lie on that machine until its session is deleted.** Run all cells again after a cut
connection: training goes on from its last checkpoint."""


def notebook(name: str, output: str) -> str:
    """The text of the notebook for the dataset `name`, whose folder holds `train.sh`."""
    return training_notebook(name, _ABOUT.format(name=name), output, [Cell("code", 'run("bash", "train.sh")\n')])
