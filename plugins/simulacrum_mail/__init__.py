"""Mailboxes: mbox files (Gmail's Takeout, Thunderbird, Apple Mail), single mails (eml, emlx), Maildir."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Importer, hookimpl

from .importer import MailImporter


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [MailImporter]
