"""JSON Lines: one document a line, however long; conversations are written and read this way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import msgspec

from ..models import Conversation, Message, Participant
from .json_stream.walk import READ_SIZE, ByteStream, JsonEvent, walk_json

_BATCH = 500
_NOTHING_QUOTED = b',"quoted":[]'


class _Line(msgspec.Struct, frozen=True):
    """A conversation as it stands on its line: what most do not have is left out, the messages last."""

    source: str
    id: str
    title: str | None
    participants: tuple[Participant, ...]
    one_sided: bool
    monologue: bool | msgspec.UnsetType
    owner: str | msgspec.UnsetType
    one_session: bool | msgspec.UnsetType
    messages: tuple[Message, ...] = ()


def one_line(data: bytes) -> bytes:
    """JSON without the separators U+2028 and U+2029, which many programs take for the end of a line."""
    if b"\xe2\x80" not in data:
        return data
    return data.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")


def write_conversation(conversation: Conversation, out: BinaryIO) -> int:
    """Write a conversation as one line, its messages as they come; returns their number."""
    encoder = msgspec.json.Encoder()
    head = encoder.encode(
        _Line(
            conversation.source,
            conversation.id,
            conversation.title,
            conversation.participants,
            conversation.one_sided,
            conversation.monologue or msgspec.UNSET,
            conversation.owner or msgspec.UNSET,
            conversation.one_session or msgspec.UNSET,
        )
    )
    out.write(one_line(head.removesuffix(b"]}")))
    messages, count = iter(conversation.messages), 0
    while batch := list(islice(messages, _BATCH)):
        # No text can hold this, as its quotes have backslashes before them.
        data = encoder.encode(batch)[1:-1].replace(_NOTHING_QUOTED, b"")
        out.write((b"," if count else b"") + one_line(data))
        count += len(batch)
    out.write(b"]}\n")
    return count


def walk_json_lines(stream: ByteStream, path: tuple[str, ...], limit: int) -> Iterator[tuple[int, Iterator[JsonEvent]]]:
    """The number of every line and the walk through it; damage in a line does not reach the next one.

    What is left of a walk when the next line is asked for is passed over.
    """
    lines = _Lines(stream)
    while lines.advance():
        yield lines.number, walk_json(lines, path, limit, lines.number)


class _Lines:
    """A stream that seems to end at every line break."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream, self._held, self._at, self._inside = stream, b"", 0, False
        self.number = 0

    def advance(self) -> bool:
        """Go to the next line; false where there is none."""
        while self._inside:
            self.read(READ_SIZE)
        self._inside = self._hold(READ_SIZE)
        self.number += 1
        return self._inside

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes of the line, b"" at its end."""
        if not (self._inside and self._hold(size)):
            self._inside = False
            return b""
        start, end = self._at, self._held.find(b"\n", self._at, self._at + size)
        self._inside = end < 0
        self._at = min(start + size, len(self._held)) if end < 0 else end + 1
        return self._held[start : self._at if end < 0 else end]

    def _hold(self, size: int) -> bool:
        if self._at == len(self._held):
            self._held, self._at = self._stream.read(size), 0
        return bool(self._held)
