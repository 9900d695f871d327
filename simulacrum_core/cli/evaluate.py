"""`simulacrum evaluate`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from ..evaluation.evaluate import METRICS, Watcher, save
from ..evaluation.evaluate import evaluate as measured
from ..evaluation.table import lines
from ..progress import metered
from ..terminal import printable, printable_json
from .options import as_json, remark


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="MODEL",
    help="An adapter, a checkpoint or a merged model; by default what was trained in DIR.",
)
@click.option("--base", is_flag=True, help="Measure the base model, for comparison.")
@click.option("--quick", is_flag=True, help="Fewer texts: a first look, with wide intervals.")
@click.option("--only", multiple=True, metavar="METRIC", help=f"Of {', '.join(METRICS)}; may be repeated.")
@click.option("--seed", default=0, show_default=True, help="By which texts are drawn and replies are written.")
@as_json
@click.pass_context
def evaluate(
    ctx: click.Context,
    folder: Path,
    model: Path | None,
    base: bool,
    quick: bool,
    only: tuple[str, ...],
    seed: int,
    as_json: bool,
) -> None:
    """Measure how like the persona a model is, whether it listens, and what it gives away, on held-out replies.

    Results are kept in DIR/evaluation as they come: the same command goes on where it was stopped. Nothing leaves the
    machine.

    \b
    Example:
      simulacrum evaluate ada --quick
      simulacrum evaluate ada
    """
    with metered() as meter:
        watcher = Watcher(
            lambda line: remark(printable(line, 600)),
            lambda count: meter.expect(rows=count, what="texts measured"),
            meter.row,
        )
        found = measured(
            folder, model, base=base, quick=quick, metrics=only, seed=seed, registry=ctx.obj, watcher=watcher
        )
    page = save(found, folder)
    if as_json:
        click.echo(printable_json(msgspec.json.format(msgspec.json.encode(found), indent=2).decode()))
    else:
        click.echo("\n".join(lines(found)))
    remark(f"The same as a page: {printable(str(page))}")
    if not found.is_measured:
        remark("There is too little held-out text. Convert more, or with a larger --validation, and train again.")
        ctx.exit(1)
