"""What overlapping exports of one chat have twice: ids of messages that were read, in eight bytes each."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator

from ..models import Message

_LARGEST = (1 << 63) - 1


class SeenIds:
    """Passes on the messages of a chat that no earlier part of the same chat had; ids that are no numbers are new."""

    def __init__(self) -> None:
        self._known: dict[Hashable, array[int]] = {}
        self.repeated = 0

    def unseen(self, chat: Hashable, messages: Iterable[Message], *, learn: bool = True) -> Iterator[Message]:
        """The messages that are new; with `learn`, later parts do not give them again."""
        known, new = self._known.get(chat, array("q")), array("q")
        try:
            for message in messages:
                id = _number(message.id)
                if id is not None and _holds(known, id):
                    self.repeated += 1
                    continue
                if id is not None and learn:
                    new.append(id)
                yield message
        finally:
            self._known[chat] = array("q", sorted([*known, *new])) if new else known


def _holds(ids: array[int], id: int) -> bool:
    at = bisect_left(ids, id)
    return at < len(ids) and ids[at] == id


def _number(id: str) -> int | None:
    if not (id.isascii() and id.removeprefix("-").isdigit() and len(id) <= len(str(_LARGEST)) + 1):
        return None
    number = int(id)
    return number if abs(number) <= _LARGEST else None
