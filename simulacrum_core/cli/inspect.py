"""`simulacrum inspect`."""

from __future__ import annotations

import click
import msgspec

from ..config.recipe import zone
from ..execution import views
from ..inspection.amount import amount_of_source
from ..inspection.summary import LikelyAccount, Report
from ..plugin.registry import Registry
from ..progress import metered
from ..terminal import printable, printable_json
from .inspect_chats import FEW, LINES, chosen, show_details, show_table
from .inspect_lists import NAME, show_decisions, show_monologues
from .options import GivenSources, as_json, source_options, tell_unread

_LIKELY, _WORDS = 5, 3


@click.command()
@source_options
@click.option("--me", multiple=True, metavar="NAME", help="Who you are in a source, if not who probably is.")
@click.option("--chat", "chats", multiple=True, metavar="NAME", help="Show this chat in detail; repeatable.")
@click.option("--all", "all_chats", is_flag=True, help=f"List all chats, not only the {LINES} with most messages.")
@as_json
@click.pass_obj
def inspect(
    registry: Registry,
    given: GivenSources,
    me: tuple[str, ...],
    chats: tuple[str, ...],
    all_chats: bool,
    as_json: bool,
) -> None:
    """Say what is in there, what was decided, and on which evidence.

    \b
    Example:
      simulacrum inspect chat.zip
      simulacrum inspect account.zip --chat "Ben Kowal"
      simulacrum inspect essays/ --me "Ada Lind"
    """
    if given.tz:
        zone(given.tz)
    with metered() as meter:
        reading = given.open(registry, meter.read)
        meter.expect(size=reading.choice.size)
        report = views.inspect(reading, figures=as_json and not chats, me=me)
    if chats:
        report.conversations = chosen(report.conversations, chats)
    if as_json:
        click.echo(printable_json(msgspec.json.format(msgspec.json.encode(report), indent=2).decode()))
    elif chats:
        for conversation in report.conversations:
            show_details(conversation)
    else:
        _show(report, all_chats)
    tell_unread(reading.unread, reading.others)


def _account(account: LikelyAccount) -> str:
    """An account by its name, its source, other words for it, and why it is probably the user's."""
    words = [account.id, *account.handles][account.id == account.name :][:_WORDS]
    known = f" {', '.join(map(printable, words))}" if words else ""
    told = f"{account.source}{known}; {account.messages:,} messages"
    return f"{printable(account.name)} ({told}): {account.evidence}"


def _show(report: Report, all_chats: bool) -> None:
    """What is most asked for first: who is probably "you", what was decided; then the chats and the writings."""
    for number, account in enumerate(report.likely[:_LIKELY]):
        click.echo(f"{'              ' if number else 'Probably you: '}{_account(account)}")
    if len(report.likely) > _LIKELY:
        click.echo(f"              and {len(report.likely) - _LIKELY} more: see `simulacrum persona`")
    if report.decisions:
        click.echo("\nDecided:" if report.likely_me else "Decided:")
        show_decisions(report.decisions)
    chats = [conversation for conversation in report.conversations if not conversation.monologue]
    if len(chats) > FEW:
        show_table(chats, report.likely_me, all_chats)
    else:
        for conversation in chats:
            show_details(conversation)
    show_monologues(report.conversations)
    if amount := amount_of_source(report.conversations, report.likely_me):
        click.echo(f"\n{printable(amount)}")
    click.echo(f"\nUnreadable places: {report.problem_count:,}")
    for problem in report.problems[:20]:
        click.echo(f"  {printable(problem.file, NAME)}:{problem.line or '?'}: {printable(problem.what)}")
