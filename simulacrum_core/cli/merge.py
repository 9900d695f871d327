"""`simulacrum merge`."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from ..terminal import printable
from ..training.merging import Dtype
from ..training.merging import merge as merged
from .options import remark


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--model",
    "adapter",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="ADAPTER",
    help="An adapter, such as a checkpoint; by default what was trained in DIR.",
)
@click.option(
    "--dtype",
    type=click.Choice(get_args(Dtype)),
    default="auto",
    show_default=True,
    help="Precision of the merged weights; auto is the base model's own.",
)
@click.option("--force", is_flag=True, help="Replace DIR/merged.")
def merge(folder: Path, adapter: Path | None, dtype: Dtype, force: bool) -> None:
    """Merge what was trained into its base model: DIR/merged is a whole model that any program can load.

    \b
    Example:
      simulacrum merge ada
      simulacrum merge ada --model ada/model/checkpoint-40 --force
    """
    click.echo(merged(folder, adapter, dtype, force=force, on_step=lambda line: remark(f"{printable(line)} ...")))
    remark(f"Talk with it: simulacrum chat {printable(str(folder))}")
