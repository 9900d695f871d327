"""Traces: what is kept of messages that have to be cut into sessions again without reading them again."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator

from ..models import Message
from .kinds import is_only_links

_MICROSECOND = dt.timedelta(microseconds=1)
_NEVER = -1
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
        zone = None if moment is None else moment.tzinfo
        self.places.append(place)
        self._walls.append(_NEVER if moment is None else _wall(moment))
        self._zones.append(self._known_zones.setdefault(zone, len(self._known_zones)))
        self._authors.append(self._known_authors.setdefault(message.author, len(self._known_authors)))
        self._flags.append(
            (_FOLD if moment is not None and moment.fold else 0)
            | (_FORWARDED if message.forwarded_from is not None else 0)
            | (_LINKS if is_only_links(message.text) else 0)
        )
        self._lots.extend(lots)

    def messages(self, copied: bytes = b"") -> Iterator[Traced]:
        """The messages that are used; `copied` marks duplicates."""
        zones, authors = list(self._known_zones), list(self._known_authors)
        each = len(self._lots) // max(len(self.places), 1)
        for i, place in enumerate(self.places):
            if copied and copied[place]:
                continue
            flags = self._flags[i]
            moment = _moment(self._walls[i], zones[self._zones[i]], flags & _FOLD)
            yield Traced(
                "",
                authors[self._authors[i]],
                moment,
                _SOME_LINK if flags & _LINKS else "",
                forwarded_from="" if flags & _FORWARDED else None,
                lots=tuple(self._lots[i * each : (i + 1) * each]),
            )


def _wall(moment: dt.datetime) -> int:
    return (moment.replace(tzinfo=None) - dt.datetime.min) // _MICROSECOND


def _moment(wall: int, zone: dt.tzinfo | None, fold: int) -> dt.datetime | None:
    if wall == _NEVER:
        return None
    return (dt.datetime.min + wall * _MICROSECOND).replace(tzinfo=zone, fold=fold)
