"""`simulacrum persona`: who you may be in each source, as a persona file."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ..config.persona import Persona
from ..conversations.accounts import Account
from ..conversations.participants import People, authors_of, evidence_of, is_self
from ..errors import UsageError
from ..files import write_private
from ..plugin.registry import Registry
from ..progress import metered
from ..terminal import printable
from .options import GivenSources, remark, source_options

_SHOWN, _WORDS = 30, 3


@click.command()
@source_options
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a persona file."
)
@click.option("--force", is_flag=True, help="Replace the file that is there.")
@click.pass_obj
def persona(
    registry: Registry,
    /,
    given: GivenSources,
    output: Path | None,
    force: bool,
) -> None:
    """Show who you may be in each source, and write a persona file of what you choose.

    \b
    Several accounts may be yours: at a terminal, tick them by their numbers; else the likely ones are taken, of each
    source those with one name.

    \b
    Example:
      simulacrum persona exports/ -o me.toml
      simulacrum convert exports/ --persona me.toml -o ada
    """
    if output is not None and output.exists() and not force:
        raise UsageError("it is there already", file=str(output), remedy="Pass --force to replace it")
    people = People()
    with metered() as meter:
        for conversation in given.open(registry, meter.read):
            for _ in people.watched(conversation).messages:
                pass
    accounts = show_accounts(people)
    chosen = choose_accounts(people, accounts)
    if output is None:
        click.echo(persona_text(people, chosen), nl=False)
    else:
        write_private(output, persona_text(people, chosen))
        remark(f"Look at it, and pass it on: simulacrum convert ... --persona {printable(str(output))}")
        click.echo(output)


def show_accounts(people: People) -> list[Account]:
    """Print the accounts that wrote something, those that are likely the user's marked; returns them in that order."""
    likely = {account.key for account in people.likely()}
    accounts = sorted(authors_of(people.accounts.values()), key=lambda account: account.key not in likely)[:_SHOWN]
    for number, account in enumerate(accounts, 1):
        words = [word for word in (account.id, *sorted(account.handles)) if word != account.name][:_WORDS]
        known = f" ({', '.join(map(printable, words))})" if words else ""
        chats = "chat" if account.conversations == 1 else "chats"
        told = f"{account.messages:,} messages in {account.conversations:,} {chats}"
        why = f": probably you, {evidence_of(account)}" if account.key in likely else ""
        remark(f"{number:>3}. {account.source:<10} {printable(account.name)}{known}, {told}{why}")
    return accounts


def choose_accounts(people: People, accounts: Sequence[Account]) -> list[Account]:
    """The accounts that the user ticks by number at a terminal; elsewhere those that are likely theirs."""
    usual = likely_numbers(people, accounts)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return _of_one_person([accounts[number - 1] for number in usual])
    answer = click.prompt("Which are you? Numbers", default=", ".join(map(str, usual)) or None, err=True)
    if not (chosen := numbered(str(answer), accounts)):
        raise UsageError(f"{answer!r} names no account", remedy="Give the numbers of the lines that are yours")
    return chosen


def _of_one_person(likely: Sequence[Account]) -> list[Account]:
    """Those of the accounts, the surest first, that no name of the same source speaks against; the others are told.

    A folder may hold the chats of several people's phones, each of which looks like the user's.
    """
    found: list[Account] = []
    for account in likely:
        before = [one for one in found if one.source == account.source and not is_self(one)]
        if (
            account.owned
            or is_self(account)
            or not before
            or any(_share_a_word(account.name, one.name) for one in before)
        ):
            found.append(account)
        else:
            told = f"{printable(account.name)} ({account.source}) is called otherwise than {printable(before[0].name)}"
            remark(f"{told}: not taken; add it to [accounts] if that is you, too")
    return found


def _share_a_word(name: str, other: str) -> bool:
    return not {*name.casefold().split()}.isdisjoint(other.casefold().split())


def likely_numbers(people: People, accounts: Sequence[Account]) -> list[int]:
    """The numbers of the accounts that are likely the user's, as they are shown."""
    likely = {account.key for account in people.likely()}
    return [number for number, account in enumerate(accounts, 1) if account.key in likely]


def numbered(answer: str, accounts: Sequence[Account]) -> list[Account]:
    """The accounts whose numbers are in an answer such as `1, 3`; none where it is something else."""
    parts = answer.replace(",", " ").split()
    if not all(part.isdecimal() and 0 < int(part) <= len(accounts) for part in parts):
        return []
    return [accounts[int(part) - 1] for part in parts]


def asked_persona(people: People, persona: Persona) -> Persona:
    """The persona with the accounts, or the name, that the user gives at the terminal."""
    remark("Who are you in here? Several lines may be yours.")
    accounts = show_accounts(people)
    usual = ", ".join(map(str, likely_numbers(people, accounts))) or None
    answer = str(click.prompt("Numbers or a name", default=usual, err=True))
    chosen = numbered(answer, accounts)
    if not chosen:
        return persona.model_copy(update={"me": [answer]})
    ids: dict[str, list[str]] = {}
    for account in chosen:
        ids.setdefault(account.source, []).append(account.id)
    return persona.model_copy(update={"accounts": ids})


def persona_text(people: People, chosen: Sequence[Account]) -> str:
    """A persona file of the accounts, with a comment on every field."""
    name = next((account.name for account in chosen if account.name != account.id), chosen[0].name if chosen else "")
    lines = [
        "# Who is imitated: see `simulacrum schema persona`. Pass it on with --persona.",
        "# What you are called in the text.",
        f"name = {_quoted(name)}",
        "",
        "# What stands before every example; {me} and {other} become the names in the text.",
        '# system_prompt = "{me} is talking to {other}."',
        "",
        "# Your accounts, by source: ids, handles, phone numbers or names.",
        "[accounts]",
    ]
    by_source: dict[str, list[Account]] = {}
    for account in chosen:
        by_source.setdefault(account.source, []).append(account)
    for source, several in sorted(by_source.items()):
        lines += [f"# {_quoted(account.name)}: {account.messages:,} messages" for account in several]
        lines.append(f"{_quoted(source)} = [{', '.join(_quoted(account.id) for account in several)}]")
    lines += [
        "",
        "# Other people, by what they are called in the text.",
        "[people]",
        '# "Bo Ek" = ["telegram:user5", "+49 170 5550101"]',
        "",
        "# What is left out, in every run.",
        "[exclude]",
        '# names = ["Work group"]',
        '# words = ["a word"]',
        '# dates = ["2020-03-01..2020-05-31"]',
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
