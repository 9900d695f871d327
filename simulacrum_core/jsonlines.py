"""Conversations as JSON Lines, written while they are walked."""

from __future__ import annotations

from itertools import islice
from typing import BinaryIO

import msgspec

from .models import Conversation

_BATCH = 1000


def write_conversation(conversation: Conversation, out: BinaryIO) -> int:
    """Write a conversation as one line; returns its number of messages, of which few are in memory at a time."""
    encoder = msgspec.json.Encoder()
    head = encoder.encode(msgspec.structs.replace(conversation, messages=[]))
    out.write(head.removesuffix(b"]}"))
    count, messages = 0, iter(conversation.messages)
    while batch := list(islice(messages, _BATCH)):
        out.write((b"," if count else b"") + encoder.encode(batch)[1:-1])
        count += len(batch)
    out.write(b"]}\n")
    return count
