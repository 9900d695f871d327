"""The door for exporters: the dataset's folder, files of rows, and the card beside them."""

from __future__ import annotations

from ..files import beside
from .cards import dataset_card
from .folder import finished, located, reference, staged
from .loading import load
from .row_files import RowFiles, RowTotals, write_rows, write_texts
from .rows import Row, dataset_tokenizer, read_rows

__all__ = [
    "Row",
    "RowFiles",
    "RowTotals",
    "beside",
    "dataset_card",
    "dataset_tokenizer",
    "finished",
    "load",
    "located",
    "read_rows",
    "reference",
    "staged",
    "write_rows",
    "write_texts",
]
