"""Times without a zone, read in the zone that the user names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from simulacrum_core.conversations.timezones import in_zone

from ..conftest import Simulacrum, chat_text, conversation, talk


def test_wall_times_get_the_offset_of_the_zone_and_known_offsets_stay() -> None:
    messages = talk("a: summer", "b: winter", "a: known")
    known = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    moments = [dt.datetime(2024, 7, 1, 12), dt.datetime(2024, 12, 1, 12), known]
    messages = [msgspec.structs.replace(m, sent_at=t) for m, t in zip(messages, moments, strict=True)]
    zoned = next(in_zone([conversation(messages)], ZoneInfo("Europe/Berlin")))
    shown = [message.sent_at.isoformat() for message in zoned.messages if message.sent_at]
    assert shown == ["2024-07-01T12:00:00+02:00", "2024-12-01T12:00:00+01:00", "2024-01-01T00:00:00+00:00"]


def test_an_hour_that_the_clock_repeats_goes_on_where_it_would_go_back() -> None:
    walls = [(2, 50), (2, 10), (2, 20), (3, 5)]
    messages = [
        msgspec.structs.replace(message, sent_at=dt.datetime(2024, 10, 27, *wall))
        for message, wall in zip(talk("a: 1", "b: 2", "a: 3", "b: 4"), walls, strict=True)
    ]
    zoned = next(in_zone([conversation(messages)], ZoneInfo("Europe/Berlin")))
    offsets = [message.sent_at.utcoffset() for message in zoned.messages if message.sent_at]
    assert offsets == [dt.timedelta(hours=hours) for hours in (2, 1, 1, 1)]


def test_read_prints_the_offset_where_a_zone_is_named(simulacrum: Simulacrum) -> None:
    Path("chat.txt").write_text(chat_text("Ben: hi", "Ada: yo"), encoding="utf-8")
    assert '"sent_at":"2024-01-13T09:00:00"' in simulacrum("read", "chat.txt").stdout
    assert '"sent_at":"2024-01-13T09:00:00+01:00"' in simulacrum("read", "chat.txt", "--tz", "Europe/Berlin").stdout
