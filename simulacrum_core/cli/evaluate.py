"""`simulacrum evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from ..errors import UsageError
from ..evaluation.checkpoints import Checkpoint, evaluate_checkpoints, recommended, take
from ..evaluation.evaluate import METRICS, Watcher, save
from ..evaluation.evaluate import evaluate as measured
from ..evaluation.figures import Evaluation
from ..evaluation.noted import noted
from ..evaluation.saving import save_checkpoints, save_compared
from ..evaluation.table import lines, side_by_side
from ..progress import Meter, metered
from ..terminal import printable, printable_json
from ..training.losses import By
from ..training.one_run import one_measurement
from .options import as_json, device_option, remark


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="MODEL",
    help="An adapter, a checkpoint or a merged model; by default what was trained in DIR.",
)
@click.option("--base", is_flag=True, help="Measure the base model, for comparison.")
@click.option("--checkpoints", "all_steps", is_flag=True, help="Measure every checkpoint, and say which one to take.")
@click.option("--take", "takes", is_flag=True, help="With --checkpoints: put that one in the place of the model.")
@click.option("--quick", is_flag=True, help="Fewer texts: a first look, with wide intervals.")
@click.option("--only", multiple=True, metavar="METRIC", help=f"Of {', '.join(METRICS)}; may be repeated.")
@click.option("--seed", default=0, show_default=True, help="By which texts are drawn and replies are written.")
@click.option(
    "--embedding",
    metavar="MODEL",
    help="A style embedding as a verifier more: a folder, or a Hub id of one that is on this machine.",
)
@device_option
@as_json
@click.pass_context
def evaluate(
    ctx: click.Context,
    /,
    folders: tuple[Path, ...],
    model: Path | None,
    base: bool,
    all_steps: bool,
    takes: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Measure how like the persona a model is, whether it listens, and what it gives away, on held-out replies.

    Results are kept in DIR/evaluation as they come: the same command goes on where it was stopped. Nothing leaves the
    machine. Several DIR stand side by side.

    \b
    Example:
      simulacrum evaluate ada --quick
      simulacrum evaluate ada --checkpoints
      simulacrum evaluate ada ada2
    """
    _check_call(folders, model, base, all_steps, takes)
    folder, only = folders[0], options.pop("only")
    arguments = {**options, "registry": ctx.obj}
    with one_measurement(folders), metered() as meter, noted(folder, watching(meter)) as watcher:
        steps: list[Checkpoint] = []
        if all_steps:
            steps = evaluate_checkpoints(folder, metrics=only, **arguments, watcher=watcher)
            found = [one.evaluation for one in steps]
        else:
            found = [measured(one, model, base=base, metrics=only, **arguments, watcher=watcher) for one in folders]
    names = [f"step {one.step}" for one in steps] or [str(one) for one in folders]
    if steps:
        page = save_checkpoints(steps, folder)
    else:
        page = save(found[0], folder) if len(found) == 1 else save_compared(found, names, folder)
    _tell(found, names, as_json=as_json)
    if steps:
        tell_choice(steps, folder, takes=takes)
    remark(f"The same as a page: {printable(str(page))}")
    if not any(one.is_measured for one in found):
        remark("There is too little held-out text. Convert more, or with a larger --validation, and train again.")
        ctx.exit(1)


def watching(meter: Meter) -> Watcher:
    """Tells on stderr what is measured, and moves the bar."""
    return Watcher(
        lambda line: remark(printable(line, 600)),
        lambda count: meter.expect(rows=count, what="texts measured", is_new=True),
        meter.row,
    )


def _check_call(folders: Sequence[Path], model: Path | None, base: bool, all_steps: bool, takes: bool) -> None:
    if len(folders) > 1 and (model or all_steps):
        raise UsageError("--model and --checkpoints are for one DIR", remedy="Pass one")
    if all_steps and (model or base):
        raise UsageError("--checkpoints measures the checkpoints of DIR", remedy="Leave out --model and --base")
    if takes and not all_steps:
        raise UsageError("--take chooses among checkpoints", remedy="Pass --checkpoints as well")


def _tell(found: Sequence[Evaluation], names: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        shown = found[0] if len(found) == 1 else found
        click.echo(printable_json(msgspec.json.format(msgspec.json.encode(shown), indent=2).decode()))
    elif len(found) == 1:
        click.echo("\n".join(lines(found[0])))
    else:
        click.echo("\n".join(side_by_side(names, found)))


def tell_choice(steps: Sequence[Checkpoint], folder: Path, *, takes: bool, by: By = "both") -> None:
    """Say which checkpoint to take, and put it in the place of the model where that is asked for."""
    best = recommended(steps, by)
    if best is None:
        return
    remark(f"Best of those that foresee held-out words about equally well: step {best.step:,}")
    if takes:
        take(best, folder)
        remark(f"It is the model of {printable(str(folder))} now: merge again what was merged")
