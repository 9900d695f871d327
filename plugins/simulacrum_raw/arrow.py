"""A folder that `datasets.load_from_disk` opens: token ids, labels and masks as Arrow streams, a folder a split.

It is written by pyarrow alone: `datasets` itself would leave copies of it in its cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from simulacrum_core import MissingExtraError

COLUMNS = {"input_ids": "int32", "labels": "int64", "attention_mask": "int8"}
_FEATURES = {name: {"feature": {"dtype": kind, "_type": "Value"}, "_type": "List"} for name, kind in COLUMNS.items()}
_DATA = "data-00000-of-00001.arrow"
_BATCH = 256
"""Rows that are held before they are written."""


class ArrowFolder:
    """Takes the rows of all splits in any order; the folder is whole when the block ends."""

    def __init__(self, folder: Path) -> None:
        self.paths: list[Path] = []
        self._folder, self._splits = folder, dict[str, _Split]()

    def __enter__(self) -> ArrowFolder:
        self._arrow = _pyarrow()
        self._folder.mkdir()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for split in self._splits.values():
            self.paths += split.close()
        names = [name for name in ("train", "validation") if name in self._splits]
        self.paths.append(_written(self._folder / "dataset_dict.json", {"splits": names}))

    def add(self, split: str, ids: Sequence[int], labels: Sequence[int]) -> None:
        """Add a row to a split."""
        if split not in self._splits:
            self._splits[split] = _Split(self._arrow, self._folder / split)
        self._splits[split].add(ids, labels)


class _Split:
    def __init__(self, arrow: Any, folder: Path) -> None:
        folder.mkdir()
        self._arrow, self._folder = arrow, folder
        metadata = {"huggingface": json.dumps({"info": {"features": _FEATURES}})}
        fields = [(name, arrow.list_(arrow.type_for_alias(kind))) for name, kind in COLUMNS.items()]
        self._schema = arrow.schema(fields, metadata=metadata)
        self._sink = arrow.OSFile(str(folder / _DATA), "wb")
        self._stream = arrow.ipc.new_stream(self._sink, self._schema)
        self._rows: list[tuple[Sequence[int], Sequence[int], list[int]]] = []

    def add(self, ids: Sequence[int], labels: Sequence[int]) -> None:
        self._rows.append((ids, labels, [1] * len(ids)))
        if len(self._rows) == _BATCH:
            self._flush()

    def close(self) -> list[Path]:
        """Write what is left, and beside it what `datasets` wants to know; the fingerprint is the content's."""
        if self._rows:
            self._flush()
        self._stream.close()
        self._sink.close()
        with (self._folder / _DATA).open("rb") as stream:
            fingerprint = hashlib.file_digest(stream, "sha256").hexdigest()[:16]
        info = {"citation": "", "description": "", "features": _FEATURES, "homepage": "", "license": ""}
        state: dict[str, object] = {
            "_data_files": [{"filename": _DATA}],
            "_fingerprint": fingerprint,
            "_format_columns": None,
            "_format_kwargs": {},
            "_format_type": None,
            "_output_all_columns": False,
            "_split": self._folder.name,
        }
        texts = {"dataset_info.json": info, "state.json": state}
        return [self._folder / _DATA, *(_written(self._folder / name, text) for name, text in texts.items())]

    def _flush(self) -> None:
        columns = [
            self._arrow.array(column, type=field.type)
            for column, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        self._stream.write_batch(self._arrow.record_batch(columns, schema=self._schema))
        self._rows = []


def _pyarrow() -> Any:
    try:
        import pyarrow.ipc
    except ImportError:
        raise MissingExtraError("pyarrow", "raw") from None
    return pyarrow


def _written(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8", newline="\n")
    return path
