"""A large export in chunks: each begins with a message, found in its bytes, and is read apart, in any process."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from simulacrum_core import Message, SourceError, SourceFile

from ..parts import Choices, Tally
from .authors import Met, Walk
from .batches import FAR, SECOND_KEY, UNFIT, Layout
from .documents import DocumentPart, comes_newest_first

SIZE = 1 << 20
"""Bytes of a chunk, but for the message that ends there: it is read in 4 ms, so that nobody waits long for the last."""
_LONGEST = 4 << 20
"""Bytes of a chunk that is held at once where it has to be."""
_WINDOW, _LONGEST_ID = 1 << 16, 1 << 6


class Chunk(msgspec.Struct, frozen=True):
    """The messages from one byte to before another; the last one, without `end`, is read with what follows."""

    start: int
    end: int | None = None


Parted = tuple[DocumentPart, Choices, Layout]
"""A document with what the user chose, and how it writes its messages."""


def can_be_parted(file: SourceFile, layout: Layout, longest: int) -> bool:
    """Whether borders of messages are known, their order is kept, and any byte of a file is reached in no time.

    Where messages may not be as long as a block, the same ones have to be in the same blocks.
    """
    if layout.border is None or comes_newest_first(layout) or longest < FAR or not _is_portable(file):
        return False
    with file.open() as stream:
        return stream.seekable()


def _is_portable(file: SourceFile) -> bool:
    """Whether another process can open a file, which is no part of another one."""
    try:
        return file.container is None and bool(pickle.dumps(file))
    except (pickle.PicklingError, TypeError, AttributeError):
        return False


def chunks_of(file: SourceFile, layout: Layout, tell: Callable[[int], None]) -> Iterator[Chunk]:
    """The chunks of a file, in their order; `tell` is told of their bytes."""
    start = layout.start
    with file.open() as stream:
        while (end := _next_message(stream, start + SIZE, layout.border or b"")) is not None:
            tell(end - start)
            yield Chunk(start, end)
            start = end
    tell(max(file.size - start, 0))
    yield Chunk(start)


def _next_message(stream: BinaryIO, start: int, border: bytes) -> int | None:
    """Where the first message begins behind a byte; an id is not followed by a type in what lies deeper."""
    stream.seek(start)
    held = b""
    while block := stream.read(_WINDOW):
        held += block
        at = held.find(border)
        while 0 <= at < len(held) - len(border) - _LONGEST_ID:
            if SECOND_KEY.match(held, at + len(border)):
                return start + at + border.index(b"{")
            at = held.find(border, at + 1)
        cut = max(len(held) - len(border) - _LONGEST_ID if at < 0 else at, 0)
        start, held = start + cut, held[cut:]
    return None


def met_in(chunk: Chunk, file: SourceFile, example: bytes) -> list[Met]:
    """Who writes in a chunk; raises SourceError where what stands before it has to be known for that."""
    with file.open() as stream:
        walk = Walk(Window(stream, chunk), example)
        found = list(walk)
    if walk.unclear:
        raise _not_parted(file)
    return found


def messages_in(chunk: Chunk, parted: Parted, tally: Tally) -> Iterator[list[Message]]:
    """The messages of a chunk; raises SourceError where they are not all sound, or one is long, and in the last one."""
    part, choices, layout = parted
    if chunk.end is None or layout.border is None or chunk.end - chunk.start > _LONGEST:
        raise _not_parted(part.file)
    with part.file.open() as stream:
        try:
            yield from part.sound(Window(stream, chunk), layout.border, choices, tally)
        except UNFIT:
            raise _not_parted(part.file) from None


def _not_parted(file: SourceFile) -> SourceError:
    return SourceError("it has to be read in one go", file=file.name)


class Window:
    """The bytes of a chunk; whoever opened the stream closes it."""

    def __init__(self, stream: BinaryIO, chunk: Chunk) -> None:
        stream.seek(chunk.start)
        self._stream, self._left = stream, (sys.maxsize if chunk.end is None else chunk.end) - chunk.start

    def read(self, size: int, /) -> bytes:
        data = self._stream.read(min(size, self._left))
        self._left -= len(data)
        return data
