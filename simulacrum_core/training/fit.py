"""Whether a base model takes the rows that it is to be trained on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..errors import SimulacrumError
from .job import LoraJob

_POSITIONS = ("max_position_embeddings", "n_positions")


def check_fit(job: LoraJob, limit: int | None, known: int | None) -> None:
    """Raise SimulacrumError where the rows are longer than `limit`, or have tokens beyond the `known` ones."""
    rows = [row["input_ids"] for split in job.rows.values() for row in split]
    if limit and (longest := max(map(len, rows))) > limit:
        what = f"an example has {longest:,} tokens, and the base model takes {limit:,}"
        raise SimulacrumError(what, file=job.base.name, remedy=f"Convert again with --budget {limit}")
    if known and max(map(max, rows)) >= known:
        what = f"the text has tokens that the base model does not know (it knows {known:,})"
        raise SimulacrumError(what, file=job.base.name, remedy="Convert again with --base-model")


def told_sizes(folder: Path) -> tuple[int | None, int | None]:
    """How many positions and tokens a model has by its config; None where the config leaves that to its library."""
    try:
        config = json.loads((folder / "config.json").read_bytes())
        sizes = config.get("text_config") or config
        return _number(map(sizes.get, _POSITIONS)), _number([sizes.get("vocab_size")])
    except (OSError, ValueError, AttributeError, TypeError):
        return None, None


def _number(found: Iterable[Any]) -> int | None:
    return next((one for one in found if isinstance(one, int) and one > 0), None)
