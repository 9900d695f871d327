"""`simulacrum inspect`."""

from __future__ import annotations

import datetime as dt

import click
import msgspec

from .. import pipeline
from ..config.recipe import zone
from ..conversations.identification import choose
from ..inspection.summary import GAPS, ConversationReport, Report, inspect_conversations
from ..plugin.registry import Registry
from ..progress import metered
from ..sources.findings import Findings
from ..sources.limits import Limits
from ..terminal import printable, printable_json
from .inspect_lists import NAME, counts, show_decisions, show_monologues
from .options import as_json, source_options, tell_unread

_BAR = 30


@click.command()
@source_options
@as_json
@click.pass_obj
def inspect(
    registry: Registry,
    sources: tuple[str, ...],
    importer: str | None,
    importer_options: tuple[tuple[str, str], ...],
    limits: Limits,
    tz: str | None,
    as_json: bool,
) -> None:
    """Say what is in there, what was decided, and on which evidence.

    \b
    Example:
      simulacrum inspect chat.zip
    """
    if tz:
        zone(tz)
    findings = Findings()
    with metered() as meter:
        choice = choose(registry, sources, importer, importer_options, meter.read, limits)
        report = inspect_conversations(pipeline.read(choice.parts, tz, findings), findings)
    if as_json:
        click.echo(printable_json(msgspec.json.format(msgspec.json.encode(report), indent=2).decode()))
    else:
        _show(report)
    tell_unread(choice.unread, choice.others)


def _show(report: Report) -> None:
    for conversation in report.conversations:
        if not conversation.monologue:
            _show_conversation(conversation)
    show_monologues(report.conversations)
    if report.likely_me is not None:
        click.echo(
            f"Probably you: {printable(report.likely_me)} (in most chats not named after them, then most messages)"
        )
    show_decisions(report.decisions)
    click.echo(f"\nUnreadable places: {report.problem_count:,}")
    for problem in report.problems[:20]:
        click.echo(f"  {printable(problem.file, NAME)}:{problem.line or '?'}: {printable(problem.what)}")


def _show_conversation(report: ConversationReport) -> None:
    click.echo(f"{printable(report.title or report.id, NAME)} ({report.source}: {printable(report.id, NAME)})")
    days = f"{_minute(report.first)} to {_minute(report.last)}" if report.first and report.last else "no dates"
    click.echo(
        f"  {report.messages:,} messages, {days}, {report.edited:,} edited, {report.backwards:,} steps back in time"
    )
    if report.one_sided:
        click.echo("  only one side of the conversation is in here")
    click.echo("  People: " + counts({printable(name, 40): n for name, n in report.people.most_common(30)}))
    click.echo("  Kinds:  " + counts(dict(report.kinds.most_common())))
    if report.attachments:
        click.echo("  Media:  " + counts(dict(report.attachments.most_common())))
    _show_gaps(report)
    click.echo()


def _minute(moment: dt.datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "minutes")


def _show_gaps(report: ConversationReport) -> None:
    most = max(report.gaps.values(), default=0)
    for name, _ in GAPS:
        if most:
            click.echo(f"  {name:>16} {report.gaps[name]:>9,} {'█' * round(_BAR * report.gaps[name] / most)}")
