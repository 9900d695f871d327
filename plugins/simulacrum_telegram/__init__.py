"""Telegram Desktop's exports: `result.json` and `messages.html` of one chat or of a whole account, folder or zip."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Importer, hookimpl

from .importer import TelegramImporter


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [TelegramImporter]
