"""A training run as values: what it starts from, the rows, the steps, and where its result belongs."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ..models import Segment
from ..tokens.counting import tokenized
from ..tokens.tokenizers import Tokenizer
from .base_model import Base
from .schedule import Schedule

TokenRow = dict[str, "array[int]"]
"""`input_ids` and `labels` of an example, four bytes a number."""


class LoraJob(msgspec.Struct, frozen=True):
    """One run; `last` is the checkpoint to go on from, `rate` the peak of the schedule.

    The weights change after `accumulation` batches.
    """

    base: Base
    rows: dict[str, list[TokenRow]]
    schedule: Schedule
    accumulation: int
    rate: float
    output: Path
    last: Path | None
    seed: int


def row_of(segments: Sequence[Segment], tokenizer: Tokenizer) -> TokenRow:
    """A row of the dataset as the model sees it, its text tokenized in one piece."""
    ids, labels = tokenized(segments, tokenizer, joint=True)
    return {"input_ids": array("i", ids), "labels": array("i", labels)}
