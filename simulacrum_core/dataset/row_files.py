"""Files of rows: a line of JSON for each example, a file for each split, hashed while they are written."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from ..errors import DatasetError
from ..models import Segment, TrainingExample
from ..sources.json_lines import one_line
from ..tokens.counter import TokenCounter
from .manifest import Statistics
from .row_blocks import MakeRow, RowBlock

FEWEST_ROWS = 2
"""axolotl shows a random row of the dataset and cannot choose one of a single row."""


FILES: Mapping[str, str] = {"train": "train", "validation": "validation"}
"""The splits, and what their files are called."""


class RowFiles(msgspec.Struct, frozen=True):
    """Files that were written, rows by split, and sixteen hexadecimal digits that change with what is in them."""

    paths: list[Path]
    rows: dict[str, int]
    content: str


class RowTotals:
    """Tokens of rows as they are read back, for rows whose text is not that of the examples."""

    def __init__(self, segments: Callable[[bytes], tuple[Segment, ...]], counter: TokenCounter) -> None:
        self._segments, self._counter = segments, counter
        self._tokens = self._trained = self._longest = 0

    def add(self, line: bytes) -> None:
        """Count a row."""
        parts = self._segments(line)
        counts = self._counter.counts(parts)
        self._tokens += sum(counts)
        self._trained += sum(count for count, part in zip(counts, parts, strict=True) if part.label)
        self._longest = max(self._longest, sum(counts))

    def replace(self, statistics: Statistics) -> None:
        """Put the totals in the place of those of the examples; what is repeated keeps its share of them."""
        before, trained = max(statistics.tokens, 1), max(statistics.trained_tokens, 1)
        statistics.repeated_tokens = statistics.repeated_tokens * self._tokens // before
        statistics.repeated_trained_tokens = statistics.repeated_trained_tokens * self._trained // trained
        statistics.tokens, statistics.trained_tokens, statistics.longest = self._tokens, self._trained, self._longest


def write_rows(
    examples: Iterable[TrainingExample],
    folder: Path,
    row: MakeRow,
    names: Mapping[str, str] = FILES,
    totals: RowTotals | None = None,
    *,
    apart: bool = False,
) -> RowFiles:
    """`train.jsonl` and `validation.jsonl` of what `row` makes of the examples, in their order; none that is empty.

    `names` calls the files otherwise, by split: one of the held-out rows may be `valid.jsonl`. Each row is counted in
    the `totals` where these are given. With `apart`, `row` is a function of a module that goes by its example alone, so
    that rows are made wherever the examples are. Raises DatasetError where there are too few to train on.
    """
    with contextlib.ExitStack() as stack:
        files = {split: _Rows(folder / f"{names.get(split, split)}.jsonl", stack, totals) for split in FILES}
        blocks = getattr(examples, "blocks", None) if apart and totals is None else None
        for example in examples if blocks is None else blocks(row):
            if isinstance(example, RowBlock):
                for split, (lines, count) in example.lines.items():
                    files[split].add_lines(lines, count)
            else:
                files[example.split].add(row(example))
    rows = {split: file.rows for split, file in files.items()}
    _check(rows)
    kept = [file for file in files.values() if file.rows]
    for file in files.values():
        if not file.rows:
            file.path.unlink()
    content = hashlib.sha256("".join(file.hash.hexdigest() for file in kept).encode()).hexdigest()
    return RowFiles([file.path for file in kept], rows, content[:16])


def write_texts(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """The files that stand beside the rows, by name: a config, the card."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in texts]


def _check(rows: Mapping[str, int]) -> None:
    if rows["train"] < FEWEST_ROWS and any(rows.values()):
        raise DatasetError(
            f"only {rows['train']} training example, trainers need {FEWEST_ROWS}",
            remedy="Use a longer chat, or leave out less of it"
            + (", or pass --validation 0" if rows["validation"] else ""),
        )


class _Rows:
    def __init__(self, path: Path, stack: contextlib.ExitStack, totals: RowTotals | None) -> None:
        self.path, self.rows, self.hash, self._totals = path, 0, hashlib.sha256(), totals
        self._file: BinaryIO = stack.enter_context(path.open("wb"))
        self._encoder = msgspec.json.Encoder()

    def add(self, row: object) -> None:
        line = one_line(self._encoder.encode(row))
        self._file.write(line + b"\n")
        self.hash.update(line)
        self.rows += 1
        if self._totals is not None:
            self._totals.add(line)

    def add_lines(self, lines: bytes, count: int) -> None:
        """Add rows as they stand in the file; their line breaks are not hashed."""
        self._file.write(lines)
        self.hash.update(lines.replace(b"\n", b""))
        self.rows += count
