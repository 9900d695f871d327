"""`simulacrum read`."""

from __future__ import annotations

import io
import sys
from typing import Any

import click

from ..config.recipe import zone
from ..plugin.registry import Registry
from ..progress import metered
from ..sources.json_lines import write_conversation
from ..sources.limits import Limits
from ..terminal import printable_json
from .options import reading_of, source_options, tell_problems, tell_unread


class _Shown(io.BytesIO):
    """A terminal, which control and bidi characters cannot drive; a file or a pipe gets the bytes as they are."""

    def write(self, data: Any) -> int:
        return sys.stdout.buffer.write(printable_json(bytes(data).decode()).encode())


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
    out = _Shown() if sys.stdout.isatty() else sys.stdout.buffer
    with metered() as meter:
        reading = reading_of(registry, sources, importer, importer_options, limits, tz, meter.read)
        meter.expect(size=reading.choice.size)
        for conversation in reading:
            write_conversation(conversation, out)
    sys.stdout.buffer.flush()
    tell_problems(reading.findings)
    tell_unread(reading.unread, reading.others)
