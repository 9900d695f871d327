"""Discord: what DiscordChatExporter writes (JSON, HTML, CSV, TXT) and the data package that Discord itself sends."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Importer, hookimpl

from .importer import DiscordImporter


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [DiscordImporter]
