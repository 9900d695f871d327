"""The ranker: what each message of a session answers, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import msgspec

from ..models import Message
from .features import History, Row, candidates, rows
from .quick import quick
from .talks import Link, Talks, standing
from .weights import Model, model
from .words import ADDRESSED, Names, lines, weights

BEST, BEHIND, DOUBT = 5, 1500, 1250.0
"""Candidates that are looked at twice, and how far their score may be behind the best one's; one that is further behind
counts in the confidence alone, with exp(-behind / `DOUBT`). All chosen on annotated chats, those for tuning.
"""

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
            if i >= quick_from:
                link = quick(history, talks, i, using, less)
            else:
                link = chosen(best(history, talks, i, using, less), i, using, less)
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


class Best(msgspec.Struct, frozen=True, gc=False):
    """The likeliest messages that a message may answer, a row for each, and what the others leave of doubt."""

    them: Sequence[int]
    rows: Sequence[Row]
    doubt: float


def chosen(best: Best, i: int, using: Model, less: int = 0) -> Link:
    """The most likely link of message `i`; starting a talk counts by so much `less`."""
    found = chances(best, i, using, less)
    parent = max(found, key=found.__getitem__)
    return Link(parent, found[parent])


def chances(best: Best, i: int, using: Model, less: int = 0) -> dict[int, float]:
    """How likely it is that message `i` answers each of the likeliest messages."""
    them, fine = best.them, using.fine
    if len(them) == 1:
        return {them[0]: 1 / (1 + best.doubt)}
    scores = [fine(*row) + (using.start - less if j == i else 0) for j, row in zip(them, best.rows, strict=True)]
    top = max(scores)
    each = [math.exp((score - top) / using.scale) for score in scores]
    total = sum(each) + best.doubt
    return {j: chance / total for j, chance in zip(them, each, strict=True)}


def best(history: History, talks: Talks, i: int, using: Model, less: int = 0) -> Best:
    """The likely messages that message `i` may answer, with what their talks tell of them where there are several.

    Where starting a talk seems best and counts so much `less`, others may be further behind.
    """
    them = candidates(history, i)
    all_rows = rows(history, i, them)
    coarse = using.coarse
    scores = [coarse(*row) for row in all_rows]
    order = sorted(range(len(them)), key=scores.__getitem__, reverse=True)[:BEST]
    behind = [scores[order[0]] - scores[k] for k in order]
    most_behind = BEHIND if order[0] else BEHIND + less
    doubt = sum([math.exp(-far / DOUBT) for far in behind if far > most_behind])
    order = [k for k, far in zip(order, behind, strict=True) if far <= most_behind]
    found = [them[k] for k in order]
    if len(found) == 1:
        return Best(found, (), doubt)
    read, idf = history.read, history.idf
    return Best(
        found,
        [
            all_rows[k] + standing(talks, read, i, them[k], (place, far), idf)
            for place, (k, far) in enumerate(zip(order, behind, strict=False))
        ],
        doubt,
    )
