"""Notebooks that train on Colab's or Kaggle's machines: cells that trainers choose, and those that all need."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Literal

import msgspec

_VERSION = {"nbformat": 4, "nbformat_minor": 5}
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

_FIND = '''\
import os, shutil, subprocess, sys, zipfile
from pathlib import Path

NAME = {name}
OUTPUT = {output}
PLACES = [Path.cwd(), Path("/content"), Path("/kaggle/input")]

def dataset():
    """The dataset's folder: here, unpacked from a zip file, or uploaded."""
    for place in PLACES:
        for found in [place, *place.glob("*"), *place.glob("*/*"), *place.glob("*/*/*")]:
            if (found == place or found.name == NAME) and (found / "simulacrum.json").is_file():
                return found
        for found in [*place.glob("*.zip"), *place.glob("*/*.zip")]:
            with zipfile.ZipFile(found) as packed:
                inside = [name for name in packed.namelist() if name.rpartition("/")[2] == "simulacrum.json"]
                if inside:
                    target = Path("." if "/" in inside[0] else NAME)
                    packed.extractall(target)
                    return (target / inside[0]).parent
    return None

folder = dataset()
if folder is None:
    from google.colab import files  # elsewhere: put the zip file beside this notebook
    files.upload()
    folder = dataset()
if not os.access(folder, os.W_OK):
    # Kaggle's inputs cannot be written to.
    folder = Path(shutil.copytree(folder, Path.cwd() / NAME, dirs_exist_ok=True))
os.chdir(folder)
os.umask(0o077)
print("Training on", folder.resolve())

def run(*command):
    """Run a program and show what it prints; an error where it fails."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        for line in program.stdout:
            print(line, end="", flush=True)
    if program.returncode:
        raise SystemExit(f"{{command[0]}} ended with {{program.returncode}}")
'''
_PACK = """\
import json

states = sorted(Path(OUTPUT).glob("checkpoint-*/trainer_state.json"), key=os.path.getmtime)
for entry in json.load(open(states[-1]))["log_history"] if states else []:
    if "eval_loss" in entry:
        print(f"step {entry['step']}: validation loss {entry['eval_loss']:.3f}")

parts = [name for name in ("merged", os.path.join(OUTPUT, "merged")) if os.path.isdir(name)] or [OUTPUT]
packed = shutil.make_archive("trained", "zip", ".", parts[0])
print("Packed", parts[0], "into", os.path.abspath(packed))
if "google.colab" in sys.modules or os.path.isdir("/content"):
    from google.colab import files
    files.download(packed)
"""


class Cell(msgspec.Struct, frozen=True):
    """A cell: text in Markdown, or code in Python."""

    kind: Literal["markdown", "code"]
    text: str


def training_notebook(name: str, about: str, output: str, cells: Sequence[Cell]) -> str:
    """A notebook that finds the dataset `name`, runs `cells` in its folder, and packs what lies in `output` then.

    In the cells there is `run(*command)`, and `OUTPUT` for the place. `about` says in Markdown what they train.
    """
    # JSON's strings are Python's: what a config calls its folder is never code.
    find = _FIND.format(name=json.dumps(name), output=json.dumps(output))
    whole = [
        Cell("markdown", about),
        Cell("code", find),
        *cells,
        Cell("code", _PACK),
    ]
    content = {"cells": [_cell(*numbered) for numbered in enumerate(whole)], "metadata": {"kernelspec": _KERNEL}}
    return json.dumps({**content, **_VERSION}, indent=1, ensure_ascii=False) + "\n"


def _cell(number: int, cell: Cell) -> dict[str, object]:
    content: dict[str, object] = {
        "cell_type": cell.kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": [line for line in re.split(r"(?<=\n)", cell.text) if line],
    }
    return content | ({"execution_count": None, "outputs": []} if cell.kind == "code" else {})
