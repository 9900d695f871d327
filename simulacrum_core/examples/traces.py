"""Traces: what is kept of messages that have to be cut into sessions again without reading them again."""

from __future__ import annotations

import datetime as dt
import tempfile
from array import array
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from ..models import Message
from .kinds import is_only_links

_MICROSECOND = dt.timedelta(microseconds=1)
_NEVER = -1
_FOLD, _FORWARDED, _LINKS = 1, 2, 4
_HELD = 1 << 16
"""Messages of a conversation that are held before they go to disk."""
_SOME_LINK = "www.example.org"


class Traced(Message, frozen=True, gc=False):
    """A message without its words, of which it is kept whether they are forwarded or only links.

    `lots` is what a session draws that begins with it, empty where none is drawn.
    """

    lots: tuple[float, ...] = ()


class Trace:
    """The messages of a conversation that pass the selection, without their words: about 20 bytes for each of them.

    Those of a long conversation lie in a file without a name, but for the last ones.
    """

    def __init__(self) -> None:
        self._block = _Block()
        self._filed: list[tuple[int, int]] = []
        self._file: BinaryIO | None = None
        self._known_zones: dict[dt.tzinfo | None, int] = {}
        self._known_authors: dict[str | None, int] = {}

    def add(self, place: int, message: Message, lots: tuple[float, ...] = ()) -> None:
        """Keep a message by its place among all messages of the conversation; all have `lots` or none has."""
        moment, block = message.sent_at, self._block
        if len(block.places) == _HELD:
            block = self._next_block()
        zone = None if moment is None else moment.tzinfo
        block.places.append(place)
        block.walls.append(_NEVER if moment is None else _wall(moment))
        block.zones.append(self._known_zones.setdefault(zone, len(self._known_zones)))
        block.authors.append(self._known_authors.setdefault(message.author, len(self._known_authors)))
        block.flags.append(
            (_FOLD if moment is not None and moment.fold else 0)
            | (_FORWARDED if message.forwarded_from is not None else 0)
            | (_LINKS if is_only_links(message.text) else 0)
        )
        if lots:
            block.lots.extend(lots)

    def messages(self, copied: bytes = b"") -> Iterator[Traced]:
        """The messages that are used; `copied` marks duplicates."""
        zones, authors = list(self._known_zones), list(self._known_authors)
        for block in self._blocks():
            each = len(block.lots) // max(len(block.places), 1)
            for i, place in enumerate(block.places):
                if copied and copied[place]:
                    continue
                flags = block.flags[i]
                moment = _moment(block.walls[i], zones[block.zones[i]], flags & _FOLD)
                yield Traced(
                    "",
                    authors[block.authors[i]],
                    moment,
                    _SOME_LINK if flags & _LINKS else "",
                    forwarded_from="" if flags & _FORWARDED else None,
                    lots=tuple(block.lots[i * each : (i + 1) * each]) if each else (),
                )

    def _next_block(self) -> _Block:
        """An empty block; the one that is full goes into the file."""
        if self._file is None:
            self._file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 (closed with the trace)
        self._filed.append((self._file.seek(0, 2), len(self._block.lots)))
        for column in self._block.columns():
            self._file.write(column.tobytes())
        self._block = _Block()
        return self._block

    def _blocks(self) -> Iterator[_Block]:
        for start, lots in self._filed:
            block, file = _Block(), cast(BinaryIO, self._file)
            # Two may walk the same trace in turns.
            file.seek(start)
            for column in block.columns():
                column.frombytes(file.read((lots if column is block.lots else _HELD) * column.itemsize))
            yield block
        yield self._block

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()


class _Block:
    """Some of the messages, as columns."""

    def __init__(self) -> None:
        self.places, self.walls, self.zones = array("I"), array("q"), array("H")
        self.authors, self.flags, self.lots = array("I"), array("B"), array("d")

    def columns(self) -> tuple[array[Any], ...]:
        return self.places, self.walls, self.zones, self.authors, self.flags, self.lots


def _wall(moment: dt.datetime) -> int:
    return (moment.replace(tzinfo=None) - dt.datetime.min) // _MICROSECOND


def _moment(wall: int, zone: dt.tzinfo | None, fold: int) -> dt.datetime | None:
    if wall == _NEVER:
        return None
    return (dt.datetime.min + wall * _MICROSECOND).replace(tzinfo=zone, fold=fold)
