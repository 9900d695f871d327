"""Times that a source gives without a zone, put into the zone that the user names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

import msgspec

from ..models import Conversation, Message


def in_zone(conversations: Iterable[Conversation], zone: ZoneInfo | None) -> Iterator[Conversation]:
    """The conversations with every time that has no offset read as wall time of `zone`; file order is kept."""
    for conversation in conversations:
        if zone is None:
            yield conversation
        else:
            yield msgspec.structs.replace(conversation, messages=_InZone(conversation.messages, zone))


class _InZone:
    """Messages in a zone, walked as often as those that they are made of."""

    def __init__(self, messages: Iterable[Message], zone: ZoneInfo) -> None:
        self._messages, self._zone = messages, zone

    def __iter__(self) -> Iterator[Message]:
        return _zoned(iter(self._messages), self._zone)


def _zoned(messages: Iterable[Message], zone: ZoneInfo) -> Iterator[Message]:
    last: dt.datetime | None = None
    for message in messages:
        if message.sent_at is None or message.sent_at.tzinfo is not None:
            yield message
            continue
        last = _after(message.sent_at.replace(tzinfo=zone), last)
        yield msgspec.structs.replace(message, sent_at=last)


def _after(moment: dt.datetime, last: dt.datetime | None) -> dt.datetime:
    """The second reading of an hour that a clock change repeats, where the first would go back in time."""
    later = moment.replace(fold=1)
    if last is None or moment.utcoffset() == later.utcoffset():
        return moment
    return later if moment.timestamp() < last.timestamp() else moment


def apart(earlier: dt.datetime, later: dt.datetime) -> dt.timedelta:
    """From one moment to another; where only one of the two has a zone, the other is read as UTC."""
    try:
        return later - earlier
    except TypeError:
        return later.replace(tzinfo=later.tzinfo or dt.UTC) - earlier.replace(tzinfo=earlier.tzinfo or dt.UTC)
