"""`simulacrum redactions`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from ..execution.redactions import redactions as would_be_replaced
from ..plugin.registry import Registry
from ..privacy.name_counts import NameCounts
from ..progress import metered
from ..terminal import printable, printable_json
from .options import GivenSources, as_json, categories, remark, source_options


@click.command()
@source_options
@click.option("--redact", multiple=True, default=("all",), metavar="KINDS", help="As of `convert`; all by default.")
@click.option("--redact-region", "regions", multiple=True, metavar="COUNTRY", help="As of `convert`.")
@click.option(
    "--pseudonyms", is_flag=True, help="Show the invented names, too: who is called what, and where they are named."
)
@click.option("--recognizer", metavar="NAME", help="As of `convert`.")
@click.option(
    "-r", "recognizer_options", multiple=True, type=(str, str), metavar="KEY VALUE", help="An option of the recognizer."
)
@click.option("--me", multiple=True, metavar="NAME", help="A name or id of the persona, whose name stays; repeatable.")
@click.option(
    "--persona",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A persona file: who you are, and words of your own to replace.",
)
@click.option("--places", is_flag=True, help="A line for each place, not for each value.")
@as_json
@click.pass_obj
def redactions(
    registry: Registry,
    /,
    given: GivenSources,
    redact: tuple[str, ...],
    regions: tuple[str, ...],
    pseudonyms: bool,
    recognizer: str | None,
    recognizer_options: tuple[tuple[str, str], ...],
    me: tuple[str, ...],
    persona: Path | None,
    places: bool,
    as_json: bool,
) -> None:
    """Show what `convert --redact` and `--pseudonyms` would replace, before anything is written.

    \b
    A line for each value: what kind, old and new, how often, and the first place; with --places a line for
    each place. With --pseudonyms a line for each person, and up to three places in which they are named.

    \b
    Example:
      simulacrum redactions chat.zip --redact phone,email
      simulacrum redactions chat.zip --pseudonyms --me Ada
    """
    values: dict[tuple[str, str, str], _Value] = {}
    with metered() as meter:
        reading = given.open(registry, meter.read)
        meter.expect(size=2 * reading.choice.size)
        found = would_be_replaced(
            reading,
            categories=categories(redact),
            regions=regions,
            pseudonyms=pseudonyms,
            recognizer=recognizer,
            recognizer_options=dict(recognizer_options),
            registry=registry,
            me=me,
            persona=persona,
        )
        for place in found:
            value = values.setdefault((place.category, place.old, place.new), _Value(place.position))
            value.count += 1
            if places and not as_json:
                what = printable(f"{place.position}: {place.category}: {place.old}")
                click.echo(f"{what} -> {printable(place.new)}")
    if as_json:
        click.echo(printable_json(json.dumps(_document(values, found.names), indent=2, ensure_ascii=False)))
    else:
        for (category, old, new), value in values.items() if not places else ():
            click.echo(f"{printable(f'{category}: {old}')} -> {printable(new)} ({value.told()})")
        if found.names is not None:
            _tell(found.names)
    count = sum(value.count for value in values.values())
    people = 0 if found.names is None else len(found.names.written)
    names = f" and {people:,} {'name' if people == 1 else 'names'}" if people else ""
    remark(f"{count:,} places{names} would be replaced; nothing was written")


class _Value(msgspec.Struct):
    """The first place of a value, and in how many it stands."""

    first: str
    count: int = 0

    def told(self) -> str:
        """Both, as they are shown."""
        return printable(self.first) if self.count == 1 else f"{self.count:,} times, first at {printable(self.first)}"


def _document(values: Mapping[tuple[str, str, str], _Value], names: NameCounts | None) -> dict[str, Any]:
    """What `--json` prints."""
    replaced = [
        {"category": category, "old": old, "new": new, "count": value.count, "first": value.first}
        for (category, old, new), value in values.items()
    ]
    people = [
        {"name": name, "new": standin, "messages": written, "named_in": named}
        for name, standin, written, named in (names.people() if names is not None else ())
    ]
    return {"values": replaced, "people": people}


def _tell(counts: NameCounts) -> None:
    """Who is called what, the busiest first, and where they are named."""
    for name, standin, written, named in counts.people():
        click.echo(f"{printable(name)} -> {standin} (messages: {written:,}, named in: {named:,})")
        for place, old, new in counts.examples[standin]:
            click.echo(f"  {printable(f'{place}: {old}')} -> {printable(new)}")
