"""The trainer: the installed axolotl on the dataset's `axolotl.yml`, in processes of its own."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import click
from pydantic import Field

from simulacrum_core import Manifest, SimulacrumError, Trainer, UsageError, printable
from simulacrum_core.training import checkpoints, model_shape, need

from .difference import difference
from .environments import TORCH, Environment, Machine, beside, find_environment, installing
from .notebook import notebook
from .processes import Program, run
from .risks import check_risks, unhashed, unknown
from .script import script
from .settings import CONFIG, Settings, changed, remarks, settings, without_gpu
from .watching import Watch

LOG = "train.log"
SETUP_LOG = "setup.log"
_RESULTS = ("adapter_config.json", "config.json")
_RUN = Path("prepared") / "axolotl.yml"
"""The config for this machine, where it differs from the owner's; the folder is one that trainers fill again."""

_SOME_MACHINE = Machine("", "", [("a card", 0)])


class AxolotlTrainer(Trainer):
    """axolotl on the dataset's axolotl.yml: preprocess, then train; on a GPU, or a tiny model on the CPU."""

    name: ClassVar[str] = "axolotl"

    environment: Path | None = Field(default=None, description="Folder of the Python environment that has axolotl.")
    torch: str = Field(default=TORCH, description="The PyTorch that --setup installs, as pip names it.")
    requirements: Path | None = Field(default=None, description="What --setup installs instead of axolotl, all pinned.")
    push_to: str | None = Field(
        default=None,
        pattern=r"^[\w-][\w.-]*/[\w-][\w.-]*$",
        description="Hub repository that --script uploads the model to, private.",
    )

    def output(self, dataset: Path) -> Path:
        """The config's `output_dir`."""
        return settings(dataset).output

    def train(self, dataset: Path) -> Path:
        """Preprocess and train; returns the folder of the adapter, in which the log lies as well."""
        config, manifest = settings(dataset), Manifest.load(dataset)
        for line in self._checked(config, manifest, download=True):
            _remark(line)
        found = find_environment(dataset, self.environment)
        machine = found.machine()
        for line in _machine_remarks(config, manifest, machine):
            _remark(line)
        config.output.mkdir(parents=True, exist_ok=True)
        _remark(f"axolotl {machine.axolotl}; all that it prints goes to {config.output / LOG}")
        for what, command in self._commands(config, found, machine):
            self._run(f"{what}: {' '.join(['axolotl', *command[1:]])}", command, config, found)
        if not any((config.output / name).is_file() for name in _RESULTS):
            raise SimulacrumError(
                "axolotl ended without a model", file=str(config.output), remedy=f"See {LOG} in there"
            )
        return config.output

    def plan(self, dataset: Path) -> list[str]:
        """The commands that `train` runs, for the machine that it is asked on."""
        config, manifest = settings(dataset), Manifest.load(dataset)
        try:
            found = find_environment(dataset, self.environment)
        except UsageError:
            # That `require` tells: the commands are the same wherever axolotl will be.
            found, machine, remarked = Environment(Path()), _SOME_MACHINE, []
        else:
            machine = found.machine()
            remarked = list(_machine_remarks(config, manifest, machine))
        lines = [*self._checked(config, manifest, download=False), *remarked]
        if changes := self._changes(config, machine):
            lines.append(f"{_RUN} is {CONFIG} with {', '.join(f'{key}: {value}' for key, value in changes.items())}")
        commands = [shlex.join(command) for _, command in self._commands(config, found, machine, is_dry=True)]
        return [*(f"# {line}" for line in lines), shlex.join(["cd", str(dataset)]), *commands]

    def require(self, dataset: Path) -> None:
        """An environment whose axolotl starts."""
        find_environment(dataset, self.environment).machine()

    def script(self, dataset: Path) -> str:
        """Install, preprocess, train, merge, and upload where a repository was named."""
        config = settings(dataset)
        for line in difference(dataset, Manifest.load(dataset)):
            _remark(printable(line))
        check_risks(config, self.allow_config)
        if config.local_base is not None:
            _remark(f"The base model is a folder, {config.base_model}: copy it to the same place there.")
        return script(config, self.push_to)

    def notebook(self, dataset: Path) -> str:
        """A notebook that runs the script."""
        return notebook(dataset.resolve().name, os.path.relpath(self.output(dataset), dataset))

    def setup(self, dataset: Path) -> Path:
        """Make an environment with axolotl beside the dataset, for it and its neighbours; about 10 GB with CUDA."""
        folder = self.environment or beside(dataset)
        there = Environment(folder.absolute() / "bin")
        if there.has_axolotl:
            machine = there.machine()
            _remark(f"It is there already, with axolotl {machine.axolotl} and PyTorch {machine.torch}.")
            return folder
        folder.mkdir(parents=True, exist_ok=True)
        for command in installing(folder.absolute(), self.torch, self.requirements and self.requirements.absolute()):
            program = Program(command, folder, there.variables(), folder / SETUP_LOG)
            with Watch(f"Running: {' '.join(command)}", verbose=self.verbose) as watch:
                run(program, watch.line, watch.interrupted)
        machine = there.machine()
        _remark(f"axolotl {machine.axolotl}, PyTorch {machine.torch}. `simulacrum train` finds it there.")
        return folder

    def _checked(self, config: Settings, manifest: Manifest, *, download: bool) -> Iterator[str]:
        """What is to be told of the config; raises UsageError where it has to be allowed and was not."""
        found = (difference(config.folder, manifest), unhashed(config, manifest), unknown(config))
        yield from map(printable, chain.from_iterable(found))
        check_risks(config, self.allow_config)
        yield from remarks(config, manifest, download=download)

    def _run(self, what: str, command: list[str], config: Settings, found: Environment) -> None:
        variables = found.variables(is_offline=config.local_base is not None)
        program = Program(command, config.folder, variables, config.output / LOG)
        with Watch(printable(what), verbose=self.verbose) as watch:
            run(program, watch.line, watch.interrupted)

    def _commands(
        self, config: Settings, found: Environment, machine: Machine, is_dry: bool = False
    ) -> Iterator[tuple[str, list[str]]]:
        """What to run in the dataset's folder, with a word for each."""
        changes = self._changes(config, machine)
        if changes and not is_dry:
            changed(config, changes, config.folder / _RUN)
        name, axolotl = str(_RUN) if changes else CONFIG, str(found.programs / "axolotl")
        # Always, as axolotl itself would take rows that it prepared before the file was edited.
        yield "Preparing", [axolotl, "preprocess", name]
        launcher = "accelerate" if len(machine.cards) > 1 else "python"
        yield "Training", [axolotl, "train", name, "--launcher", launcher]

    def _changes(self, config: Settings, machine: Machine) -> dict[str, Any]:
        """How the config for this run differs from the owner's."""
        changes = {} if machine.cards else without_gpu(config.keys)
        if self.resume:
            kept = checkpoints(config.output)
            if not kept:
                raise UsageError(f"there is no checkpoint in {config.output}", remedy="Train without --resume")
            changes["resume_from_checkpoint"] = os.path.relpath(list(kept.values())[-1], config.folder)
        return changes


