"""Traces: what is kept of messages that have to be cut into sessions again without reading them again."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator

from ..models import Message
from .kinds import is_only_links

_NEVER, _ANOTHER = -1, -2
_FOLD, _FORWARDED, _LINKS = 1, 2, 4
_SOME_LINK = "www.example.org"


class Traced(Message, frozen=True, gc=False):
    """A message without its words, of which it is kept whether they are forwarded or only links.

    `lots` is what a session draws that begins with it, empty where none is drawn.
    """

    lots: tuple[float, ...] = ()


class Trace:
    """The messages of a conversation that pass the selection, without their words: about 20 bytes for each of them."""

    def __init__(self) -> None:
        self.places = array("I")
        """Of each message, its place among all messages of the conversation."""
        self._walls, self._flags = array("q"), bytearray()
        self._zones, self._authors = array("H"), array("I")
        self._lots = array("d")
        self._known_zones: dict[dt.tzinfo | None, int] = {}
        self._known_authors: dict[str | None, int] = {}

    def add(self, place: int, message: Message, lots: tuple[float, ...] = ()) -> None:
        """Keep a message by its place among all messages of the conversation; all have `lots` or none has."""
        moment = message.sent_at
        zone, flags = None, 0
        if moment is None:
            self._walls.append(_NEVER)
        else:
            zone = moment.tzinfo
            self._walls.append(_wall(moment if zone is None else moment.replace(tzinfo=None)))
            if moment.fold:
                flags = _FOLD
        self.places.append(place)
        self._zones.append(self._known_zones.setdefault(zone, len(self._known_zones)))
        self._authors.append(self._known_authors.setdefault(message.author, len(self._known_authors)))
        if message.forwarded_from is not None:
            flags |= _FORWARDED
        if is_only_links(message.text):
            flags |= _LINKS
        self._flags.append(flags)
        if lots:
            self._lots.extend(lots)

    def messages(self, copied: bytes = b"") -> Iterator[Traced]:
        """The messages that are used; `copied` marks duplicates."""
        zones, authors = list(self._known_zones), list(self._known_authors)
        each = len(self._lots) // max(len(self.places), 1)
        moment, last = None, _NEVER
        kept = zip(self.places, self._walls, self._zones, self._authors, self._flags, strict=True)
        for i, (place, wall, zone, author, flags) in enumerate(kept):
            if copied and copied[place]:
                continue
            # Messages of one minute have one moment, where the source tells no seconds.
            if wall != last:
                moment = _moment(wall, zones[zone], flags & _FOLD)
                last = _ANOTHER if flags & _FOLD or zones[zone] is not None else wall
            lots = tuple(self._lots[i * each : (i + 1) * each]) if each else ()
            if flags > _FOLD:
                text, source = _SOME_LINK if flags & _LINKS else "", "" if flags & _FORWARDED else None
                yield Traced("", authors[author], moment, text, forwarded_from=source, lots=lots)
            else:
                yield Traced("", authors[author], moment, "", lots=lots)


def _wall(moment: dt.datetime) -> int:
    """Microseconds since the first year began, of a moment without a zone."""
    since = moment - dt.datetime.min
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _moment(wall: int, zone: dt.tzinfo | None, fold: int) -> dt.datetime | None:
    if wall == _NEVER:
        return None
    moment = dt.datetime.min + dt.timedelta(microseconds=wall)
    return moment.replace(tzinfo=zone, fold=fold) if fold or zone is not None else moment
