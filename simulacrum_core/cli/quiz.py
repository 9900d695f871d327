"""`simulacrum quiz`."""

from __future__ import annotations

from pathlib import Path

import click

from ..chat.devices import Device
from ..evaluation.evaluate import Watcher
from ..evaluation.noted import noted
from ..evaluation.quiz import ROUNDS
from ..evaluation.quiz import quiz as made
from ..plugin.registry import Registry
from ..progress import metered
from ..terminal import printable
from ..training.one_run import one_measurement
from .options import device_option, remark


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="MODEL",
    help="An adapter, a checkpoint or a merged model; by default what was trained in DIR.",
)
@click.option("--rounds", default=ROUNDS, show_default=True, metavar="N", help="Contexts that are shown.")
@click.option("--seed", default=0, show_default=True, metavar="N", help="Another seed shows other replies.")
@device_option
@click.pass_obj
def quiz(registry: Registry, /, folder: Path, model: Path | None, rounds: int, seed: int, device: Device) -> None:
    """Write a page on which friends tell the person's own replies from the model's; it works offline.

    It shows private text: give it to nobody who may not read it.

    \b
    Example:
      simulacrum quiz ada
    """
    with one_measurement([folder]), metered() as meter:
        watcher = Watcher(
            lambda line: remark(printable(line)),
            lambda count: meter.expect(rows=count, what="replies written"),
            meter.row,
        )
        with noted(folder, watcher) as told:
            page = made(folder, model, rounds=rounds, seed=seed, device=device, registry=registry, watcher=told)
    click.echo(page)
    remark("Open it in a browser. It holds private text: keep it to those who may read it.")
