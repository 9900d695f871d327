"""The rows of a dataset as the library `datasets` has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import DatasetError, MissingExtraError
from .folder import dataset_rows
from .manifest import Manifest

if TYPE_CHECKING:
    from datasets import DatasetDict


def load(folder: str | Path) -> DatasetDict:
    """The rows of all splits of a dataset folder, in the columns that its exporter writes, held in memory.

    `datasets.load_dataset` would leave a copy of them in its cache. Raises MissingExtraError without the library,
    DatasetError where a row is damaged.
    """
    try:
        from datasets import Dataset, DatasetDict
    except ImportError:
        raise MissingExtraError("datasets", "datasets") from None
    place = Path(folder)
    rows: dict[str, list[dict[str, Any]]] = {}
    for path, split in dataset_rows(place, Manifest.load(place)):
        rows.setdefault(split, []).extend(_rows(path))
    return DatasetDict({split: Dataset.from_list(found, split=split) for split, found in rows.items()})


def _rows(path: Path) -> list[dict[str, Any]]:
    decoder, rows = msgspec.json.Decoder(dict[str, Any]), list[dict[str, Any]]()
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                rows.append(decoder.decode(line))
            except (ValueError, RecursionError) as error:
                raise DatasetError(f"damaged ({error})", file=str(path), line=number) from None
    return rows
