"""`simulacrum train`."""

from __future__ import annotations

from pathlib import Path

import click

from ..checking import check_dataset
from ..errors import DatasetError
from ..manifest import Manifest
from ..registry import Registry, configured
from ..rows import dataset_tokenizer
from ..terminal import printable
from .options import remark


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--with", "trainer", default="axolotl", show_default=True, metavar="NAME", help="The trainer.")
@click.option(
    "-t",
    "trainer_options",
    multiple=True,
    type=(str, str),
    metavar="KEY VALUE",
    help="An option of the trainer: see `simulacrum plugins`.",
)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint.")
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@click.option("--tokenizer", metavar="TOKENIZER", help="Where the dataset's tokenizer lies now.")
@click.pass_obj
def train(
    registry: Registry,
    /,
    folder: Path,
    trainer: str,
    trainer_options: tuple[tuple[str, str], ...],
    resume: bool,
    dry_run: bool,
    tokenizer: str | None,
) -> None:
    """Train a model on a dataset.

    \b
    Example:
      simulacrum train ada --with axolotl
    """
    chosen = [*trainer_options, *([("resume", "true")] if resume else [])]
    runner = configured(registry.trainer(trainer), chosen)
    manifest = Manifest.load(folder)
    if dry_run:
        click.echo("\n".join(runner.plan(folder)))
        return
    _verify(folder, manifest, registry, tokenizer)
    click.echo(runner.train(folder))
    remark(f"Talk with it: simulacrum chat {printable(str(folder))}")


def _verify(folder: Path, manifest: Manifest, registry: Registry, tokenizer: str | None) -> None:
    """Before anything is spent on training, every promise about the dataset has to hold."""
    counter = dataset_tokenizer(folder, manifest.tokenizer, tokenizer)
    result = check_dataset(folder, manifest, counter, registry.exporter_of(manifest))
    if result.fault_count:
        first = result.faults[0]
        raise DatasetError(
            f"{result.fault_count:,} promises about this dataset are broken, the first: {first.what}",
            file=str(folder / first.file),
            line=first.line,
            remedy=f"See `simulacrum check {folder}`",
        )
