"""What a page is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ...checks.check import Check
from ...dataset.manifest import Manifest
from ...dataset.statistics import Figures
from ...training.losses import Loss
from .markup import safe
from .names import Names

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
    evaluation: Mapping[str, Any] | None = None


def source_name(source: str) -> str:
    """An importer's name as its readers know it, as HTML."""
    return SOURCES.get(source) or safe(source.capitalize(), 40)
