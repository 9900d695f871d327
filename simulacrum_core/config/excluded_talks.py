"""A single talk that must not be used: what was written in one chat from one moment to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field, model_validator

_FORM = "a chat and the first and last moment of a talk, such as Ben Kowal 2024-05-01T12:30..2024-05-01T13:20"
_DAY = len("2024-05-01")
_MINUTES, _SECONDS = len("12:30"), len("12:30:15")
_INSTANT = dt.timedelta(microseconds=1)


class Talk(BaseModel):
    """A stretch of one conversation, its first and its last moment included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    conversation: str = Field(min_length=1, description="Its title or id.")
    first: dt.datetime
    last: dt.datetime

    @model_validator(mode="after")
    def _in_order(self) -> Talk:
        if (self.first.tzinfo is None) != (self.last.tzinfo is None):
            raise ValueError("one moment has an offset and the other has none")
        if self.first > self.last:
            raise ValueError(f"{self.first.isoformat()} comes after {self.last.isoformat()}")
        return self

    def holds(self, moment: dt.datetime | None) -> bool:
        """Whether a message of the conversation is in it; one without a time is, as it may be.

        Where one of both has no zone, the times are compared as clocks show them.
        """
        if moment is None:
            return True
        if moment.tzinfo is not None and self.first.tzinfo is not None:
            return self.first <= moment <= self.last
        return self.first.replace(tzinfo=None) <= moment.replace(tzinfo=None) <= self.last.replace(tzinfo=None)


def talk(text: object) -> object:
    """`Ben Kowal 2024-05-01T12:30..2024-05-01T13:20` as a talk: to the end of its last minute, or second."""
    if not isinstance(text, str):
        return text
    name, stretch = _parted(text)
    first, dots, last = stretch.partition("..")
    try:
        begin, end = _span(first), _span(last if dots else first)
    except ValueError:
        raise ValueError(f"{text!r} is not {_FORM}") from None
    if not name:
        raise ValueError(f"{text!r} names no chat: it is not {_FORM}")
    return Talk(conversation=name, first=begin[0], last=end[1])


def chats_of_talks(texts: Iterable[str]) -> list[str]:
    """The chats that are named in texts of this form."""
    return [_parted(text)[0] for text in texts]


def _parted(text: str) -> tuple[str, str]:
    """The name of a chat, and what is to be its stretch."""
    name, _, stretch = text.strip().rpartition(" ")
    return name.strip(), stretch


def _span(text: str) -> tuple[dt.datetime, dt.datetime]:
    """The first and the last instant of a minute, a second, or a part of one; raises ValueError where it is none."""
    day, sign, clock = text[:_DAY], text[_DAY : _DAY + 1], text[_DAY + 1 :]
    moment = dt.datetime.fromisoformat(text)
    digits = len(clock.rstrip("Z").partition("+")[0].partition("-")[0])
    if sign != "T" or day.count("-") != 2 or digits < _MINUTES:
        raise ValueError(text)
    length = {_MINUTES: dt.timedelta(minutes=1), _SECONDS: dt.timedelta(seconds=1)}.get(digits, _INSTANT)
    return moment, moment + (length - _INSTANT)
