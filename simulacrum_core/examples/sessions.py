"""Sessions: stretches of a conversation without a long silence."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress, count, pairwise
from operator import sub

from ..conversations.timezones import apart
from ..models import Message
from ..sources.message_blocks import MessageBlocks

LONGEST = 10_000
"""Messages after which a session ends even without a silence, so that memory stays flat."""


def sessions(messages: Iterable[Message], gap: float) -> Iterator[list[Message]]:
    """Cut where more than `gap` seconds pass between neighbours, forwards or backwards; file order is kept."""
    silence = dt.timedelta(seconds=gap) if gap < math.inf else dt.timedelta.max
    if not isinstance(messages, MessageBlocks):
        yield from _cut(messages, silence)
        return
    session: list[Message] = []
    blocks = iter(messages.blocks)
    for block in blocks:
        places = _far(session[-1:] + block, silence)
        if places is None:
            yield from _cut(chain(session, block, chain.from_iterable(blocks)), silence)
            return
        if len(session) + len(block) >= LONGEST:
            found = list(_cut([*session, *block], silence))
        else:
            borders = [0, *(place + len(session[:-1]) for place in places), len(session) + len(block)]
            session += block
            found = [session[start:end] for start, end in pairwise(borders)] if places else [session]
        yield from found[:-1]
        session = found[-1] if found else []
    if session:
        yield session


def _far(messages: Sequence[Message], silence: dt.timedelta) -> list[int] | None:
    """The places before which there is a longer silence; None where some times cannot be compared with others."""
    moments = [message.sent_at for message in messages]
    try:
        silences = list(map(sub, moments[1:], moments))
    except TypeError:
        return None
    return list(compress(count(1), map(silence.__lt__, map(abs, silences))))


def _cut(messages: Iterable[Message], silence: dt.timedelta) -> Iterator[list[Message]]:
    session: list[Message] = []
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
