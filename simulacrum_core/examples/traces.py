"""Traces: what is kept of messages that have to be cut into sessions again without reading them again."""

from __future__ import annotations

import datetime as dt
import tempfile
from array import array
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from ..models import Message
from .kinds import is_only_links

_NEVER, _ANOTHER = -1, -2
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
        self.places = array("I")
        """Of each message, its place among all messages of the conversation."""
        self._block = _Block()
        self._filed: list[tuple[int, int]] = []
        self._file: BinaryIO | None = None
        self._known_zones: dict[dt.tzinfo | None, int] = {}
        self._known_authors: dict[str | None, int] = {}

    def add(self, place: int, message: Message, lots: tuple[float, ...] = ()) -> None:
        """Keep a message by its place among all messages of the conversation; all have `lots` or none has."""
        moment, block = message.sent_at, self._block
        if len(block.walls) == _HELD:
            block = self._next_block()
        zone, flags = None, 0
        if moment is None:
            block.walls.append(_NEVER)
        else:
            zone = moment.tzinfo
            block.walls.append(_wall(moment if zone is None else moment.replace(tzinfo=None)))
            if moment.fold:
                flags = _FOLD
        self.places.append(place)
        block.zones.append(self._known_zones.setdefault(zone, len(self._known_zones)))
        block.authors.append(self._known_authors.setdefault(message.author, len(self._known_authors)))
        if message.forwarded_from is not None:
            flags |= _FORWARDED
        if is_only_links(message.text):
            flags |= _LINKS
        block.flags.append(flags)
        if lots:
            block.lots.extend(lots)

    def messages(self, copied: bytes = b"") -> Iterator[Traced]:
        """The messages that are used; `copied` marks duplicates."""
        zones, authors = list(self._known_zones), list(self._known_authors)
        moment, last, number = None, _NEVER, 0
        for block in self._blocks():
            each = len(block.lots) // max(len(block.walls), 1)
            kept = zip(block.walls, block.zones, block.authors, block.flags, strict=True)
            for i, (wall, zone, author, flags) in enumerate(kept):
                number += 1
                if copied and copied[self.places[number - 1]]:
                    continue
                # Messages of one minute have one moment, where the source tells no seconds.
                if wall != last:
                    moment = _moment(wall, zones[zone], flags & _FOLD)
                    last = _ANOTHER if flags & _FOLD or zones[zone] is not None else wall
                lots = tuple(block.lots[i * each : (i + 1) * each]) if each else ()
                if flags > _FOLD:
                    text, source = _SOME_LINK if flags & _LINKS else "", "" if flags & _FORWARDED else None
                    yield Traced("", authors[author], moment, text, forwarded_from=source, lots=lots)
                else:
                    yield Traced("", authors[author], moment, "", lots=lots)

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
        self.walls, self.zones = array("q"), array("H")
        self.authors, self.flags, self.lots = array("I"), array("B"), array("d")

    def columns(self) -> tuple[array[Any], ...]:
        return self.walls, self.zones, self.authors, self.flags, self.lots


def _wall(moment: dt.datetime) -> int:
    """Microseconds since the first year began, of a moment without a zone."""
    since = moment - dt.datetime.min
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _moment(wall: int, zone: dt.tzinfo | None, fold: int) -> dt.datetime | None:
    if wall == _NEVER:
        return None
    moment = dt.datetime.min + dt.timedelta(microseconds=wall)
    return moment.replace(tzinfo=zone, fold=fold) if fold or zone is not None else moment
