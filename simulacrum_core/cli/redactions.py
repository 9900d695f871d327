"""`simulacrum redactions`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from .. import pipeline
from ..config.persona import Persona
from ..conversations.identification import choose
from ..errors import UsageError
from ..models import Conversation
from ..plugin.contracts import Importer
from ..plugin.registry import Registry
from ..privacy.anonymizer import pseudonyms_of
from ..privacy.key import secret_key
from ..privacy.name_counts import NameCounts
from ..progress import metered
from ..sources.limits import Limits
from ..sources.source import Source
from ..terminal import printable
from .options import categories, remark, source_options

Parts = Sequence[tuple[Importer, Source]]


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
    from ..privacy.finder import Finder
    from ..privacy.recognizers.phones import guessed_regions
    from ..privacy.redactor import Redactor

    who = _persona(persona, me, pseudonyms)
    count = 0
    with metered() as meter:
        choice = choose(registry, sources, importer, importer_options, meter.read, limits)
        names, mine = _people(choice.parts, tz, who)
        if pseudonyms and not mine:
            remedy = f"There is {', '.join(map(printable, names[:5]))}" if names else ""
            raise UsageError(f"nobody is called {printable(who.called)}", remedy=remedy)
        finder = Finder(categories(redact), regions or guessed_regions(names), who.redact_words)
        redactor = Redactor(finder, secret_key())
        counts = NameCounts(pseudonyms_of(names, (*mine, *who.me, who.called))) if pseudonyms else None
        for place, author, text in _messages(choice.parts, tz, who):
            for change in redactor.replacements(text):
                old = text[change.span.start : change.span.end]
                click.echo(f"{printable(f'{place}: {change.span.category}: {old}')} -> {printable(change.standin)}")
                count += 1
            if counts is not None:
                counts.add(author, redactor.redacted(text)[0], place)
    if counts is not None:
        _tell(counts)
    remark(f"{count:,} places would be replaced; nothing was written")


def _persona(path: Path | None, me: tuple[str, ...], pseudonyms: bool) -> Persona:
    """The persona of a file, with the names of the command line; raises UsageError where it is needed and nobody."""
    persona = Persona.load(path) if path else Persona()
    if me:
        persona = persona.model_copy(update={"me": [*me]})
    if pseudonyms and not persona.is_known():
        raise UsageError("--pseudonyms: whose name stays?", remedy="Pass --me NAME or --persona FILE")
    return persona


def _people(parts: Parts, tz: str | None, persona: Persona) -> tuple[list[str], list[str]]:
    """The names of all participants, which may be phone numbers, and those of the persona."""
    names: dict[str, None] = {}
    mine: dict[str, None] = {}
    for conversation in pipeline.read(parts, tz):
        authors = dict.fromkeys(message.author for message in conversation.messages if message.author)
        for name, is_mine in _names(conversation, authors, persona).values():
            (mine if is_mine else names)[name] = None
    return list(names), list(mine)


def _names(conversation: Conversation, authors: Iterable[str], persona: Persona) -> dict[str, tuple[str, bool]]:
    """By id the name of everybody, and whether it is the persona's."""
    people = conversation.participants
    ids = persona.ids(conversation.source, people)
    names = dict.fromkeys(authors) | {person.id: person.name for person in people}
    return {author: (name or author, author in ids) for author, name in names.items()}


def _messages(parts: Parts, tz: str | None, persona: Persona) -> Iterator[tuple[str, str | None, str]]:
    """Place, author, none for the persona, and text of every message."""
    for conversation in pipeline.read(parts, tz):
        names: dict[str, tuple[str, bool]] = {}
        for message in conversation.messages:
            if message.author and message.author not in names:
                names = _names(conversation, [message.author], persona)
            name, is_mine = names[message.author] if message.author else ("", True)
            yield message.position or message.id, None if is_mine else name, message.text


def _tell(counts: NameCounts) -> None:
    """Who is called what, the busiest first, and where they are named."""
    for name, standin, written, named in counts.people():
        click.echo(f"{printable(name)} -> {standin} (messages: {written:,}, named in: {named:,})")
        for place, old, new in counts.examples[standin]:
            click.echo(f"  {printable(f'{place}: {old}')} -> {printable(new)}")
