"""`simulacrum redactions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import msgspec

from ..config.persona import Persona
from ..conversations.accounts import Key, key_of
from ..conversations.identification import choose
from ..conversations.participants import People
from ..conversations.persona_accounts import PersonaAccounts, persona_accounts
from ..conversations.read import Parts, read
from ..errors import UsageError, did_you_mean
from ..examples.roles import called, names_of
from ..models import anonymous
from ..plugin.registry import Registry
from ..privacy.anonymizer import pseudonyms_of
from ..privacy.key import secret_key
from ..privacy.name_counts import NameCounts
from ..progress import metered
from ..sources.limits import Limits
from ..terminal import printable
from .options import categories, remark, source_options


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
        meter.expect(size=2 * choice.size)
        speakers = _speakers(choice.parts, tz, who)
        names, mine = speakers.others(), speakers.mine()
        finder = Finder(categories(redact), regions or guessed_regions(names), who.redact_words)
        redactor = Redactor(finder, secret_key())
        counts = NameCounts(pseudonyms_of(names, (*mine, *who.me, who.called))) if pseudonyms else None
        for place, author, text in _messages(choice.parts, tz, speakers):
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


class _Speakers(msgspec.Struct, frozen=True):
    """The persona's accounts, and by account what everybody else is called before names are invented."""

    persona: Persona
    accounts: PersonaAccounts
    names: Mapping[Key, str]
    people: People

    def others(self) -> list[str]:
        """The names of all others, which may be phone numbers."""
        found = (
            called(key, name, self.names, self.persona)
            for key, account in self.people.accounts.items()
            if key not in self.accounts.keys
            for name in account.names
        )
        return list(dict.fromkeys(found))

    def mine(self) -> list[str]:
        """The names of the persona's accounts."""
        return [name for key in self.accounts.keys for name in self.people.accounts[key].names]


def _speakers(parts: Parts, tz: str | None, persona: Persona) -> _Speakers:
    """Who is there, as `convert` sees it."""
    people, unsigned = People(), False
    for conversation in read(parts, tz):
        unsigned |= bool(anonymous(conversation))
        for _ in people.watched(conversation).messages:
            pass
    accounts = persona_accounts(persona, people)
    if persona.is_known() and not accounts.keys and not unsigned:
        there = ", ".join(printable(name) for name, _ in people.messages.most_common(5))
        remedy = f"{did_you_mean(persona.called, people.messages)}There is {there}"
        raise UsageError(f"nobody is called {printable(persona.called)}", remedy=remedy)
    return _Speakers(persona, accounts, names_of(people, accounts.keys, persona), people)


def _messages(parts: Parts, tz: str | None, speakers: _Speakers) -> Iterator[tuple[str, str | None, str]]:
    """Place, author, none for the persona, and text of every message."""
    for conversation in read(parts, tz):
        mine = speakers.accounts.of(conversation)
        source, monologue = conversation.source, conversation.monologue
        keys = {person: key_of(source, person, monologue=monologue) for person in conversation.participants}
        names = {
            person.id: called(key, person.name or person.id, speakers.names, speakers.persona)
            for person, key in keys.items()
            if person.id not in mine
        }
        for message in conversation.messages:
            author = message.author and names.get(message.author, None if message.author in mine else message.author)
            yield message.position or message.id, author or None, message.text


def _tell(counts: NameCounts) -> None:
    """Who is called what, the busiest first, and where they are named."""
    for name, standin, written, named in counts.people():
        click.echo(f"{printable(name)} -> {standin} (messages: {written:,}, named in: {named:,})")
        for place, old, new in counts.examples[standin]:
            click.echo(f"  {printable(f'{place}: {old}')} -> {printable(new)}")
