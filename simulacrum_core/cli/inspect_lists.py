"""What `simulacrum inspect` says in one line about many: essays, entries of journals, decisions about each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import click

from ..inspection.summary import ConversationReport
from ..sources.findings import Decision, shown_answer
from ..terminal import printable

_SHOWN = 3
NAME = 300
"""Characters of a name that are shown."""


def show_monologues(reports: Sequence[ConversationReport]) -> None:
    """Sum up the texts that stand alone, source by source."""
    sources: dict[str, list[ConversationReport]] = {}
    for report in reports:
        if report.monologue:
            sources.setdefault(report.source, []).append(report)
    for source, texts in sources.items():
        _show_texts(source, texts)


def _show_texts(source: str, texts: Sequence[ConversationReport]) -> None:
    first = min((text.first.date() for text in texts if text.first), default=None)
    last = max((text.last.date() for text in texts if text.last), default=None)
    undated = sum(text.first is None for text in texts)
    days = f"{first} to {last}" if first else "no dates"
    click.echo(
        f"\n{source}: {len(texts):,} text{'s' if len(texts) > 1 else ''}, {days}"
        + (f" ({undated:,} without a date)" if undated and first else "")
        + f", {sum(text.words for text in texts):,} words"
    )
    longest = max(texts, key=lambda text: text.words)
    id = printable(longest.id, NAME)
    name = f"{printable(longest.title, NAME)} ({id})" if longest.title else id
    click.echo(f"  Longest: {name}, {longest.words:,} words")
    people = _summed(text.people for text in texts)
    click.echo("  People:  " + counts({printable(name, 40): count for name, count in people.most_common(30)}))
    click.echo("  Kinds:   " + counts(dict(_summed(text.kinds for text in texts).most_common())))
    if attachments := _summed(text.attachments for text in texts):
        click.echo("  Media:   " + counts(dict(attachments.most_common())))


def show_decisions(decisions: Sequence[Decision]) -> None:
    """What was decided, file by file; what was decided alike about many files stands there once."""
    alike: dict[tuple[str | None, ...], list[Decision]] = {}
    for decision in decisions:
        alike.setdefault(_what(decision), []).append(decision)
    few = [decision for decision in decisions if len(alike[_what(decision)]) <= _SHOWN]
    for file, told in groupby(few, key=lambda decision: decision.file):
        click.echo(f"  {printable(file or 'all files', NAME)}")
        for decision in told:
            _show_decision(decision, decision.evidence)
    shared = [(_files_of(many), many[0]) for many in alike.values() if len(many) > _SHOWN]
    for files, pairs in groupby(shared, key=lambda pair: pair[0]):
        click.echo(f"  {files}")
        for _, decision in pairs:
            _show_decision(decision, f"{decision.evidence} (in the first of them)")


def _files_of(many: Sequence[Decision]) -> str:
    files = ", ".join(printable(decision.file or "", NAME) for decision in many[:_SHOWN])
    return f"{len(many):,} files: {files}, ..."


def _what(decision: Decision) -> tuple[str | None, ...]:
    return decision.subject, shown_answer(decision), decision.option


def _show_decision(decision: Decision, evidence: str) -> None:
    option = f" [{decision.option}]" if decision.option else ""
    click.echo(printable(f"    {decision.subject}: {shown_answer(decision)}{option}"))
    click.echo(f"      because: {printable(evidence)}")


def counts(found: Mapping[str, int]) -> str:
    """Names with their numbers."""
    return ", ".join(f"{name} {count:,}" for name, count in found.items())


def _summed(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total
