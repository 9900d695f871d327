"""Options that several commands share, and how their results are told on stderr."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, get_args

import click
from pydantic import ByteSize, TypeAdapter, ValidationError

from ..chat.devices import DEVICES
from ..config.categories import CATEGORIES, Category
from ..config.recipe import Untrained
from ..errors import UsageError, did_you_mean
from ..execution.reading import Reading, read
from ..plugin.registry import Registry
from ..sources.findings import Findings, doubts
from ..sources.limits import Limits
from ..terminal import printable

SHOWN_PROBLEMS = 5
_SIZE = TypeAdapter(ByteSize)

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
limits = click.option(
    "--limit",
    "limits",
    multiple=True,
    type=(click.Choice(Limits.__struct_fields__), str),
    callback=lambda ctx, param, pairs: limits_of(pairs),
    metavar="KEY NUMBER",
    help="Raise or lower what a source may cost, such as message_bytes 64M; see the guide.",
)
tz = click.option("--tz", metavar="ZONE", help="Time zone of times that the source gives without one: Europe/Berlin.")
device_option = click.option(
    "--device", type=click.Choice(DEVICES), default="auto", show_default=True, help="Where the model computes."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@dataclass(frozen=True, slots=True)
class GivenSources:
    """The sources that a command was called with, and how they are to be read."""

    sources: tuple[str, ...]
    importer: str | None
    importer_options: tuple[tuple[str, str], ...]
    limits: Limits
    tz: str | None

    def open(self, registry: Registry, on_read: Callable[[int], None]) -> Reading:
        """All of them, opened by the library."""
        return read(
            self.sources,
            importer=self.importer,
            options=dict(self.importer_options),
            tz=self.tz,
            limits=self.limits,
            registry=registry,
            on_read=on_read,
        )


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """SOURCE..., --from, -i, --tz and --limit, which the command gets as `given`, one GivenSources."""

    @functools.wraps(command)
    def called(*arguments: Any, **options: Any) -> Any:
        own = {name: options.pop(name) for name in GivenSources.__dataclass_fields__}
        return command(*arguments, given=GivenSources(**own), **options)

    for option in (limits, tz, importer_options, from_, sources):
        called = option(called)
    return called


def limits_of(pairs: Sequence[tuple[str, str]]) -> Limits:
    return Limits(**{key: _number(key, text) for key, text in pairs})


def _number(key: str, text: str) -> int:
    """A whole number; K, M, G or T alone are units of 1,024 here, which ByteSize takes for 1,000."""
    try:
        number = _SIZE.validate_python(re.sub(r"(?<=\d)[KMGT]\Z", r"\g<0>iB", text.strip(), flags=re.IGNORECASE))
    except (ValidationError, OverflowError):
        number = ByteSize(0)
    if not 0 < number < 1 << 63:
        raise UsageError(f"--limit {key}: {text!r} is not a number such as 500000 or 64M")
    return int(number)


def categories(texts: Iterable[str]) -> list[Category]:
    """Kinds of private data out of lists with commas, `all` for every kind; raises UsageError for an unknown one."""
    wanted = [kind.strip() for text in texts for kind in text.split(",") if kind.strip()]
    for kind in wanted:
        if kind not in ("all", *CATEGORIES):
            remedy = f"{did_you_mean(kind, CATEGORIES)}There is all, {', '.join(CATEGORIES)}"
            raise UsageError(f"--redact: there is no {kind!r}", remedy=remedy)
    return [kind for kind in CATEGORIES if kind in wanted or "all" in wanted]


def untrained_kinds(texts: Iterable[str]) -> list[Untrained]:
    """What is trained on though the persona only sent it, out of lists with commas; UsageError for an unknown kind."""
    known, wanted = get_args(Untrained), [kind.strip() for text in texts for kind in text.split(",") if kind.strip()]
    for kind in wanted:
        if kind not in known:
            remedy = f"{did_you_mean(kind, known)}There is {', '.join(known)}"
            raise UsageError(f"--train: there is no {kind!r}", remedy=remedy)
    return [kind for kind in known if kind in wanted]


def remark(text: str) -> None:
    """A line on stderr."""
    click.echo(text, err=True)


def tell_problems(findings: Findings) -> None:
    """Say what could not be read, the first places one by one."""
    for problem in findings.problems[:SHOWN_PROBLEMS]:
        place = printable(problem.file, 300) + (f":{problem.line}" if problem.line is not None else "")
        remark(f"{place}: {printable(problem.what)}")
    if findings.problem_count > SHOWN_PROBLEMS:
        remark(f"... and {findings.problem_count - SHOWN_PROBLEMS:,} more places; see `simulacrum inspect`")
    for told in doubts(findings.decided.items()):
        remark(told)
    for line in findings.remarks:
        remark(printable(line, 600))


def tell_unread(names: Sequence[str], others: Iterable[str] = ()) -> None:
    """Say which files no importer takes, by their endings, and what `others` of them are."""
    if names:
        kinds = Counter(PurePosixPath(name).suffix.lower() or "without ending" for name in names)
        told = ", ".join(f"{count:,} {printable(kind, 20)}" for kind, count in kinds.most_common(6))
        first = ", ".join(printable(name) for name in names[:SHOWN_PROBLEMS])
        more = ", ..." if len(names) > SHOWN_PROBLEMS else ""
        were, them = ("file was", "it") if len(names) == 1 else ("files were", "them")
        remark(f"{len(names):,} {were} not read, as no importer reads {them} ({told}): {first}{more}")
    for what in others:
        remark(f"Not read: what looks like {what}")
