"""Messages of chats that are mixed in their source, kept apart in a file without a name, so that none is in memory."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Hashable, Iterator
from typing import IO, Self

import msgspec

from ..models import Message

_HELD = 2000
"""Messages that are held before they go to disk."""


class MessageSpool:
    """Messages by chat, in the order in which they came; what it holds is gone when the `with` block ends."""

    def __init__(self) -> None:
        self._held: dict[Hashable, list[Message]] = {}
        self._count = 0
        self._pieces: dict[Hashable, list[tuple[int, int]]] = {}
        self._authors: dict[Hashable, dict[str, None]] = {}

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._file: IO[bytes] = stack.enter_context(tempfile.TemporaryFile())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, chat: Hashable, message: Message) -> None:
        """Append a message to a chat."""
        self._held.setdefault(chat, []).append(message)
        authors = self._authors.setdefault(chat, {})
        if message.author is not None:
            authors[message.author] = None
        self._count += 1
        if self._count >= _HELD:
            self._flush()

    def chats(self) -> list[Hashable]:
        """The chats in the order of their first messages."""
        return list(self._authors)

    def authors(self, chat: Hashable) -> list[str]:
        """Ids of those who wrote in a chat, in the order of their first messages."""
        return list(self._authors.get(chat, ()))

    def messages(self, chat: Hashable) -> Iterator[Message]:
        """The messages of a chat."""
        self._flush()
        for start, size in self._pieces.get(chat, ()):
            self._file.seek(start)
            yield from msgspec.json.decode(self._file.read(size), type=list[Message])

    def _flush(self) -> None:
        end = self._file.seek(0, 2)
        for chat, held in self._held.items():
            data = msgspec.json.encode(held)
            self._file.write(data)
            self._pieces.setdefault(chat, []).append((end, len(data)))
            end += len(data)
        self._held, self._count = {}, 0
