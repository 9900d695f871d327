"""Snowflakes: Discord's ids, which are numbers that grow with time and tell it."""

from __future__ import annotations

import datetime as dt

_EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
_TIME_BITS = 22
_LONGEST = 20

Key = tuple[int, str]


def moment(snowflake: str) -> dt.datetime | None:
    """When a snowflake was made, to the millisecond; None where it is none."""
    if not (snowflake.isascii() and snowflake.isdigit() and len(snowflake) <= _LONGEST):
        return None
    milliseconds = int(snowflake) >> _TIME_BITS
    return _EPOCH + dt.timedelta(milliseconds=milliseconds) if milliseconds else None


def key(snowflake: str) -> Key:
    """What sorts ids as the numbers that they are."""
    return len(snowflake), snowflake


def step(earlier: Key, later: Key) -> int:
    """1 up, -1 down, 0 for none. Steps are added up: one key that is damaged turns no order round."""
    return (later > earlier) - (later < earlier)
