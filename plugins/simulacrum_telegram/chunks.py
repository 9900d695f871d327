"""A large chat in chunks: each begins with a message, found in its bytes, and is read apart, in any process."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from simulacrum_core import Findings, Message, SourceFile
from simulacrum_core.sources import Batch, JsonEvent, Shell

from .bots import Bots
from .exports import CHAT
from .mending import Start, sturdy
from .messages import Transcript
from .notes import Note
from .people import People
from .repairs import UNFIT, Decoder, LineOf

SIZE = 1 << 19
"""Bytes of a chunk, but for the message that ends there: it is read in 10 ms, and nobody waits long for the last."""
_LONGEST = 4 << 20
"""Bytes of a chunk that is held at once where it has to be."""
_WINDOW, _OVERLAP, _STEP = 1 << 16, 1 << 9, 1 << 20
_BLOCK = 500
"""Messages of a block."""
# In a JSON string these bytes cannot stand: a quote inside of it has a backslash before it. An id is not followed by
# one of these types in what lies deeper; where it is, the chunk is not sound.
_BORDER = re.compile(
    rb'\}\s{0,99},\s{0,99}(?=\{\s{0,99}"id":\s{0,9}\d{1,19},\s{0,99}"type":\s{0,9}"(?:message|service|unsupported)")'
)
_MESSAGES = b'"messages"'


class Chunk(msgspec.Struct, frozen=True):
    """The messages from one byte to before another; the last one, without `end`, has what follows them."""

    start: int
    end: int | None = None


class Parted(msgspec.Struct, frozen=True):
    """A chat that is alone in its file, and all whose people are known; `limit` are bytes of the longest message.

    `bots` has what is known of bots, and has counted nothing.
    """

    file: SourceFile
    people: People
    bots: Bots
    limit: int

    def transcript(self, bots: Bots, findings: Findings) -> Transcript:
        return Transcript(self.people, bots.of(self.people.head), self.file.name, findings)


def can_be_parted(file: SourceFile, limit: int) -> bool:
    """Whether any byte of a file is reached in no time, in any process, and it has one list of messages."""
    if limit < _LONGEST or not _is_portable(file):
        return False
    with file.open() as stream:
        if not stream.seekable():
            return False
        count, end = 0, b""
        while block := stream.read(_STEP):
            count += (end + block).count(_MESSAGES)
            end = block[1 - len(_MESSAGES) :]
    return count == 1


def _is_portable(file: SourceFile) -> bool:
    """Whether another process can open a file, which is no part of another one."""
    try:
        return file.container is None and bool(pickle.dumps(file))
    except (pickle.PicklingError, TypeError, AttributeError):
        return False


def chunks_of(file: SourceFile, start: int, tell: Callable[[int], None]) -> Iterator[Chunk]:
    """The chunks of a file whose first message begins at `start`; `tell` is told of their bytes."""
    tell(start)
    while (end := _next_message(file, start + SIZE)) is not None:
        tell(end - start)
        yield Chunk(start, end)
        start = end
    tell(max(file.size - start, 0))
    yield Chunk(start)


def _next_message(file: SourceFile, start: int) -> int | None:
    """Where the first message begins behind a byte."""
    with file.open() as stream:
        stream.seek(start)
        held = b""
        while block := stream.read(_WINDOW):
            held += block
            if (border := _BORDER.search(held)) is not None:
                return start + border.end()
            cut = max(len(held) - _OVERLAP, 0)
            start, held = start + cut, held[cut:]
    return None


_DECODE = msgspec.json.Decoder(list[Note], strict=False).decode


def is_sound(chunk: Chunk, parted: Parted) -> bool:
    """Whether one reading finds whole messages here and nothing else, and behind the last ones the end of the chat.

    Where it does not, what it reads and tells depends on all that comes before.
    """
    if chunk.end is not None:
        return chunk.end - chunk.start <= _LONGEST and _is_list(_listed(chunk, parted.file))
    *batches, end = _events(chunk, parted)
    is_over = isinstance(end, Shell) and end.whole
    return is_over and all(isinstance(one, Batch) and _is_list(one.data) for one in batches)


def _is_list(data: bytes) -> bool:
    """Whether this is a list of messages."""
    try:
        _DECODE(data)
    except UNFIT:
        return False
    return True


def _ignore(line: int, what: str) -> None:
    pass


def messages_in(chunk: Chunk, parted: Parted, bots: Bots, findings: Findings) -> Iterator[list[Message]]:
    """The messages of a chunk that is sound."""
    transcript, placed = parted.transcript(bots, findings), Decoder(Note, _ignore, _ignore).placed
    if chunk.end is None:
        events = _events(chunk, parted)
    else:
        # The line is counted where one is asked for.
        events = iter([Batch((), _listed(chunk, parted.file), b"{}", 1, chunk.start)])
    for event in events:
        if isinstance(event, Batch):
            notes, line_of = placed(event)
            for first in range(0, len(notes), _BLOCK):
                yield transcript.messages(notes[first : first + _BLOCK], partial(_line, line_of, first, chunk, parted))


def _listed(chunk: Chunk, file: SourceFile) -> bytes:
    """The messages of a chunk as a list."""
    with file.open() as stream:
        stream.seek(chunk.start)
        data = stream.read((chunk.end or 0) - chunk.start)
    return b"".join((b"[", data.rstrip(b", \t\r\n"), b"]"))


def _events(chunk: Chunk, parted: Parted) -> Iterator[JsonEvent]:
    """What one reading finds from a chunk on, with lines of it."""
    start = Start(chunk.start, inside=True)
    return sturdy(parted.file, CHAT, parted.limit, _DECODE, start)


def _line(line_of: LineOf, first: int, chunk: Chunk, parted: Parted, index: int) -> int:
    """The line of a message in the whole file; the lines before a chunk are rarely asked for, and counted then."""
    return _lines(parted.file, chunk.start) + line_of(first + index)


def _lines(file: SourceFile, end: int) -> int:
    """The line breaks before a byte."""
    count = 0
    with file.open() as stream:
        while end > 0 and (block := stream.read(min(_STEP, end))):
            count += block.count(b"\n")
            end -= len(block)
    return count
