"""The pages of several models: side by side, and of checkpoints over steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..files import write_private
from .chart import chart
from .checkpoints import Checkpoint, figure_of
from .figures import Evaluation
from .page import page
from .store import FOLDER

COMPARED, CHECKPOINTS = "compared.html", "checkpoints.html"
_DRAWN = {
    "bits_per_byte": "Bits per byte of held-out words (lower is better)",
    "context_gain": "Context gain in bits per byte (higher is better)",
    "hits_at_1": "Right reply found among ten",
    "author_auc": "Own lines told from those of others (AUC)",
    "known_8": "Tokens guessed of trained lines, above those of lines it never saw, from 8 tokens",
}


def save_compared(evaluations: Sequence[Evaluation], names: Sequence[str], folder: Path) -> Path:
    """Write a page of several models side by side; returns its place."""
    write_private(folder / FOLDER / COMPARED, page(evaluations, names))
    return folder / FOLDER / COMPARED


def save_checkpoints(steps: Sequence[Checkpoint], folder: Path) -> Path:
    """Write a page of checkpoints, with what matters drawn over steps; returns its place."""
    charts = "".join(
        chart(name, [(one.step, found) for one in steps if (found := figure_of(one.evaluation, id)) is not None])
        for id, name in _DRAWN.items()
    )
    names = [f"step {one.step}" for one in steps]
    write_private(folder / FOLDER / CHECKPOINTS, page([one.evaluation for one in steps], names, charts))
    return folder / FOLDER / CHECKPOINTS
