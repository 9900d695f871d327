"""Traces: what is kept of messages that have to be cut into sessions again without reading them again."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from operator import sub
from typing import Any, BinaryIO, TypeVar, cast

from ..config.recipe import Untrained
from ..models import Message
from .columns import Columns
from .mixture import seconds_of
from .outlines import FOLD, FORWARDED, LINKS, QUOTED, Outline, flags_of, wall_of
from .places import Places

_NEVER, _ANOTHER = -1, -2
_HELD = 1 << 16
"""Messages of a conversation that are held before they go to disk."""
_MICROSECOND, _NOTHING = dt.timedelta(microseconds=1), dt.timedelta()
_Key = TypeVar("_Key")
_SECOND = 1_000_000
_EPOCH = (dt.datetime(1970, 1, 1) - dt.datetime.min) // _MICROSECOND
_SOME_LINK, _SOME_QUOTE = "www.example.org", "> example"


class Traced(Message, frozen=True, gc=False):
    """A message without its words, of which it is kept whether they are forwarded, only links or only quoted.

    `lots` is what a session draws that begins with it, empty where none is drawn.
    """

    lots: tuple[float, ...] = ()


class Trace:
    """The messages of a conversation that pass the selection, without their words: about 20 bytes for each of them.

    Those of a long conversation lie in a file without a name, but for the last ones.
    """

    def __init__(self) -> None:
        self.places = Places()
        """Of each message, its place among all messages of the conversation."""
        self.has_replies = False
        """Whether any of them replies to another one."""
        self._block = _Block()
        self._filed: list[tuple[int, int, int]] = []
        self._file: BinaryIO | None = None
        self._zones, self._authors = _Numbers[dt.tzinfo | None](), _Numbers[str | None]()
        self._is_timed = True

    def add(self, place: int, message: Message, lots: tuple[float, ...] = ()) -> None:
        """Keep a message by its place among all messages of the conversation; all have `lots` or none has."""
        moment, block = message.sent_at, self._block
        if len(block.walls) >= _HELD:
            block = self._next_block()
        zone, flags = None, flags_of(message)
        if moment is None:
            block.walls.append(_NEVER)
            self._is_timed = False
        else:
            zone = moment.tzinfo
            block.walls.append(wall_of(moment))
            flags |= FOLD * moment.fold
        self.places.append(place)
        block.zones.append(self._zones[zone])
        block.authors.append(self._authors[message.author])
        block.flags.append(flags)
        if lots:
            block.lots.extend(lots)

    def extend(self, places: Sequence[int], outline: Outline, walls: array[int]) -> None:
        """Keep messages as `add` does, without lots; 0.1 µs for each in the place of 1.3."""
        block = self._block if len(self._block.walls) < _HELD else self._next_block()
        self.places.extend(places)
        block.walls.extend(walls)
        block.zones.extend(array("H", [self._zones[outline.zone]]) * len(walls))
        block.authors.extend(map(self._authors.__getitem__, outline.used_authors))
        block.flags.frombytes(outline.flags)

    def columns(self, mine: Set[str], untrained: Set[Untrained]) -> Iterator[Columns] | None:
        """The messages as columns; None where there are lots, or times that cannot be compared as numbers."""
        offsets = _offsets(self._zones)
        if offsets is None or not self._is_timed or self._block.lots:
            return None
        own = [author in mine for author in self._authors]
        bits = {"forwarded": FORWARDED, "links": LINKS, "quoted": QUOTED}
        sought = sum([bits[kind] for kind in untrained])
        return (self._columns(block, own, offsets, sought) for block in self._blocks() if block.walls)

    def _columns(self, block: _Block, own: Sequence[bool], offsets: Sequence[int], bits: int) -> Columns:
        clocks = block.walls
        if any(offsets):
            clocks = array("q", map(sub, clocks, map(offsets.__getitem__, block.zones)))
        said = written = _looked_up(own, block.authors)
        if any(flags & bits for flags in set(block.flags)):
            written = bytes([one and not flags & bits for one, flags in zip(said, block.flags, strict=True)])
        zones = list(self._zones)

        def seconds(number: int) -> float:
            zone = zones[block.zones[number]]
            if zone is None or type(zone) is dt.timezone:
                return (block.walls[number] - _of_zone(zone) - _EPOCH) / _SECOND
            return seconds_of(_moment(block.walls[number], zone, block.flags[number] & FOLD))

        return Columns(clocks, block.walls, said, written, seconds)

    def people(self, mine: Set[str]) -> int:
        """How many wrote them; all accounts of the persona are one person, and so is nobody."""
        return len({None if author in mine else author for author in self._authors})

    def messages(self, copied: bytes = b"") -> Iterator[Traced]:
        """The messages that are used; `copied` marks duplicates."""
        zones, authors = list(self._zones), list(self._authors)
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
                    moment = _moment(wall, zones[zone], flags & FOLD)
                    last = _ANOTHER if flags & FOLD or zones[zone] is not None else wall
                lots = tuple(block.lots[i * each : (i + 1) * each]) if each else ()
                if flags > FOLD:
                    text = _SOME_LINK if flags & LINKS else _SOME_QUOTE if flags & QUOTED else ""
                    source = "" if flags & FORWARDED else None
                    yield Traced("", authors[author], moment, text, forwarded_from=source, lots=lots)
                else:
                    yield Traced("", authors[author], moment, "", lots=lots)

    def _next_block(self) -> _Block:
        """An empty block; the one that is full goes into the file."""
        if self._file is None:
            self._file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 (closed with the trace)
        self._filed.append((self._file.seek(0, 2), len(self._block.walls), len(self._block.lots)))
        for column in self._block.columns():
            self._file.write(column.tobytes())
        self._block = _Block()
        return self._block

    def _blocks(self) -> Iterator[_Block]:
        for start, count, lots in self._filed:
            block, file = _Block(), cast(BinaryIO, self._file)
            # Two may walk the same trace in turns.
            file.seek(start)
            for column in block.columns():
                column.frombytes(file.read((lots if column is block.lots else count) * column.itemsize))
            yield block
        yield self._block

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()


def _looked_up(own: Sequence[bool], authors: array[int]) -> bytes:
    """Whether each of some authors is one of one's own."""
    if len(own) > 256:
        return bytes(map(own.__getitem__, authors))
    # Numbers of one byte are all translated at a time, a fiftieth of what a call for each takes.
    lowest = 0 if sys.byteorder == "little" else authors.itemsize - 1
    return authors.tobytes()[lowest :: authors.itemsize].translate(bytes(own).ljust(256, b"\0"))


