"""`simulacrum train`."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click

from ..dataset.folder import NOTEBOOK, SCRIPT, located
from ..dataset.manifest import Manifest
from ..errors import MissingExtraError, UsageError
from ..execution.train import check_for_training, check_output
from ..plugin.contracts import MODEL, Trainer
from ..plugin.registry import DEFAULT_TRAINER, Registry, configured
from ..progress import metered
from ..terminal import printable
from ..training.loss_curve import loss_lines, plot
from ..training.losses import WAYS, By, checkpoints
from ..training.model_folder import private_files
from ..training.one_run import one_run
from .options import remark

_INTERRUPTED = 130
_REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--with", "trainer", metavar="NAME", help="The trainer; by default mlx on a Mac that has it, else axolotl."
)
@click.option(
    "-t",
    "trainer_options",
    multiple=True,
    type=(str, str),
    metavar="KEY VALUE",
    help="An option of the trainer: see `simulacrum plugins`.",
)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint.")
@click.option("--verbose", is_flag=True, help="Show all that is printed while it trains.")
@click.option("--tokenizer", metavar="TOKENIZER", help="Where the dataset's tokenizer lies now.")
@click.option("--allow-config", is_flag=True, help="Run a config that runs code, sends data or writes elsewhere.")
@click.option(
    "--choose",
    "by",
    is_flag=False,
    flag_value="listening",
    type=click.Choice(WAYS),
    help="Afterwards take the checkpoint that is best by it, of those with about the lowest loss; see evaluate.",
)
@click.option("--dry-run", "mode", flag_value="plan", help="Check all, print what would be done, do nothing.")
@click.option("--setup", "mode", flag_value="setup", help="Make an environment for the trainer beside DIR.")
@click.option("--script", "mode", flag_value="script", help="Write a script that trains on a rented machine.")
@click.option("--notebook", "mode", flag_value="notebook", help="Write a notebook that trains on Colab or Kaggle.")
@click.pass_context
def train(
    ctx: click.Context,
    /,
    folder: Path,
    trainer: str | None,
    trainer_options: tuple[tuple[str, str], ...],
    resume: bool,
    verbose: bool,
    tokenizer: str | None,
    allow_config: bool,
    by: By | None,
    mode: str | None,
) -> None:
    """Train a model on a dataset: a folder, or OWNER/NAME on the Hub, which is fetched into the folder NAME.

    \b
    Example:
      simulacrum train ada --with axolotl
      simulacrum train ada --resume
      simulacrum train me/ada
    """
    registry: Registry = ctx.obj
    is_fetched = _is_fetched(folder)
    if is_fetched and (allow_config or "allow_config" in dict(trainer_options)):
        raise UsageError(
            "--allow-config is refused for a fetched dataset whose config nobody has read",
            file=folder.as_posix(),
            remedy=f"Fetch it, read its config, then: simulacrum train {folder.name} --allow-config",
        )
    folder = _here(registry, folder) if is_fetched else folder
    chosen = {"resume": resume, "verbose": verbose, "allow_config": allow_config}
    flags = [(name, "true") for name, is_set in chosen.items() if is_set]
    manifest = Manifest.load(folder)
    name = trainer or _default(registry, manifest, mode)
    runner = configured(registry.trainer(name), [*trainer_options, *flags])
    if mode == "setup":
        click.echo(runner.setup(folder))
        return
    planned = runner.plan(folder) if mode == "plan" else []
    if is_fetched and tokenizer is None:
        # Who trains on a dataset of the Hub asks for what it names there.
        tokenizer = located(manifest.tokenizer.spec, folder)
    with metered() as meter:
        meter.expect(rows=sum(manifest.statistics.examples.values()))
        found = check_for_training(folder, tokenizer=tokenizer, registry=registry, on_row=meter.row)
    if found.grave:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in found.grave.most_common())
        remark(f"What looks like secrets will be trained on ({kinds}): see `simulacrum check {printable(str(folder))}`")
    if found.suspects:
        places = sum(suspect.count for suspect in found.suspects.values())
        remark(f"{places:,} places may not be the persona's words: see `simulacrum check {printable(str(folder))}`")
    if mode == "plan":
        check_output(runner.output(folder), resume=runner.resume)
        click.echo("\n".join(map(printable, planned)))
        runner.require(folder)
        return
    if mode == "script":
        _write_script(folder, runner.script(folder), runner.output(folder))
        return
    if mode == "notebook":
        _write_notebook(folder, runner)
        return
    with one_run(folder), private_files(folder / MODEL):
        check_output(runner.output(folder), resume=runner.resume)
        _train(ctx, runner, folder)
        if by:
            _choose(folder, registry, by)


def _default(registry: Registry, manifest: Manifest, mode: str | None) -> str:
    """The trainer where none is named: for another machine it is always the same."""
    found = registry.trainer_for(manifest) if mode in (None, "plan") else DEFAULT_TRAINER
    if found != DEFAULT_TRAINER:
        remark(f"The trainer is {found}, which this machine is made for; --with names another one")
    return found


def _is_fetched(folder: Path) -> bool:
    """Whether it is no path here but looks like a repository."""
    return not folder.exists() and _REPO.fullmatch(folder.as_posix()) is not None


def _here(registry: Registry, folder: Path) -> Path:
    """The folder of a dataset on the Hub, which is fetched where it is not here yet."""
    if folder.parent.exists():
        # A mistyped path is not sent to the Hub.
        remedy = f"If it is on the Hub: simulacrum pull {folder.as_posix()}"
        raise UsageError("there is no such folder", file=str(folder), remedy=remedy)
    place = Path(folder.name)
    if place.exists():
        remark(f"Taken from the folder {printable(str(place))}, which is here already")
        return place
    fetched = registry.fetch(folder.as_posix(), place)
    remark(f"Fetched into the folder {printable(str(fetched))}")
    return fetched


def _train(ctx: click.Context, runner: Trainer, folder: Path) -> None:
    try:
        result = runner.train(folder)
    except KeyboardInterrupt:
        output = runner.output(folder)
        _tell_losses(folder, output)
        kept = list(checkpoints(output).values())
        resumed = f"Go on from {kept[-1].name}: {printable(_again(ctx, folder))}" if kept else ""
        remark(f"Interrupted. {resumed or 'No checkpoint was written yet: start again.'}")
        ctx.exit(_INTERRUPTED)
    _tell_losses(folder, result)
    click.echo(result)
    if not Manifest.load(folder).template.wrapped:
        remark(f"Talk with it: simulacrum chat {printable(str(folder))}")


def _choose(folder: Path, registry: Registry, by: By) -> None:
    """Put the recommended checkpoint in the place of what was trained."""
    from ..evaluation import voice
    from ..evaluation.checkpoints import evaluate_checkpoints
    from .evaluate import tell_choice, watching

    with metered() as meter:
        metrics = [] if by == "listening" else [voice.ID]
        steps = evaluate_checkpoints(folder, quick=True, metrics=metrics, registry=registry, watcher=watching(meter))
    tell_choice(steps, folder, takes=True, by=by)


def _again(ctx: click.Context, folder: Path) -> str:
    """The command that goes on where this one was interrupted: another trainer, or other numbers, would not."""
    trainer = ctx.params["trainer"]
    chosen = ["--with", trainer] if trainer else []
    options = [word for pair in ctx.params["trainer_options"] for word in ("-t", *pair)]
    return shlex.join(["simulacrum", "train", str(folder), *chosen, *options, "--resume"])


def _tell_losses(folder: Path, output: Path) -> None:
    """The loss curve, on stderr and as a picture."""
    for line in loss_lines(folder, output):
        remark(line)
    try:
        if picture := plot(output):
            remark(f"The curve as a picture: {printable(str(picture))}")
    except MissingExtraError as error:
        remark(f"No picture of the curve: {error}")


def _write_notebook(folder: Path, runner: Trainer) -> None:
    """The notebook, and the script where the trainer has one, as the notebook runs it."""
    texts = {NOTEBOOK: runner.notebook(folder)}
    if type(runner).script is not Trainer.script:
        texts[SCRIPT] = runner.script(folder)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    remark(f"On Colab or Kaggle: open {NOTEBOOK}, switch a GPU on, and give it this folder as a zip file:")
    remark(f"  {shlex.join(['python', '-m', 'zipfile', '-c', f'{folder.resolve().name}.zip', printable(str(folder))])}")
    remark("It lies on their machine then. What is trained comes back as trained.zip.")
    click.echo(folder / NOTEBOOK)


def _write_script(folder: Path, text: str, output: Path) -> None:
    path = folder / SCRIPT
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(0o700)
    name, there = printable(folder.resolve().name), printable(str(folder))
    remark("On your machine, with the address of the rented one for HOST (such as root@203.0.113.5):")
    remark(f"  scp -r {there} HOST:{name}")
    remark(f"  ssh HOST bash {name}/{SCRIPT}")
    remark(f"  scp -r HOST:{name}/{os.path.relpath(output, folder)} {there}/")
    click.echo(path)
