"""`simulacrum redactions`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from .. import pipeline
from ..choosing import choose
from ..limits import Limits
from ..models import Conversation
from ..persona import Persona
from ..progress import metered
from ..registry import Registry
from ..secretkey import secret_key
from ..terminal import printable
from .options import categories, remark, source_options


@click.command()
@source_options
@click.option("--redact", multiple=True, default=("all",), metavar="KINDS", help="As of `convert`; all by default.")
@click.option("--redact-region", "regions", multiple=True, metavar="COUNTRY", help="As of `convert`.")
@click.option(
    "--persona",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A persona file with words of your own to replace.",
)
@click.pass_obj
def redactions(
    registry: Registry,
    sources: tuple[str, ...],
    importer: str | None,
    importer_options: tuple[tuple[str, str], ...],
    limits: Limits,
    tz: str | None,
    redact: tuple[str, ...],
    regions: tuple[str, ...],
    persona: Path | None,
) -> None:
    """Show what `convert --redact` would replace, before anything is written: place, kind, old and new.

    \b
    Example:
      simulacrum redactions chat.zip --redact phone,email
    """
    from ..privacy import Finder, Redactor, guessed_regions

    words = Persona.load(persona).redact_words if persona else []
    count = 0
    with metered() as meter:
        choice = choose(registry, sources, importer, importer_options, meter.read, limits)
        known = regions or guessed_regions(_names(pipeline.read(choice.parts, tz)))
        redactor = Redactor(Finder(categories(redact), known, words), secret_key())
        for conversation in pipeline.read(choice.parts, tz):
            for message in conversation.messages:
                for change in redactor.replacements(message.text):
                    old = message.text[change.span.start : change.span.end]
                    place = f"{message.position or message.id}: {change.span.category}"
                    click.echo(f"{printable(place)}: {printable(old)} -> {printable(change.standin)}")
                    count += 1
    remark(f"{count:,} places would be replaced; nothing was written")


def _names(conversations: Iterable[Conversation]) -> list[str]:
    """The names and ids of all participants, which may be phone numbers."""
    found: dict[str, None] = {}
    for conversation in conversations:
        for _ in conversation.messages:
            pass
        found.update(dict.fromkeys(name for person in conversation.participants for name in (person.name, person.id)))
    return list(found)
