"""The ranker: what each message of a session answers, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import msgspec

from ..models import Message
from .features import CLOSE, NEAREST, History, Row, candidates, rows
from .likely import likely, likely_row
from .talks import Talks, standing
from .weights import Model, Score, model, unpacked
from .words import ADDRESSED, Names, lines, weights

BEST, BEHIND, DOUBT = 5, 1500, 1250.0
"""Candidates that are looked at twice, and how far their score may be behind the best one's; one that is further behind
counts in the confidence alone, with exp(-behind / `DOUBT`). All chosen on annotated chats, those for tuning.
"""

CLEAR, CLEAR_AMONG_NAMES, SELDOM, FIRST_SCALE = 2000, 1000, 10, 2000.0
"""How far behind all other scores are where an answer of the persona is clear at first sight, and where no fewer than
one of `SELDOM` messages names somebody; the chance of an answer goes with exp(score / `FIRST_SCALE`) there. Chosen as
above.
"""

CERTAIN, AT_ONCE = 0.8, 30
"""The chance of a link that needs no score (on annotated chat, 74 to 86 of 100 are right, and 94 to 99 in the right
talk, as with a score), and the seconds within which one's next message goes on with the last.
"""

RELUCTANCE = 2000
"""How much the score of starting a talk is lowered for those whose words are to be read behind something. On the
annotated chats for tuning, 91 of 100 of a speaker's messages have a context with it, 86 without; 76 and 79 are clean.
"""


class Link(msgspec.Struct, frozen=True, gc=False):
    """A message answers `parent` (its place in the session), or starts a talk where that is itself.

    `confidence` is the chance that this is so, 1 where the source says what is answered.
    """

    parent: int
    confidence: float


def links(
    messages: Sequence[Message],
    names: Names | None = None,
    using: Model | None = None,
    mine: Set[str] = frozenset(),
    *,
    quick_from: int | None = None,
) -> list[Link]:
    """A link of every message of a session; `names` tells what authors are called, where ids are no names.

    What those in `mine` say starts a talk only where that is clear. From `quick_from` on, what others say is
    looked at once.
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
    first = using.first
    quick_from = len(read) if quick_from is None else quick_from
    for i, line in enumerate(read):
        if i in told:
            link = Link(told[i], 1.0)
        else:
            less = RELUCTANCE if line.author in mine else 0
            quick = _at_first_sight(history, talks, i, first, less) if first and i >= quick_from else None
            few = i >= quick_from and _are_named(history, i)
            link = quick or chosen(best(history, talks, i, using, less, few=few), i, using, less)
        found.append(link)
        talks.add(i, link.parent, line)
        history.add(i)
    return found, history.naming_count


def _at_first_sight(history: History, talks: Talks, i: int, first: Score, less: int) -> Link | None:
    """The link of message `i` as it is scored with the likely answers alone; where it is not sure, it joins no talk.

    None for one of the persona, whose starting a talk counts `less`, that is not clear or seems to start one.
    """
    certain = _certain(history, i)
    if certain >= 0 and (not less or history.read[i].names):
        return Link(certain, CERTAIN)
    found = likely(history, talks, i)
    scores = [*unpacked(first(*likely_row(history, talks, i, found, history.idf)))]
    scores[0] -= less
    place, parent, top = 0, i, scores[0]
    for k, j in enumerate(found, 1):
        if j >= 0 and scores[k] > top:
            place, parent, top = k, j, scores[k]
    if less:
        clear = CLEAR_AMONG_NAMES if _are_named(history, i) else CLEAR
        if place == 0 or sum([top - score < clear for score in scores]) > 1:
            return None
    exp = math.exp
    return Link(parent, 1 / sum([exp((score - top) / FIRST_SCALE) for score in scores]))


def _are_named(history: History, i: int) -> bool:
    """Whether the messages before message `i` often name somebody."""
    return SELDOM * history.naming_count >= i


def _certain(history: History, i: int) -> int:
    """What message `i` answers where no score is needed, else -1: it goes on, or two talk to each other by name."""
    if not i:
        return -1
    line, last = history.read[i], history.read[i - 1]
    names, me = line.names, line.author
    if not names:
        goes_on = line.seconds - last.seconds <= AT_ONCE if last.author == me else me in last.names
        return i - 1 if goes_on else -1
    if len(names) == 1:
        ((who, how),) = names.items()
        if how == ADDRESSED and who in history.said:
            j = history.said[who][-1]
            if i - j <= NEAREST and me in history.read[j].names:
                return j
    return -1


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
    them, fine = best.them, using.fine
    if len(them) == 1:
        return Link(them[0], 1 / (1 + best.doubt))
    scores = [fine(*row) + (using.start - less if j == i else 0) for j, row in zip(them, best.rows, strict=True)]
    top = max(scores)
    chances = sum([math.exp((score - top) / using.scale) for score in scores]) + best.doubt
    return Link(them[scores.index(top)], 1 / chances)


def _few(history: History, talks: Talks, i: int) -> list[int]:
    found = {*range(max(0, i - CLOSE), i), *likely(history, talks, i)}
    return [i, *sorted([j for j in found if j >= 0], reverse=True)]


def best(history: History, talks: Talks, i: int, using: Model, less: int = 0, *, few: bool = False) -> Best:
    """The likely messages that message `i` may answer, with what their talks tell of them where there are several.

    Where starting a talk seems best and counts so much `less`, others may be further behind. With `few`, they are the
    likely answers and the nearest messages alone.
    """
    them = _few(history, talks, i) if few else candidates(history, i)
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
