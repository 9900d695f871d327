"""Sessions: stretches of a conversation without a long silence."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator

from ..conversations.timezones import apart
from ..models import Message

LONGEST = 10_000
"""Messages after which a session ends even without a silence, so that memory stays flat."""


def sessions(messages: Iterable[Message], gap: float) -> Iterator[list[Message]]:
    """Cut where more than `gap` seconds pass between neighbours, forwards or backwards; file order is kept."""
    session: list[Message] = []
    silence = dt.timedelta(seconds=gap) if gap < math.inf else dt.timedelta.max
    last: dt.datetime | None = None
    for message in messages:
        now = message.sent_at
        if session and (len(session) >= LONGEST or (now is not last and _far_apart(last, now, silence))):
            yield session
            session = []
        session.append(message)
        last = now or last
    if session:
        yield session


def _far_apart(last: dt.datetime | None, now: dt.datetime | None, silence: dt.timedelta) -> bool:
    return last is not None and now is not None and abs(apart(last, now)) > silence
