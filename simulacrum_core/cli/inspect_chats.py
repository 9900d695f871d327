"""What `simulacrum inspect` says of chats: a table of many, or the details of a few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import click

from ..config.persona import fold_name
from ..errors import UsageError, did_you_mean
from ..examples.advice import NAMELESS
from ..inspection.summary import GAPS, ConversationReport, SilenceReport
from ..terminal import length_of, printable
from .inspect_lists import NAME, counts

FEW = 3
"""Chats that are shown in detail; of more there is a table."""
LINES = 40
"""Lines of the table; the rest is summed up in one."""
_BAR, _TITLE = 30, 60


def chosen(reports: Sequence[ConversationReport], names: Sequence[str]) -> list[ConversationReport]:
    """The conversations that are called so, or whose title holds a name; raises UsageError where one is nobody's."""
    found: dict[int, ConversationReport] = {}
    for name in names:
        key = fold_name(name)
        titles = [(number, fold_name(report.title or ""), report) for number, report in enumerate(reports)]
        exact = {number: report for number, title, report in titles if key in (title, fold_name(report.id))}
        if not (same := exact or {number: report for number, title, report in titles if key in title}):
            known = [report.title or report.id for report in reports]
            remedy = f"{did_you_mean(name, known)}`simulacrum inspect` without --chat lists them all"
            raise UsageError(f"--chat: no chat is called {name!r}", remedy=remedy)
        found |= same
    return list(found.values())


def show_table(reports: Sequence[ConversationReport], me: str | None, all_lines: bool) -> None:
    """A line for each chat, the busiest first, and one for all."""
    ordered = sorted(reports, key=lambda report: -report.messages)
    shown = ordered if all_lines or len(ordered) <= LINES + 1 else ordered[:LINES]
    width = max(6, *(len(report.source) for report in reports))
    yours = f" {'yours':>9}" if me else ""
    click.echo(f"\n{'messages':>9}{yours}  {'first':<10}  {'last':<10}  {'source':<{width}}  chat")
    for report in shown:
        side = " (only one side)" if report.one_sided else ""
        _show_row([report], me, report.source.ljust(width), printable(report.title or report.id, _TITLE) + side)
    if rest := ordered[len(shown) :]:
        _show_row(rest, me, " " * width, f"{len(rest):,} more chats: --all lists them")
    _show_row(ordered, me, " " * width, f"{len(ordered):,} chats in all; --chat NAME shows one in detail")


def _show_row(reports: Sequence[ConversationReport], me: str | None, source: str, name: str) -> None:
    first = min((report.first.date() for report in reports if report.first), default="")
    last = max((report.last.date() for report in reports if report.last), default="")
    yours = f" {sum(report.people[me] for report in reports):>9,}" if me else ""
    click.echo(
        f"{sum(report.messages for report in reports):>9,}{yours}  {first!s:<10}  {last!s:<10}  {source}  {name}"
    )


def show_details(report: ConversationReport) -> None:
    """People, days, silences and kinds of one chat."""
    click.echo(f"\n{printable(report.title or report.id, NAME)} ({report.source}: {printable(report.id, NAME)})")
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
    most = max(report.gaps.values(), default=0)
    for name, _ in GAPS:
        if most:
            bar = "█" * round(_BAR * report.gaps[name] / most)
            click.echo(f"  {name:>16} {report.gaps[name]:>9,} {bar}".rstrip())
    if report.silences:
        click.echo(f"  {_sessions(report.silences)}")
        others = report.silences.others
        if {*others.values()} != {report.silences.sessions}:
            told = ", ".join(f"{count:,} with {gap}" for gap, count in others.items())
            click.echo(f"  Other silences would give about {told}")
    if report.busy:
        click.echo("  A busy group: talks that cross in it are taken apart; --threads sets how, or that they are not")
    if report.nameless:
        click.echo(f"  In it, {NAMELESS}")


def _sessions(silences: SilenceReport) -> str:
    """How the chat is parted into sessions, and why so."""
    told = f"Sessions: about {silences.sessions:,}, ended by more than {length_of(silences.session_gap)} of silence"
    if not silences.fitted:
        return f"{told}: too few messages to fit it; --session-gap sets another"
    fitted, why = silences.usual, f"90 of 100 silences are at most {length_of(silences.usual)}"
    if silences.answer is not None:
        fitted, why = silences.answer, f"90 of 100 of your answers come within {length_of(silences.answer)}"
    if fitted != silences.session_gap:
        bound = "least" if fitted < silences.session_gap else "most"
        why += f", and {length_of(silences.session_gap)} is the {bound} for such a chat"
    return f"{told}: {why}; --session-gap sets another"


def _minute(moment: dt.datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "minutes")
