"""Messages that a source has in any order, kept in a file without a name, and given in the order of time."""

from __future__ import annotations

import contextlib
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from typing import IO, Self

import msgspec

from simulacrum_core import Message

_LARGEST = (1 << 63) - 1
_DECODER = msgspec.json.Decoder(Message)


class _Chat(msgspec.Struct):
    """Where the messages of a chat lie, and what they are ordered by: sixteen bytes a message."""

    keys: array[int] = msgspec.field(default_factory=lambda: array("q"))
    places: array[int] = msgspec.field(default_factory=lambda: array("q"))
    authors: dict[str, None] = msgspec.field(default_factory=dict)
    rises: bool = True
    falls: bool = True


class Shelf:
    """Messages by chat; `repeated` counts those that were there twice. All is gone when the `with` block ends."""

    def __init__(self) -> None:
        self._chats: dict[str, _Chat] = {}
        self._end = 0
        self.repeated = 0

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._file: IO[bytes] = stack.enter_context(tempfile.TemporaryFile())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, chat: str, key: int, message: Message) -> None:
        """Put a message to a chat; `key` is what tells its place there, such as its moment."""
        key = min(max(key, -_LARGEST), _LARGEST)
        data = msgspec.json.encode(message)
        self._file.seek(self._end)
        self._file.write(data)
        kept = self._chats.setdefault(chat, _Chat())
        if kept.keys:
            kept.rises = kept.rises and kept.keys[-1] <= key
            kept.falls = kept.falls and kept.keys[-1] >= key
        kept.keys.append(key)
        kept.places.append(self._end)
        kept.places.append(len(data))
        if message.author is not None:
            kept.authors[message.author] = None
        self._end += len(data)

    def chats(self) -> list[str]:
        """The chats in the order of their first messages."""
        return list(self._chats)

    def authors(self, chat: str) -> list[str]:
        """Ids of those who wrote in a chat, in the order in which the source has them."""
        return list(self._chats[chat].authors) if chat in self._chats else []

    def messages(self, chat: str) -> Iterator[Message]:
        """The messages of a chat in the order of their keys, each id once."""
        kept = self._chats.get(chat, _Chat())
        last, seen = None, set[str]()
        for number in _order(kept):
            if kept.keys[number] != last:
                last, seen = kept.keys[number], set()
            self._file.seek(kept.places[2 * number])
            message = _DECODER.decode(self._file.read(kept.places[2 * number + 1]))
            if message.id in seen:
                self.repeated += 1
                continue
            seen.add(message.id)
            yield message


def _order(kept: _Chat) -> Sequence[int]:
    """The numbers of a chat's messages; an export is in order from either end, unless it was made of two."""
    numbers = range(len(kept.keys))
    if kept.rises:
        return numbers
    return numbers[::-1] if kept.falls else sorted(numbers, key=kept.keys.__getitem__)
