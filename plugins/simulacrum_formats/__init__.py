"""Datasets in the layouts that other trainers read: chat messages, ShareGPT conversations, plain text."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Exporter, hookimpl

from .completion import CompletionExporter
from .messages import MessagesExporter
from .sharegpt import ShareGPTExporter


@hookimpl
def register_exporters() -> Sequence[type[Exporter]]:
    return [MessagesExporter, ShareGPTExporter, CompletionExporter]
