"""`simulacrum read`."""

from __future__ import annotations

import sys

import click

from .. import pipeline
from ..choosing import choose
from ..findings import Findings
from ..jsonlines import write_conversation
from ..limits import Limits
from ..progress import metered
from ..recipe import zone
from ..registry import Registry
from .options import source_options, tell_problems, tell_unread


@click.command()
@source_options
@click.pass_obj
def read(
    registry: Registry,
    sources: tuple[str, ...],
    importer: str | None,
    importer_options: tuple[tuple[str, str], ...],
    limits: Limits,
    tz: str | None,
) -> None:
    """Print normalized conversations, one JSON line each.

    \b
    Example:
      simulacrum read chat.zip | jq '.participants'
      simulacrum read chat.zip > chats.jsonl; simulacrum convert chats.jsonl --me Ada -o ada
    """
    if tz:
        zone(tz)
    findings = Findings()
    with metered() as meter:
        choice = choose(registry, sources, importer, importer_options, meter.read, limits)
        for conversation in pipeline.read(choice.parts, tz, findings):
            write_conversation(conversation, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    tell_problems(findings)
    tell_unread(choice.unread)
