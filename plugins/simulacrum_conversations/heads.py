"""The head of a conversation: what stands on its line before and after the messages."""

from __future__ import annotations

import io
from itertools import takewhile

import msgspec

from simulacrum_core import Participant
from simulacrum_core.sources import ElementDecoder, ReportLine, Shell, walk_json

_NEEDED = {"source", "id", "participants", "messages"}
_ENTERED = b"[]"


class Head(msgspec.Struct, frozen=True):
    """The fields of a conversation without its messages; what a line may lack has a default."""

    source: str = ""
    id: str = ""
    title: str | None = None
    participants: tuple[Participant, ...] = ()
    one_sided: bool = False
    monologue: bool = False
    owner: str | None = None
    one_session: bool = False


_FIELDS = set(Head.__struct_fields__)
# A chat may say nothing of it, and is not read ahead for it.
_TOLD = _FIELDS - {"monologue", "owner", "one_session"}
_MEMBERS = ElementDecoder(dict[str, msgspec.Raw])
_HEADS = ElementDecoder(Head)


def begins_conversation(line: bytes) -> bool:
    """Whether the beginning of a line is that of a conversation; where it breaks off, what comes first has to do."""
    shell = _shell(line, "messages")
    if shell is None:
        return False
    keys = members(shell.data)
    if keys.get("messages") == _ENTERED:
        return "source" in keys and (not shell.whole or keys.keys() >= _NEEDED)
    unfinished = _shell(line, "participants")
    return not shell.whole and unfinished is not None and members(unfinished.data).keys() >= _NEEDED - {"messages"}


def may_begin_conversation(line: bytes) -> bool:
    """Whether a line that breaks off could be a conversation which says only after its messages what it is."""
    shell = _shell(line, "messages")
    if shell is None or shell.whole:
        return False
    keys = members(shell.data)
    return keys.get("messages") == _ENTERED and set(takewhile("messages".__ne__, keys)) <= _FIELDS


def is_complete(shell: Shell) -> bool:
    """Whether nothing more can come that belongs to a head."""
    return shell.whole or members(shell.data).keys() >= _TOLD


def head_of(shell: Shell, place: str, report: ReportLine) -> Head | None:
    """The head that a shell holds, None where it is none; an unfinished one is named after its place.

    What is missing in a whole one is reported; that an unfinished one breaks off, the walk tells.
    """
    keys = members(shell.data)
    missing = sorted(_NEEDED - {"participants"} - keys.keys())
    if keys.get("messages") != _ENTERED or (missing and shell.whole):
        if shell.whole:
            report(shell.line, f"left out: not a conversation: {' and '.join(missing) or 'messages'} missing")
        return None
    head = _HEADS.one(shell.data, shell.line, report)
    if head is None or not missing:
        return head
    return msgspec.structs.replace(head, source=head.source or "conversations", id=head.id or place)


def members(data: bytes) -> dict[str, bytes]:
    """The keys of an object and what stands behind them, raw."""
    found = _MEMBERS.one(data, 1, lambda *_: None) or {}
    return {key: bytes(value) for key, value in found.items()}


def _shell(line: bytes, key: str) -> Shell | None:
    """The object that a line begins, without the elements of the list under `key`."""
    events = walk_json(io.BytesIO(line), (key,), len(line))
    return next((event for event in events if isinstance(event, Shell)), None)
