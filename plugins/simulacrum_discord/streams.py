"""Streams of messages: turned round, or put into one without what they have twice, in constant memory."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Callable, Iterator, Sequence
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
    open: Callable[[], Iterator[Message]]


def merged(streams: Sequence[Stream], repeated: Callable[[Message], None]) -> Iterator[Message]:
    """The messages of all streams by their ids; the same id again is told to `repeated` and passed over."""
    waiting = sorted(enumerate(streams), key=lambda entry: (entry[1].oldest, entry[0]), reverse=True)
    heads: list[tuple[Key, int, Message, Iterator[Message]]] = []
    last = None
    while waiting or heads:
        while waiting and (not heads or waiting[-1][1].oldest <= heads[0][0]):
            place, stream = waiting.pop()
            _advance(heads, place, stream.open())
        if not heads:
            continue
        _, place, message, rest = heapq.heappop(heads)
        if message.id == last:
            repeated(message)
        else:
            last = message.id
            yield message
        _advance(heads, place, rest)


def _advance(heads: list[tuple[Key, int, Message, Iterator[Message]]], place: int, rest: Iterator[Message]) -> None:
    message = next(rest, None)
    if message is not None:
        heapq.heappush(heads, (key(message.id), place, message, rest))
