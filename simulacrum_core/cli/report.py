"""`simulacrum report`."""

from __future__ import annotations

import functools
from pathlib import Path

import click

from ..dataset.manifest import MANIFEST, Manifest
from ..dataset.statistics import REPORT
from ..errors import UsageError
from ..execution import views
from ..files import write_private
from ..inspection.report import source_page
from ..plugin.registry import Registry
from ..progress import metered
from .options import GivenSources, source_options, tell_unread


@click.command()
@source_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=f"Where the page is written; {REPORT} in the dataset, or of a source here, by default.",
)
@click.option("--me", multiple=True, metavar="NAME", help="Who you are in a source, if not who probably is.")
@click.option("--pseudonyms", is_flag=True, help="Show numbers for all names, of people and of conversations.")
@click.option("--no-check", is_flag=True, help="Of a dataset: leave out what `check` finds.")
@click.option("--tokenizer", metavar="TOKENIZER", help="Of a dataset: where its tokenizer lies now.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.pass_obj
def report(
    registry: Registry,
    given: GivenSources,
    output: Path | None,
    me: tuple[str, ...],
    pseudonyms: bool,
    no_check: bool,
    tokenizer: str | None,
    force: bool,
) -> None:
    """Write a page to look at: what is in a source, or what a dataset was made of and how its training went.

    It is one file of HTML without scripts, asks nobody for anything, and holds no messages.

    \b
    Example:
      simulacrum report chat.zip
      simulacrum report ada
    """
    first = Path(given.sources[0])
    folder = first if len(given.sources) == 1 and (first / MANIFEST).is_file() else None
    # The page of a dataset is ours to replace.
    place = output or (folder or Path()) / REPORT
    if place.exists() and not force and not (folder and output is None):
        raise UsageError("is there already", file=str(place), remedy="Pass --force to replace it, or another -o")
    with metered() as meter:
        if folder is not None:
            if not no_check:
                meter.expect(rows=sum(Manifest.load(folder).statistics.examples.values()))
            made = functools.partial(views.dataset_report, folder, checked=not no_check, tokenizer=tokenizer)
            page = made(pseudonyms=pseudonyms, registry=registry, on_row=meter.row)
        else:
            reading = given.open(registry, meter.read)
            meter.expect(size=reading.choice.size)
            page = source_page(views.inspect(reading, figures=True, me=me), pseudonyms=pseudonyms)
    if folder is None:
        tell_unread(reading.unread, reading.others)
    write_private(place, page)
    click.echo(place)
