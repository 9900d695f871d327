"""The ranker: what each message of a session answers, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence, Set

from ..models import Message
from .careful import careful
from .features import History
from .quick import quick
from .talks import Link, Talks
from .weights import Model, model
from .words import ADDRESSED, Names, lines, weights

RELUCTANCE = 2000
"""How much the score of starting a talk is lowered for those whose words are to be read behind something. On the
annotated chats for tuning, 91 of 100 of a speaker's messages have a context with it, 86 without; 76 and 79 are clean.
"""


def links(
    messages: Sequence[Message],
    names: Names | None = None,
    using: Model | None = None,
    mine: Set[str] = frozenset(),
    *,
    quick_from: int | None = None,
) -> list[Link]:
    """A link of every message of a session; `names` tells what authors are called, where ids are no names.

    What those in `mine` say starts a talk only where that is clear. From `quick_from` on, messages are looked at
    quickly.
    """
    return linked(messages, names, using, mine, quick_from=quick_from)[0]


def linked(
    messages: Sequence[Message],
    names: Names | None = None,
    using: Model | None = None,
    mine: Set[str] = frozenset(),
    *,
    quick_from: int | None = None,
) -> tuple[list[Link], int]:
    """The links, and how many messages name somebody or say what they answer."""
    using = using or model()
    read = lines(messages, names or {}, using.habits)
    told = replies(messages)
    for i, parent in told.items():
        if read[parent].author != read[i].author:
            read[i].names[read[parent].author] = ADDRESSED
    history, talks = History(read, weights(read)), Talks()
    found = []
    quick_from = len(read) if quick_from is None or using.second is None else quick_from
    for i, line in enumerate(read):
        if i in told:
            link = Link(told[i], 1.0)
        else:
            less = RELUCTANCE if line.author in mine else 0
            link = (quick if i >= quick_from else careful)(history, talks, i, using, less)
        found.append(link)
        talks.add(i, link.parent, line)
        history.add(i)
    return found, history.naming_count


def replies(messages: Sequence[Message]) -> dict[int, int]:
    """The messages that say which earlier message of the session they answer, with that one's place."""
    places: dict[str, int] = {}
    found = {}
    for i, message in enumerate(messages):
        if message.reply_to is not None and message.reply_to in places:
            found[i] = places[message.reply_to]
        places[message.id] = i
    return found
