"""`simulacrum redactions`."""

from __future__ import annotations

from pathlib import Path

import click

from ..execution.redactions import redactions as would_be_replaced
from ..plugin.registry import Registry
from ..privacy.name_counts import NameCounts
from ..progress import metered
from ..sources.limits import Limits
from ..terminal import printable
from .options import categories, reading_of, remark, source_options


@click.command()
@source_options
@click.option("--redact", multiple=True, default=("all",), metavar="KINDS", help="As of `convert`; all by default.")
@click.option("--redact-region", "regions", multiple=True, metavar="COUNTRY", help="As of `convert`.")
@click.option(
    "--pseudonyms", is_flag=True, help="Show the invented names, too: who is called what, and where they are named."
)
@click.option("--me", multiple=True, metavar="NAME", help="A name or id of the persona, whose name stays; repeatable.")
@click.option(
    "--persona",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A persona file: who you are, and words of your own to replace.",
)
@click.pass_obj
def redactions(
    registry: Registry,
    /,
    sources: tuple[str, ...],
    importer: str | None,
    importer_options: tuple[tuple[str, str], ...],
    limits: Limits,
    tz: str | None,
    redact: tuple[str, ...],
    regions: tuple[str, ...],
    pseudonyms: bool,
    me: tuple[str, ...],
    persona: Path | None,
) -> None:
    """Show what `convert --redact` and `--pseudonyms` would replace, before anything is written.

    \b
    A line for each place: where, what kind, old and new. With --pseudonyms a line for each person,
    and up to three places in which they are named.

    \b
    Example:
      simulacrum redactions chat.zip --redact phone,email
      simulacrum redactions chat.zip --pseudonyms --me Ada
    """
    count = 0
    with metered() as meter:
        reading = reading_of(registry, sources, importer, importer_options, limits, tz, meter.read)
        meter.expect(size=2 * reading.choice.size)
        found = would_be_replaced(
            reading,
            categories=categories(redact),
            regions=regions,
            pseudonyms=pseudonyms,
            me=me,
            persona=persona,
        )
        for place in found:
            click.echo(f"{printable(f'{place.position}: {place.category}: {place.old}')} -> {printable(place.new)}")
            count += 1
    if found.names is not None:
        _tell(found.names)
    remark(f"{count:,} places would be replaced; nothing was written")


def _tell(counts: NameCounts) -> None:
    """Who is called what, the busiest first, and where they are named."""
    for name, standin, written, named in counts.people():
        click.echo(f"{printable(name)} -> {standin} (messages: {written:,}, named in: {named:,})")
        for place, old, new in counts.examples[standin]:
            click.echo(f"  {printable(f'{place}: {old}')} -> {printable(new)}")
