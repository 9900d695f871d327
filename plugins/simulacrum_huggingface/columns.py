"""Rows as Parquet: the same values in columns, written batch by batch."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import MissingExtraError

_BATCH = 1000


def parquet(rows: Path, target: Path) -> Path:
    """Write the rows of a `.jsonl` file into `target`; its columns are those of all rows together."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("pyarrow", "hub") from None
    schemas = [pyarrow.Table.from_pylist(batch).schema for batch in _batches(rows)]
    schema = pyarrow.unify_schemas(schemas, promote_options="permissive")
    with pyarrow.parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
    return target


def _batches(rows: Path) -> Iterator[list[Any]]:
    with rows.open("rb") as stream:
        decoded = map(msgspec.json.decode, stream)
        while batch := list(itertools.islice(decoded, _BATCH)):
            yield batch
