"""Journals: exports of journal apps, daily notes, Org mode, and dated Markdown or text; each entry a monologue."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Importer, hookimpl

from .importer import JournalsImporter


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [JournalsImporter]
