"""A training run as values: what it starts from, the rows, the steps, and where its result belongs."""

from __future__ import annotations

from array import array
from pathlib import Path

import msgspec

from simulacrum_core import DatasetError, Tokenizer, tokenized
from simulacrum_core.rows import Row as DatasetRow

from .base import Base
from .schedule import Schedule

Row = dict[str, "array[int]"]
"""`input_ids` and `labels` of an example, four bytes a number."""


class Job(msgspec.Struct, frozen=True):
    """One run; `last` is the checkpoint to go on from, `again` the command that goes on after an interruption."""

    base: Base
    rows: dict[str, list[Row]]
    schedule: Schedule
    output: Path
    last: Path | None
    seed: int
    again: str


def row_of(row: DatasetRow, tokenizer: Tokenizer, dataset: Path) -> Row:
    """A row of the dataset as the model sees it, its text tokenized in one piece."""
    if row.example is None:
        raise DatasetError(row.problem, file=str(dataset / row.file), line=row.line)
    ids, labels = tokenized(row.example.segments, tokenizer, whole_text=True)
    return {"input_ids": array("i", ids), "labels": array("i", labels)}
