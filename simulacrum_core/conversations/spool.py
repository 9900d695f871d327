"""Spool: conversations that are read once and walked as often as needed, kept in a private file without a name."""

from __future__ import annotations

import contextlib
import datetime as dt
import pickle
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from ..errors import SimulacrumError
from ..models import Conversation, Message
from ..sources.message_blocks import MessageBlocks, message_blocks, part_of

_MEMORY = 4 << 20
"""Bytes below which nothing goes to the disk."""


Record = tuple[bytes, int]
"""A block of packed messages and how many they are, or a head, which counts none."""


class _Row(Message, array_like=True, frozen=True, gc=False):
    """A message that is written without the names of its fields: half the bytes."""


class Piece(msgspec.Struct, frozen=True):
    """A part of a kept conversation as it lies in the file, for another process: `count` messages of its blocks.

    Those before the first one, of which there are `skipped`, share a block with it.
    """

    head: bytes
    blocks: tuple[bytes, ...]
    skipped: int
    count: int

    def conversation(self) -> Conversation:
        """The conversation with these messages."""
        whole = conversation_of(self.head, self.blocks)
        part = part_of(message_blocks(whole.messages), self.skipped, self.count)
        return msgspec.structs.replace(whole, messages=MessageBlocks(part))


Describe = Callable[[list[Message]], Any]
"""Says what is to be known of a block without unpacking it; it is pickled where another process reads."""


class PackedBlocks:
    """Blocks of messages that come packed, walked once.

    `read` gives them, each with what is described of it, as soon as it is known what that is.
    """

    def __init__(self, read: Callable[[Describe | None], Iterator[tuple[Record, Any]]]) -> None:
        self._read = read
        self._walked: Iterator[tuple[Record, Any]] | None = None

    def __iter__(self) -> Iterator[list[Message]]:
        return (unpacked(data) for (data, _), _ in self._walk(None))

    def described(self, describe: Describe) -> Iterator[tuple[Any, Callable[[], list[Message]]]]:
        """What is described of each block, and what unpacks it."""
        return ((found, partial(unpacked, data)) for (data, _), found in self._walk(describe))

    def written(self, write: Callable[[bytes, int], None]) -> PackedBlocks:
        """The blocks, each written before it is handed on."""

        def read(describe: Describe | None) -> Iterator[tuple[Record, Any]]:
            for record, found in self._walk(describe):
                write(*record)
                yield record, found

        return PackedBlocks(read)

    def _walk(self, describe: Describe | None) -> Iterator[tuple[Record, Any]]:
        if self._walked is None:
            self._walked = self._read(describe)
        return self._walked