def _machine_remarks(config: Settings, manifest: Manifest, machine: Machine) -> Iterator[str]:
    """What a user should know of this machine before hours are spent on it."""
    if not machine.cards:
        yield "No GPU was found: training on the CPU, which is feasible for very small models only"
        return
    shape, known = model_shape(config.base_model, config.folder)
    numbers = _numbers(config)
    if numbers is None:
        return
    length = config.keys.get("sequence_len") if config.keys.get("sample_packing") else manifest.statistics.longest
    wanted = need(
        shape,
        bits=4 if config.keys.get("load_in_4bit") else None,
        is_8bit_optimizer="8bit" in str(config.keys.get("optimizer")),
        rank=numbers[0],
        batch=numbers[1],
        length=int(length or manifest.recipe.budget),
    )
    name, size = min(machine.cards, key=lambda card: card[1])
    yield f"{name} with {size / 1e9:.0f} GB; training needs {wanted} (an estimate, {known})"
    if wanted.total * 1e9 > size:
        yield "It may not fit: lower micro_batch_size, or convert again with -e gpu and the card's memory"


def _numbers(config: Settings) -> tuple[int, int] | None:
    with contextlib.suppress(KeyError, TypeError, ValueError):
        return int(config.keys["lora_r"]), int(config.keys["micro_batch_size"])
    return None


def _remark(text: str) -> None:
    click.echo(text, err=True)
