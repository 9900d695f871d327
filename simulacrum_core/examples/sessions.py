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
        is_far = now is not last and now is not None and last is not None and abs(apart(last, now)) > silence
        if session and (is_far or len(session) >= LONGEST):
            yield session
            session = []
        session.append(message)
        last = now or last
    if session:
        yield session