class _Block:
    """Some of the messages, as columns."""

    def __init__(self) -> None:
        self.walls, self.zones = array("q"), array("H")
        self.authors, self.flags, self.lots = array("I"), array("B"), array("d")

    def columns(self) -> tuple[array[Any], ...]:
        return self.walls, self.zones, self.authors, self.flags, self.lots


class _Numbers(dict[_Key, int]):
    """Numbers for what is looked up, in the order in which it first is."""

    def __missing__(self, key: _Key) -> int:
        self[key] = number = len(self)
        return number


def _offsets(zones: Iterable[dt.tzinfo | None]) -> list[int] | None:
    """What is taken from times of each zone, in microseconds, before they are compared; a time without one is UTC's.

    None where a zone changes its clocks, unless it is the only one: such times are compared as the clock shows them.
    """
    known = list(zones)
    if len(known) == 1:
        return [0]
    if not all(zone is None or type(zone) is dt.timezone for zone in known):
        return None
    return list(map(_of_zone, known))


def _of_zone(zone: dt.tzinfo | None) -> int:
    """Microseconds that clocks of a zone without changes are ahead."""
    return 0 if zone is None else (zone.utcoffset(None) or _NOTHING) // _MICROSECOND


def _moment(wall: int, zone: dt.tzinfo | None, fold: int) -> dt.datetime | None:
    if wall == _NEVER:
        return None
    moment = dt.datetime.min + dt.timedelta(microseconds=wall)
    return moment.replace(tzinfo=zone, fold=fold) if fold or zone is not None else moment
