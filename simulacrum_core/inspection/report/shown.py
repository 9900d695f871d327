"""What a page is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from ...dataset.manifest import Manifest
from ...dataset.statistics import Figures
from ...training.losses import Loss
from ..measured import Measured
from .markup import safe
from .names import Names

if TYPE_CHECKING:
    from ...checks.rows import Check

SOURCES = {
    "whatsapp": "WhatsApp",
    "x": "X",
    "livejournal": "LiveJournal",
}
"""How names of importers are written where not as a word with a capital."""


class Shown(msgspec.Struct):
    """A dataset, or a source where there is no manifest, and what is known of its check, training and evaluation."""

    figures: Figures
    names: Names
    manifest: Manifest | None = None
    check: Check | None = None
    losses: Sequence[Loss] = ()
    measured: Measured | None = None


def source_name(source: str) -> str:
    """An importer's name as its readers know it, as HTML."""
    return SOURCES.get(source) or safe(source.capitalize(), 40)


def duration(seconds: float) -> str:
    """A length of time as a page tells it, in its text, below its bars and to readers alike: `62 min`, `5.2 h`."""
    for word, size, least in (("days", 86400, 2 * 86400), ("h", 3600, 2 * 3600), ("min", 60, 60)):
        if seconds >= least or (word == "h" and seconds == size):
            count = seconds / size
            return f"{f'{count:.1f}'.removesuffix('.0') if count < 10 else f'{count:.0f}'} {word}"
    return f"{seconds:.0f} s"
