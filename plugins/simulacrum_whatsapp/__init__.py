"""WhatsApp's own chat exports: `.txt`, `.zip`, folders of them, from any phone language."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Importer, hookimpl

from .importer import WhatsAppImporter


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [WhatsAppImporter]
