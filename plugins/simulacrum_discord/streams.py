"""Streams of messages: turned round, or put into one without what they have twice, in constant memory."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from simulacrum_core import Message

from .snowflakes import Key, key

_BATCH = 1000
_IN_MEMORY = 16 << 20


def backwards(messages: Iterator[Message]) -> Iterator[Message]:
    """The messages from the last to the first; more than 16 MB of them wait in a file without a name."""
    encode, decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(list[Message]).decode
    ends = [0]
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        while batch := list(islice(messages, _BATCH)):
            spool.write(encode(batch))
            ends.append(spool.tell())
        for start, end in zip(ends[-2::-1], ends[:0:-1], strict=True):
            spool.seek(start)
            yield from reversed(decode(spool.read(end - start)))


class Stream(msgspec.Struct, frozen=True):
    """Messages that grow older never, not opened before they are asked for; none is older than `oldest`."""

    oldest: Key
    open: Callable[[], Iterable[Message]]


Head = tuple[Key, int, Message, Iterator[Message]]


def merged(streams: Sequence[Stream], repeated: Callable[[Message, Message], None]) -> Iterator[Message]:
    """The messages of all streams by their ids, each once: as it was edited, and as the first stream has it.

    What is passed over is told to `repeated` with what is kept.
    """
    waiting = sorted(enumerate(streams), key=lambda entry: (entry[1].oldest, entry[0]), reverse=True)
    heads: list[Head] = []
    while waiting or heads:
        while waiting and (not heads or waiting[-1][1].oldest <= heads[0][0]):
            place, stream = waiting.pop()
            _advance(heads, place, iter(stream.open()))
        if not heads:
            continue
        versions = list(_same(heads))
        newest = next((version for version in versions if version.edited), versions[0])
        for version in versions:
            if version is not newest:
                repeated(version, newest)
        yield newest


def _same(heads: list[Head]) -> Iterator[Message]:
    """All versions of the next message, in the order of their streams."""
    first = heads[0][0]
    while heads and heads[0][0] == first:
        _, place, message, rest = heapq.heappop(heads)
        yield message
        _advance(heads, place, rest)


def _advance(heads: list[Head], place: int, rest: Iterator[Message]) -> None:
    message = next(rest, None)
    if message is not None:
        heapq.heappush(heads, (key(message.id), place, message, rest))