class Spool:
    """Conversations that are read on the first walk and come from the file on every later one.

    What is small stays in memory. The file lies beside `folder`, or where temporary files do; it has no name, is its
    owner's alone, and is gone when the block ends or the process does. Raises SimulacrumError where the disk has no
    room for it.
    """

    def __init__(self, conversations: Iterable[Conversation], folder: Path | None = None) -> None:
        above = folder.absolute().parents if folder else [Path(tempfile.gettempdir())]
        self._folder = next(place for place in above if place.is_dir())
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_MEMORY, dir=str(self._folder))  # noqa: SIM115 (see __exit__)
        self._starts, self._heads = array("Q", [0]), array("Q")
        self._counts = array("I")
        self._first: Iterator[Conversation] | None = None
        self._reading = self._read(conversations)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.__del__()

    def __del__(self) -> None:
        # What could not be written is tried again by `close`.
        with contextlib.suppress(OSError):
            self._file.close()

    def __iter__(self) -> Iterator[Conversation]:
        if self._first is None:
            self._first = (_walked(head, blocks) for head, blocks in self._reading)
            return self._first
        for _ in self._first:
            pass  # A first walk that was left is ended, so that nothing is missing.
        return self._kept()

    def records(self) -> Iterator[tuple[bytes, bool]]:
        """All conversations as they lie in the file, each a head, which is marked, and blocks of messages.

        Where this is the first walk, they are read, and handed on as they are written.
        """
        if self._first is not None:
            yield from ((self._block(number), not count) for number, count in enumerate(self._counts))
            return
        self._first = iter(())
        for _, blocks in self._reading:
            yield self._block(-1), True
            yield from ((self._block(-1), False) for _ in blocks)

    @property
    def count(self) -> int:
        """The conversations that were read or kept so far."""
        return len(self._heads)

    def keep(self, records: Iterable[Record]) -> None:
        """Conversations that were packed elsewhere, behind those that are there; this is no walk."""
        for data, count in records:
            if not count:
                self._heads.append(len(self._starts) - 1)
            self._write(data, count)

    def pieces(self, place: int, parts: Iterable[tuple[int, int | None]]) -> Iterator[Piece]:
        """Parts of the conversation at a place of the reading: from one of its messages to before another, or its end.

        Each part begins where the one before did, or behind that.
        """
        number, end = self._heads[place] + 1, self._end(place)
        head, before = self._block(number - 1), 0
        for start, stop in parts:
            while number < end and before + self._counts[number] <= start:
                before, number = before + self._counts[number], number + 1
            last, reached = number, before
            while last < end and (stop is None or reached < stop):
                last, reached = last + 1, reached + self._counts[last]
            blocks = tuple(map(self._block, range(number, last)))
            yield Piece(head, blocks, start - before, (reached if stop is None else stop) - start)

    def _read(self, conversations: Iterable[Conversation]) -> Iterator[tuple[Conversation, Iterable[list[Message]]]]:
        for conversation in conversations:
            self._heads.append(len(self._starts) - 1)
            blocks = recorded(conversation, self._write)
            yield conversation, blocks
            for _ in blocks:
                pass

    def _end(self, place: int) -> int:
        """The number behind the last block of a conversation."""
        return self._heads[place + 1] if place + 1 < len(self._heads) else len(self._starts) - 1

    def _kept(self) -> Iterator[Conversation]:
        for place in range(len(self._heads)):
            head, end = self._heads[place], self._end(place)
            blocks = (unpacked(self._block(number)) for number in range(head + 1, end))
            yield _walked(pickle.loads(self._block(head)), blocks)

    def _write(self, data: bytes, count: int) -> None:
        start = self._starts[-1]
        try:
            self._file.seek(start)
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise SimulacrumError(
                f"a copy of what is read does not fit on this disk ({error.strerror}); it has {start / 1e6:,.0f} MB",
                file=str(self._folder),
                remedy="Make room, or pass an -o on a larger disk",
            ) from error
        self._starts.append(start + len(data))
        self._counts.append(count)

    def _block(self, number: int) -> bytes:
        """A block by its number, from the end where that is negative."""
        number %= len(self._counts)
        self._file.seek(self._starts[number])
        return self._file.read(self._starts[number + 1] - self._starts[number])


def recorded(conversation: Conversation, write: Callable[[bytes, int], None]) -> Iterable[list[Message]]:
    """The messages in blocks, each written before it is handed on, behind a head, which counts none."""
    write(pickle.dumps(msgspec.structs.replace(conversation, messages=())), 0)
    blocks = message_blocks(conversation.messages)
    return blocks.written(write) if isinstance(blocks, PackedBlocks) else _written(blocks, write)


def _written(blocks: Iterable[list[Message]], write: Callable[[bytes, int], None]) -> Iterator[list[Message]]:
    for block in blocks:
        write(packed(block), len(block))
        yield block


def conversation_of(head: bytes, blocks: Iterable[bytes]) -> Conversation:
    """The conversation of a head and its blocks."""
    return _walked(pickle.loads(head), map(unpacked, blocks))


def _walked(head: Conversation, blocks: Iterable[list[Message]]) -> Conversation:
    return msgspec.structs.replace(head, messages=MessageBlocks(blocks))


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(list[_Row])
_PICKLE = pickle.dumps(None)[:1]


def packed(block: list[Message]) -> bytes:
    """Messages as bytes: JSON, a third of what pickle takes to write, where that keeps all of them as they are."""
    if _is_plain(block):
        with contextlib.suppress(UnicodeEncodeError, OverflowError):
            return _encoder.encode(list(map(msgspec.structs.astuple, block)))
    return pickle.dumps(block)


def unpacked(data: bytes) -> list[Message]:
    """The messages that were packed."""
    found: list[Any] = pickle.loads(data) if data.startswith(_PICKLE) else _decoder.decode(data)
    return found


def _is_plain(block: list[Message]) -> bool:
    """Whether all times have no zone or one that is written as whole minutes, and none is the second of its hour."""
    zones = {(one.sent_at.tzinfo, one.sent_at.fold) for one in block if one.sent_at is not None}
    return all(not fold and (zone is None or _is_whole(zone)) for zone, fold in zones)


def _is_whole(zone: dt.tzinfo) -> bool:
    return type(zone) is dt.timezone and not zone.utcoffset(None) % dt.timedelta(minutes=1)
