"""The Python environment that has axolotl: this one, the PATH's, or one that `--setup` makes beside the dataset."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from simulacrum_core import SimulacrumError, UsageError

FOLDER = ".axolotl-env"
AXOLOTL = "axolotl==0.19.0"
TORCH = "torch>=2.11,<=2.13.0"
"""The range that this axolotl asks for; pip takes the newest, which is built for CUDA on Linux."""

QUIET = {
    "AXOLOTL_DO_NOT_TRACK": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "WANDB_MODE": "disabled",
    "PYTHONSAFEPATH": "1",
}
"""Nothing leaves the machine: no usage reports, no dashboards. Nothing is imported from the dataset's folder."""

_PROBE = """\
import importlib.metadata, json, torch
cards = map(torch.cuda.get_device_properties, range(torch.cuda.device_count() if torch.cuda.is_available() else 0))
print(json.dumps({"axolotl": importlib.metadata.version("axolotl"), "torch": torch.__version__,
    "cards": [[card.name, card.total_memory] for card in cards]}))
"""


class Machine(msgspec.Struct, frozen=True):
    """What an environment offers: versions, and the cards with their memory in bytes."""

    axolotl: str
    torch: str
    cards: list[tuple[str, int]]


class Environment(msgspec.Struct, frozen=True):
    """A Python environment, by the folder of its programs."""

    programs: Path

    @property
    def has_axolotl(self) -> bool:
        return (self.programs / "axolotl").is_file() and (self.programs / "python").exists()

    def variables(self, is_offline: bool = False) -> dict[str, str]:
        """The variables to run its programs with; axolotl starts some of them by name."""
        path = os.pathsep.join([str(self.programs), os.environ.get("PATH", os.defpath)])
        offline = {"HF_HUB_OFFLINE": "1"} if is_offline else {}
        return {**os.environ, **offline, **QUIET, "PATH": path, "PYTHONUNBUFFERED": "1"}

    def machine(self) -> Machine:
        """Ask it for its versions and cards; raises SimulacrumError where it cannot be started."""
        command = [str(self.programs / "python"), "-c", _PROBE]
        done = subprocess.run(command, env=self.variables(), capture_output=True, text=True, check=False)
        try:
            return msgspec.convert(json.loads(done.stdout.splitlines()[-1]), Machine)
        except (ValueError, IndexError, msgspec.ValidationError):
            last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
            raise SimulacrumError(
                f"its axolotl cannot be started ({last})", file=str(self.programs.parent), remedy="Install it again"
            ) from None


def beside(dataset: Path) -> Path:
    """Where the environment of a dataset and its neighbours lies: outside, so that no copy and no upload takes it."""
    return Path(os.path.abspath(dataset)).parent / FOLDER  # noqa: PTH100 (a link to a dataset has its own neighbours)


def find_environment(dataset: Path, chosen: Path | None) -> Environment:
    """The chosen environment, else the one beside the dataset, this one, the PATH's; UsageError where none has it."""
    if chosen is not None:
        found = Environment(Path(os.path.abspath(chosen)) / "bin")  # noqa: PTH100 (its links point out of it)
        if not found.has_axolotl:
            raise UsageError("there is no axolotl in this environment", file=str(chosen), remedy="Pass another one")
        return found
    for candidate in _candidates(dataset):
        if candidate.has_axolotl:
            return candidate
    raise UsageError(
        "axolotl is not installed",
        remedy=f"Install it here: pip install 'my-simulacrum[axolotl]', or apart: simulacrum train {dataset} --setup",
    )


def _candidates(dataset: Path) -> Iterator[Environment]:
    yield Environment(beside(dataset) / "bin")
    yield Environment(Path(sys.executable).parent)
    if found := shutil.which("axolotl"):
        yield Environment(Path(found).resolve().parent)


def installing(folder: Path, torch: str, requirements: Path | None) -> list[list[str]]:
    """The commands that make an environment; torch comes first and alone, or another package would choose it."""
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install"]
    what = ["--no-deps", "--requirement", str(requirements)] if requirements else [AXOLOTL]
    return [[sys.executable, "-m", "venv", str(folder)], [*pip, torch], [*pip, *what]]
