"""Conversations as `simulacrum read` prints them: JSON Lines, one conversation a line."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Importer, hookimpl

from .importer import ConversationsImporter


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [ConversationsImporter]
