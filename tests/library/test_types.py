"""A user's program is type-checked by `mypy --strict`, with an editable install as with the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
PROGRAM = """\
from pathlib import Path

from simulacrum_core import Persona, Recipe, convert, inspect, people, preview, read, redactions, training_examples

made = convert("chat.zip", to="axolotl", me="Ada", folder=Path("ada"), recipe=Recipe(budget=512, redact=["phone"]))
read_in_all: int = made.manifest.ledger.read
names: set[str] = set()
for conversation in read(["chat.zip", Path("life")], tz="Europe/Berlin"):
    names |= {people(conversation)[message.author].name for message in conversation.messages}
examples = training_examples("chat.zip", persona=Persona(me=["Ada"]))
texts: list[str] = ["".join(part.text for part in example.segments) for example in examples]
trained: int = examples.manifest.statistics.trained_tokens
likely: str | None = inspect("chat.zip").likely_me
shown: list[bool] = [part.label for example in preview("ada") for part in example.segments]
old: list[str] = [place.old for place in redactions("chat.zip", categories=["email"])]
"""


def run(*command: object, folder: Path = HOME) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "MYPYPATH")}
    result = subprocess.run([*map(str, command)], cwd=folder, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("how", ["editable", "wheel"])
def test_a_users_program_is_checked_strictly(tmp_path: Path, how: str) -> None:
    pytest.importorskip("mypy")
    program = tmp_path / "program" / "program.py"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # The libraries that the package needs; where it is installed in an editable way itself, that does not count.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        *(["-e"] if how == "editable" else []),
        HOME,
    )
    place = run(python, "-c", "import simulacrum_core; print(simulacrum_core.__file__)", folder=program.parent)
    assert Path(place.strip()).is_relative_to(HOME if how == "editable" else packages)
    check = [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, program.name]
    assert "Success" in run(*check, folder=program.parent)
    program.write_text(PROGRAM.replace("likely: str | None", "likely: str"))
    wrong = subprocess.run([*map(str, check)], cwd=program.parent, capture_output=True, text=True)
    assert "Incompatible types in assignment" in wrong.stdout
