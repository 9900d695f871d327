"""`simulacrum check`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from ..checks.rows import Check
from ..checks.trained_text import KINDS
from ..dataset.manifest import Manifest
from ..execution.checking import check as checked
from ..progress import metered
from ..terminal import printable, printable_json
from .options import as_json, remark


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--tokenizer", metavar="TOKENIZER", help="Where the dataset's tokenizer lies now.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="Processes that do the work; what they find is the same for any number. All cores by default where there is"
    " much to do, else 1.",
)
@as_json
@click.pass_context
def check(ctx: click.Context, folder: Path, tokenizer: str | None, workers: int | None, as_json: bool) -> None:
    """Verify every promise about a dataset; exit code 1 where one is broken.

    \b
    Example:
      simulacrum check ada
    """
    with metered() as meter:
        meter.expect(rows=sum(Manifest.load(folder).statistics.examples.values()))
        result = checked(folder, tokenizer=tokenizer, workers=workers, registry=ctx.obj, on_row=meter.row)
    if as_json:
        click.echo(printable_json(msgspec.json.format(msgspec.json.encode(result), indent=2).decode()))
    else:
        for fault in result.faults:
            place = f"{fault.file}:{fault.line}" if fault.line is not None else fault.file
            click.echo(f"{printable(str(folder / place))}: {printable(fault.what)}")
        rows = ", ".join(f"{count:,} {split}" for split, count in result.rows.items())
        tokens = f"{result.tokens:,} tokens, {result.trained_tokens:,} trained on; the longest has {result.longest:,}"
        click.echo(f"{rows} rows; {tokens}")
        if result.boundaries:
            click.echo(f"{result.boundaries:,} messages follow one of the same author on a line with the name")
        for kind, suspect in result.suspects.items():
            place = printable(str(folder / f"{suspect.file}:{suspect.line}"))
            more = "".join(f", {printable(f'{file}:{line}')}" for file, line in suspect.more)
            click.echo(f"{suspect.count:,} {KINDS[kind]} in the trained text, the first in {place}{more}")
        if not result.grave:
            click.echo("No keys, passwords, or numbers of cards and banks were found in the text")
        click.echo(_verdict(result))
    for line in result.remarks:
        remark(f"Note: {line}")
    ctx.exit(1 if result.fault_count else 0)


def _verdict(result: Check) -> str:
    if result.fault_count:
        return f"{result.fault_count:,} broken promises"
    if result.suspects:
        return (
            "Every promise that a program can check holds. Look at these places: they may not be the persona's words."
        )
    return "Every promise holds."
