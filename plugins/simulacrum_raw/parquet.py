"""Parquet files of token ids, labels and masks, a file a split, as services take them that fine-tune on tokens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from simulacrum_core import MissingExtraError

from .arrow import COLUMNS

_BATCH = 1024
"""Rows of a row group."""


class ParquetFolder:
    """Takes the rows of all splits in any order; the folder is whole when the block ends."""

    def __init__(self, folder: Path) -> None:
        self.paths: list[Path] = []
        self._folder, self._splits = folder, dict[str, _Split]()

    def __enter__(self) -> ParquetFolder:
        try:
            import pyarrow.parquet
        except ImportError:
            raise MissingExtraError("pyarrow", "raw") from None
        self._arrow = pyarrow
        self._folder.mkdir()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for split in self._splits.values():
            split.close()
        self.paths += [self._folder / f"{name}.parquet" for name in self._splits]

    def add(self, split: str, ids: Sequence[int], labels: Sequence[int]) -> None:
        """Add a row to a split."""
        if split not in self._splits:
            self._splits[split] = _Split(self._arrow, self._folder / f"{split}.parquet")
        self._splits[split].add(ids, labels)


class _Split:
    def __init__(self, arrow: Any, path: Path) -> None:
        self._arrow = arrow
        kinds = {name: arrow.list_(arrow.type_for_alias(kind)) for name, kind in COLUMNS.items()}
        self._schema = arrow.schema(list(kinds.items()))
        self._writer = arrow.parquet.ParquetWriter(str(path), self._schema)
        self._rows: list[tuple[Sequence[int], Sequence[int], list[int]]] = []

    def add(self, ids: Sequence[int], labels: Sequence[int]) -> None:
        self._rows.append((ids, labels, [1] * len(ids)))
        if len(self._rows) == _BATCH:
            self._flush()

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        columns = [
            self._arrow.array(column, type=field.type)
            for column, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        self._writer.write_batch(self._arrow.record_batch(columns, schema=self._schema))
        self._rows = []
