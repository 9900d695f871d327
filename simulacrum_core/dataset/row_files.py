"""Files of rows: a line of JSON for each example, a file or several for each split, hashed while they are written."""

from __future__ import annotations

import contextlib
import hashlib
import io
import sys
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
    """Files that were written, rows by split, and sixteen hexadecimal digits that change with what is in them.

    `names` are those of the files of each split, in the order of their rows.
    """

    paths: list[Path]
    rows: dict[str, int]
    content: str
    names: dict[str, list[str]]


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
    shard: int | None = None,
) -> RowFiles:
    """`train.jsonl` and `validation.jsonl` of what `row` makes of the examples, in their order; none that is empty.

    `names` calls the files otherwise, by split: one of the held-out rows may be `valid.jsonl`. Each row is counted in
    the `totals` where these are given. With `apart`, `row` is a function of a module that goes by its example alone, so
    that rows are made wherever the examples are. A split of more than `shard` bytes is in several files, such as
    `train-00000-of-00002.jsonl`, each of no more bytes unless it has a single row. Raises DatasetError where there are
    too few to train on.
    """
    with contextlib.ExitStack() as stack:
        files = {split: _Rows(folder, names.get(split, split), totals, shard) for split in FILES}
        for file in files.values():
            stack.enter_context(contextlib.closing(file))
        blocks = getattr(examples, "blocks", None) if apart and totals is None else None
        for example in examples if blocks is None else blocks(row):
            if isinstance(example, RowBlock):
                for split, (lines, count) in example.lines.items():
                    files[split].add_lines(lines, count)
            else:
                files[example.split].add(row(example))
    rows = {split: file.rows for split, file in files.items()}
    _check(rows)
    kept = {split: file for split, file in files.items() if file.rows}
    paths = {split: file.named() for split, file in files.items()}
    content = hashlib.sha256("".join(file.hash.hexdigest() for file in kept.values()).encode()).hexdigest()
    named = {split: [path.name for path in paths[split]] for split in kept}
    return RowFiles([path for split in kept for path in paths[split]], rows, content[:16], named)


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
    """The rows of a split, in one file, or in several of `shard` bytes at most."""

    def __init__(self, folder: Path, stem: str, totals: RowTotals | None, shard: int | None) -> None:
        self._folder, self._stem, self._totals = folder, stem, totals
        self.rows, self.hash = 0, hashlib.sha256()
        self._shard, self._left = shard or sys.maxsize, shard or sys.maxsize
        self._paths: list[Path] = []
        self._file = self._next()
        self._encoder = msgspec.json.Encoder()

    def add(self, row: object) -> None:
        line = one_line(self._encoder.encode(row))
        self.add_lines(line + b"\n", 1)
        if self._totals is not None:
            self._totals.add(line)

    def add_lines(self, lines: bytes, count: int) -> None:
        """Add rows as they stand in the file; their line breaks are not hashed."""
        if len(lines) <= self._left:
            self._write(lines)
        else:
            for line in io.BytesIO(lines):
                if len(line) > self._left < self._shard:
                    self._file.close()
                    self._file = self._next()
                self._write(line)
        self.hash.update(lines.replace(b"\n", b""))
        self.rows += count

    def close(self) -> None:
        self._file.close()

    def named(self) -> list[Path]:
        """The files, which are closed, under the names that they keep; none without rows."""
        if not self.rows:
            self._paths.pop().unlink()
        if len(self._paths) < 2:
            return self._paths
        count = len(self._paths)
        names = [f"{self._stem}-{number:05}-of-{count:05}.jsonl" for number in range(count)]
        return [path.rename(path.with_name(name)) for path, name in zip(self._paths, names, strict=True)]

    def _write(self, lines: bytes) -> None:
        self._file.write(lines)
        self._left -= len(lines)

    def _next(self) -> BinaryIO:
        """The next file; how many there are, which is in their names, is known when all are written."""
        number = f".{len(self._paths)}" if self._paths else ""
        self._paths.append(self._folder / f"{self._stem}.jsonl{number}")
        self._left = self._shard
        return self._paths[-1].open("wb")
