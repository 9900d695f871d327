"""The walk through a damaged document: it goes on with the next message or chat behind the damage."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import (
    READ_SIZE,
    Batch,
    ByteStream,
    DecodeBatch,
    Fault,
    JsonEvent,
    JsonPath,
    Shell,
    walk_json,
)

from .exports import CHAT, CHAT_TYPES, skip

_TRIES = 100
"""Damages of one file after which the rest of it is given up."""
_BETWEEN = ("not JSON", "something follows")
"""How the reasons begin that lie between values, not in one."""
_TOO_LONG = "left out: a value of more than"
_STEP, _OVERLAP = 1 << 18, 1 << 12
_ELEMENTS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])
_NAME = rb'(?:"name":\s*(?:null|"[^"\\]*+(?:\\.[^"\\]*+)*+"),\s*)?'
_START = re.compile(
    rb'\{\s*(?:(?P<message>"id":\s*-?\d+,\s*"type":\s*"(?:message|service|unsupported)")|'
    + _NAME
    + rb'"type":\s*"(?:%s)",\s*"id":\s*\d+,)' % "|".join(CHAT_TYPES).encode()
)


class Start(msgspec.Struct, frozen=True):
    """Where a walk begins: among the messages of the chat number `index` or, if not `inside`, before that chat."""

    byte: int = 0
    line: int = 1
    index: int = 0
    inside: bool = False


def sturdy(
    file: SourceFile, path: tuple[str, ...], limit: int, decode: DecodeBatch, first: Start | None = None
) -> Iterator[JsonEvent]:
    """The events of a walk and of those that go on behind every damage; a chat that is gone on with stays one chat.

    The walk begins at `first`, or where the file begins.
    """
    start = first or Start()
    for left in reversed(range(_TRIES)):
        attempt = _Attempt(file, path, start)
        yield from attempt.events(limit, decode)
        again = attempt.next_start() if left else None
        yield from attempt.ending(again)
        if again is None:
            return
        start = again


class _Attempt:
    """One walk, up to the end or to where the document is broken."""

    def __init__(self, file: SourceFile, path: tuple[str, ...], start: Start) -> None:
        self._file, self._path, self._start = file, path, start
        self._index = start.index
        self._damage: Fault | None = None
        self._end: Fault | None = None
        self._unfinished: list[Shell] = []
        self._passed = start.byte
        self._last: tuple[int, bytes] = (start.line, b"")
        self._inside = start.inside

    def events(self, limit: int, decode: DecodeBatch) -> Iterator[JsonEvent]:
        """What can be read; unfinished objects and what ends the walk are kept back."""
        opened = self._opened()
        with self._file.open() as stream:
            skip(stream, self._start.byte)
            for event in walk_json(_Joined(opened, stream), self._path, limit, self._start.line, decode):
                if self._end is not None:
                    yield self._end
                self._end = None
                event = self._placed(event, self._start.byte - len(opened))
                if isinstance(event, Shell) and not event.whole:
                    self._unfinished.append(event)
                elif self._breaks(event):
                    return
                elif not isinstance(event, Fault):
                    yield event

    def _breaks(self, event: JsonEvent) -> bool:
        """Whether the walk has gone astray: a quote too many makes strings of all brackets, up to another such one."""
        if isinstance(event, Fault):
            self._damage, self._end = self._damage or event, event
            return event.what.startswith(_TOO_LONG) and self.next_start() is not None
        if isinstance(event, Batch) and _swallows(event):
            self._damage = self._end = Fault("left out: it is not JSON", event.line, event.byte)
            return True
        self._damage = None
        self._inside = isinstance(event, Batch)
        if isinstance(event, Batch):
            self._passed, self._last = event.byte + len(event.data) - 2, (event.line, event.data)
        return False

    def next_start(self) -> Start | None:
        """Where it can go on, None where there is nothing more or the document was not broken."""
        if self._end is None or self._damage is None:
            return None
        at, line = self._damage.byte, self._damage.line
        behind = 1
        if self._damage.what.startswith(_BETWEEN):
            # A sound message may begin right behind the last one, where perhaps only a comma is missing.
            at, (line, data) = self._passed, self._last
            line += data.count(b"\n")
            behind = 0 if at > self._start.byte else 1
        with self._file.open() as stream:
            skip(stream, at + behind)
            found = _search(stream)
        if found is None:
            return None
        byte, lines, inside = found
        return Start(at + behind + byte, line + lines, self._index if inside else self._index + 1, inside)

    def ending(self, again: Start | None) -> Iterator[JsonEvent]:
        """What was kept back, as far as no later walk goes on with it."""
        if again is None:
            yield from self._unfinished
        elif not again.inside and self._inside:
            yield Shell(() if self._path == CHAT else ("chats", "list", self._index), b"{}", again.line, whole=False)
        if self._end is not None:
            damage = self._damage or self._end
            if again is None or damage.what.startswith(_TOO_LONG):
                yield damage
            else:
                what = f"left out: damaged up to line {again.line}, where it goes on"
                yield Fault(what, min(damage.line, again.line), damage.byte)

    def _opened(self) -> bytes:
        """The brackets that are open where the walk starts."""
        if self._start.byte == 0:
            return b""
        before = b"" if self._path == CHAT else b'{"chats":{"list":['
        return before + (b'{"messages":[' if self._start.inside else b"")

    def _placed(self, event: JsonEvent, shift: int) -> JsonEvent:
        """The event with its place in the whole file."""
        if isinstance(event, Shell):
            return msgspec.structs.replace(event, path=self._indexed(event.path))
        event = msgspec.structs.replace(event, byte=event.byte + shift)
        return msgspec.structs.replace(event, path=self._indexed(event.path)) if isinstance(event, Batch) else event

    def _indexed(self, path: JsonPath) -> JsonPath:
        if len(path) < 3 or not isinstance(path[2], int):
            return path
        if self._start.byte:
            path = (*path[:2], path[2] + self._start.index, *path[3:])
        self._index = int(path[2])
        return path


def _swallows(block: Batch) -> bool:
    """Whether this is one value with whole messages inside; blocks about as long as can be are lists of values."""
    if block.values is not None:
        return False
    if READ_SIZE - _OVERLAP < len(block.data) <= READ_SIZE + 2 or not _START.search(block.data, 2):
        return False
    try:
        _ELEMENTS.decode(block.data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return True
    return False


class _Joined:
    """Some bytes and then a stream."""

    def __init__(self, first: bytes, stream: ByteStream) -> None:
        self._first, self._stream = first, stream

    def read(self, size: int, /) -> bytes:
        if self._first:
            block, self._first = self._first[:size], self._first[size:]
            return block
        return self._stream.read(size)


def _search(stream: ByteStream) -> tuple[int, int, bool] | None:
    """How many bytes and lines on the next message or chat begins, and whether it is a message."""
    held, byte, lines = b"", 0, 0
    while block := stream.read(_STEP):
        held += block
        match = _START.search(held)
        if match:
            return byte + match.start(), lines + held.count(b"\n", 0, match.start()), match["message"] is not None
        cut = max(len(held) - _OVERLAP, 0)
        byte, lines, held = byte + cut, lines + held.count(b"\n", 0, cut), held[cut:]
    return None
