"""Essays, blog posts and other texts by one author, in whatever they were written or exported."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Importer, hookimpl

from .importer import EssaysImporter


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [EssaysImporter]
