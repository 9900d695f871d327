"""Notices: what the exporter writes in place of an event, in the formats that have no types."""

from __future__ import annotations

import re

from simulacrum_core import Kind

# Taken for a notice only as the whole of a text: these are the exporter's own words, in English everywhere.
_EVENT = re.compile(
    r"Joined the server\.|Pinned a message\.|Started a thread\.|Left the group\.|Added a recipient\."
    r"|Removed a recipient\.|Changed the channel icon\.|Changed the channel name\."
    r"|Changed the channel name: [^\n]{1,100}|(?:Added [^\n]{1,40} to|Removed [^\n]{1,40} from) the group\."
)
_CALL = re.compile(r"Started a call that lasted [0-9.,\u00a0\u202f']{1,12} minutes\.")


def kind_of(text: str) -> Kind:
    """`system` or `call` for a notice, `text` for everything else."""
    if _EVENT.fullmatch(text):
        return "system"
    return "call" if _CALL.fullmatch(text) else "text"
