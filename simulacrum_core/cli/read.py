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
from ..terminal import printable_json
from .options import GivenSources, source_options, tell_problems, tell_unread


class _Shown(io.BytesIO):
    """A terminal, which control and bidi characters cannot drive; a file or a pipe gets the bytes as they are."""

    def write(self, data: Any) -> int:
        return sys.stdout.buffer.write(printable_json(bytes(data).decode()).encode())


@click.command()
@source_options
@click.pass_obj
def read(
    registry: Registry,
    given: GivenSources,
) -> None:
    """Print normalized conversations, one JSON line each.

    \b
    Example:
      simulacrum read chat.zip | jq '.participants'
      simulacrum read chat.zip > chats.jsonl; simulacrum convert chats.jsonl --me Ada -o ada
    """
    if given.tz:
        zone(given.tz)
    out = _Shown() if sys.stdout.isatty() else sys.stdout.buffer
    with metered() as meter:
        reading = given.open(registry, meter.read)
        meter.expect(size=reading.choice.size)
        for conversation in reading:
            write_conversation(conversation, out)
    sys.stdout.buffer.flush()
    tell_problems(reading.findings)
    tell_unread(reading.unread, reading.others)
