"""`simulacrum preview`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import click

from ..dataset.manifest import MANIFEST, Manifest
from ..dataset.provenance import read_provenance
from ..dataset.rows import Row, dataset_tokenizer, read_rows, sample, sound_rows
from ..errors import DatasetError, UsageError
from ..models import Segment, TrainingExample
from ..plugin.registry import Registry
from ..terminal import printable, printable_json, printable_lines
from ..tokens.counting import IGNORED, token_ids, tokenized
from ..tokens.tokenizers import BYTES, Tokenizer
from .options import as_json, remark
from .redactions import redactions


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("-n", "count", type=click.IntRange(1), default=3, show_default=True, help="How many examples.")
@click.option("--all", "everything", is_flag=True, help="All examples, in order.")
@click.option("--first", is_flag=True, help="The first examples, not some that are drawn at random.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another seed draws other examples.")
@click.option("--search", metavar="TEXT", help="Only examples that hold this text, in any case.")
@click.option("--source", metavar="NAME", help="Only examples from this kind of source, such as whatsapp.")
@click.option("--chat", metavar="NAME", help="Only examples of the chats or texts whose title or id holds this.")
@click.option("--tokens", is_flag=True, help="Token by token, with id and label, as the trainer will see them.")
@click.option("--tokenizer", metavar="TOKENIZER", help="Where the dataset's tokenizer lies now.")
@click.option(
    "--redactions",
    "of_source",
    is_flag=True,
    help="DIR is a source: show what `convert --redact` would replace, as `simulacrum redactions` does.",
)
@as_json
@click.pass_obj
def preview(
    registry: Registry,
    /,
    folder: Path,
    count: int,
    everything: bool,
    first: bool,
    seed: int,
    search: str | None,
    source: str | None,
    chat: str | None,
    tokens: bool,
    tokenizer: str | None,
    of_source: bool,
    as_json: bool,
) -> None:
    """Show examples, drawn at random: what is trained on in green, the rest dim.

    \b
    Example:
      simulacrum preview ada -n 1 --tokens
      simulacrum preview ada --search ferry -n 10
      simulacrum preview ada --source whatsapp --chat "Ben Kowal"
      simulacrum preview chat.zip --redactions
    """
    if of_source:
        _tell_redactions(folder)
        return
    manifest = Manifest.load(folder)
    counter = dataset_tokenizer(folder, manifest.tokenizer, tokenizer) if tokens else None
    if counter is not None and counter.spec == BYTES:
        remark("These are bytes: pass --tokenizer to see the tokens of a model.")
    exporter = registry.exporter_of(manifest)
    joint = exporter.layout.joint
    rows = read_rows(folder, manifest, exporter.segments)
    if source is not None or chat is not None:
        rows = _coming_from(rows, source, chat, folder)
    if search is not None:
        rows = _holding(rows, search, folder)
    if not everything:
        rows = islice(rows, count) if first else iter(sample(rows, count, seed))
    for number, (row, example) in enumerate(sound_rows(rows, folder)):
        if as_json:
            shown = _as_json(row, example, counter, joint)
            click.echo(printable_json(json.dumps(shown, ensure_ascii=False)))
        else:
            click.echo(("\n" if number else "") + _heading(row))
            click.echo(_coloured(example) if counter is None else _token_table(example.segments, counter, joint))


def _coming_from(rows: Iterator[Row], source: str | None, chat: str | None, folder: Path) -> Iterator[Row]:
    """The rows that come from a kind of source, or from a chat; raises DatasetError where there is none."""
    wanted = (chat or "").casefold()
    places = {
        (line.split, line.row)
        for line in read_provenance(folder)
        if source in (None, line.source) and wanted in f"{line.title or ''}\n{line.conversation}".casefold()
    }
    if not places:
        what = " of ".join(printable(name) for name in (chat, source) if name)
        raise DatasetError(f"no example comes from {what}", file=str(folder), remedy="See `simulacrum inspect SOURCE`")
    return (row for row in rows if (row.split, row.line) in places)


def _holding(rows: Iterator[Row], text: str, folder: Path) -> Iterator[Row]:
    """The rows with a text in them; raises DatasetError where there is none."""
    wanted, found = text.casefold(), 0
    for row in rows:
        if row.example and wanted in "".join(segment.text for segment in row.example.segments).casefold():
            found += 1
            yield row
    if not found:
        raise DatasetError(f"no example holds {printable(text)!r}", file=str(folder), remedy="Search for a part of it")
    remark(f"{found:,} example{'s' if found > 1 else ''} with {printable(text)!r}")


def _tell_redactions(source: Path) -> None:
    """What `redactions` says of it; raises UsageError for a dataset, where nothing is left to show."""
    if (source / MANIFEST).exists():
        what = f"{printable(str(source))} is a dataset: what was to be replaced in it is replaced"
        raise UsageError(what, remedy="Pass the source, before it is converted")
    with redactions.make_context("redactions", ["--", str(source)], click.get_current_context()) as context:
        redactions.invoke(context)


def _heading(row: Row) -> str:
    return click.style(f"── {row.file}:{row.line} ──", bold=True)


def _coloured(example: TrainingExample) -> str:
    """The text as it is, trained parts green and bold; control characters are shown as escapes."""
    return "".join(
        click.style(
            printable_lines(segment.text),
            fg="green" if segment.label else None,
            bold=segment.label,
            dim=not segment.label,
        )
        for segment in example.segments
    )


def _token_table(segments: tuple[Segment, ...], tokenizer: Tokenizer, joint: bool) -> str:
    """One token a line: its id, its label (-100 where it is not trained on), and its text."""
    texts = [segment.text for segment in segments]
    pieces = _pieces(["".join(texts)] if joint else texts, tokenizer)
    ids = token_ids(segments, tokenizer, joint=joint)
    tokens = [(token, segment.label) for segment, part in zip(segments, ids, strict=True) for token in part]
    return "\n".join(
        click.style(
            f"{token:>8} {token if trained else IGNORED:>8} {printable(json.dumps(text, ensure_ascii=False))}",
            dim=not trained,
            fg="green" if trained else None,
        )
        for (token, trained), text in zip(tokens, pieces, strict=True)
    )


def _pieces(texts: list[str], tokenizer: Tokenizer) -> Iterator[str]:
    """The text of every token."""
    for text in texts:
        for start, end in pairwise([0, *tokenizer.ends(text)]):
            yield text[start:end]


def _as_json(row: Row, example: TrainingExample, tokenizer: Tokenizer | None, joint: bool) -> dict[str, object]:
    if tokenizer is None:
        segments = [{"label": segment.label, "text": segment.text} for segment in example.segments]
        return {"split": row.split, "row": row.line, "segments": segments}
    ids, labels = tokenized(example.segments, tokenizer, joint=joint)
    return {"split": row.split, "row": row.line, "input_ids": ids, "labels": labels}
