"""Files of rows: a line of JSON for each example, a file for each split, hashed while they are written."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from ..errors import DatasetError
from ..models import TrainingExample
from ..sources.json_lines import one_line

FEWEST_ROWS = 2
"""axolotl shows a random row of the dataset and cannot choose one of a single row."""


FILES: Mapping[str, str] = {"train": "train", "validation": "validation"}
"""The splits, and what their files are called."""


class RowFiles(msgspec.Struct, frozen=True):
    """Files that were written, rows by split, and sixteen hexadecimal digits that change with what is in them."""

    paths: list[Path]
    rows: dict[str, int]
    content: str


def write_rows(
    examples: Iterable[TrainingExample],
    folder: Path,
    row: Callable[[TrainingExample], object],
    names: Mapping[str, str] = FILES,
) -> RowFiles:
    """`train.jsonl` and `validation.jsonl` of what `row` makes of the examples, in their order; none that is empty.

    `names` calls the files otherwise, by split: one of the held-out rows may be `valid.jsonl`. Raises DatasetError
    where there are too few to train on.
    """
    with contextlib.ExitStack() as stack:
        files = {split: _Rows(folder / f"{names.get(split, split)}.jsonl", stack) for split in FILES}
        for example in examples:
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
    def __init__(self, path: Path, stack: contextlib.ExitStack) -> None:
        self.path, self.rows, self.hash = path, 0, hashlib.sha256()
        self._file: BinaryIO = stack.enter_context(path.open("wb"))
        self._encoder = msgspec.json.Encoder()

    def add(self, row: object) -> None:
        line = one_line(self._encoder.encode(row))
        self._file.write(line + b"\n")
        self.hash.update(line)
        self.rows += 1
