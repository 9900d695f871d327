"""Options that several commands share, and how their results are told on stderr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any, TypeVar

import click

from ..findings import Findings
from ..terminal import printable

F = TypeVar("F", bound=Callable[..., Any])
SHOWN_PROBLEMS = 5

sources = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
from_ = click.option("--from", "importer", metavar="NAME", help="The importer; left out, the source is identified.")
importer_options = click.option(
    "-i",
    "importer_options",
    multiple=True,
    type=(str, str),
    metavar="KEY VALUE",
    help="An option of the importer: see `simulacrum plugins`.",
)
tz = click.option("--tz", metavar="ZONE", help="Time zone of times that the source gives without one: Europe/Berlin.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def source_options(command: F) -> F:
    """SOURCE..., --from, -i and --tz."""
    for option in (tz, importer_options, from_, sources):
        command = option(command)
    return command


def remark(text: str) -> None:
    """A line on stderr."""
    click.echo(text, err=True)


def tell_problems(findings: Findings) -> None:
    """Say what could not be read, the first places one by one."""
    for problem in findings.problems[:SHOWN_PROBLEMS]:
        place = printable(problem.file) + (f":{problem.line}" if problem.line is not None else "")
        remark(f"{place}: {problem.what}")
    if findings.problem_count > SHOWN_PROBLEMS:
        remark(f"... and {findings.problem_count - SHOWN_PROBLEMS:,} more places; see `simulacrum inspect`")
    for decision in findings.decisions:
        if "not certain" in decision.answer:
            place = f"{printable(decision.file)}: " if decision.file else ""
            remark(f"{place}{decision.subject}: {decision.answer}: {decision.evidence}. Override it: {decision.option}")


def tell_unread(names: Sequence[str]) -> None:
    """Say which files no importer takes, by their endings."""
    if not names:
        return
    kinds = Counter(PurePosixPath(name).suffix.lower() or "without ending" for name in names)
    told = ", ".join(f"{count:,} {printable(kind, 20)}" for kind, count in kinds.most_common(6))
    first = ", ".join(printable(name) for name in names[:SHOWN_PROBLEMS])
    more = ", ..." if len(names) > SHOWN_PROBLEMS else ""
    remark(f"{len(names):,} files were not read, as no importer takes them ({told}): {first}{more}")
