"""The ranker: what each message of a session answers, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence, Set

import msgspec

from ..models import Message
from .careful import careful
from .features import History
from .pace import FEW, among
from .quick import Again, quick
from .talks import Link, Talks
from .weights import Model, group_model, model
from .words import ADDRESSED, Line, Names, lines, weights

RELUCTANCE = 2000
"""How much the score of starting a talk is lowered for those whose words are to be read behind something. On the
annotated chats for tuning, 91 of 100 of a speaker's messages have a context with it, 86 without; 76 and 79 are clean.
"""

RELUCTANCE_OF_FEW = 1500
"""The same for others where people are seldom named and few write at a time, so that no talk is split. On slower,
thinned copies without names of the annotated chats for tuning, contexts of an eighth of the talks are clean in 69 of
100 with it and 68 without, those of a sixteenth in 78 and 70 (three draws); 1000 and 2000 do as well.
"""

SELDOM = 10
"""Where fewer than one of so many messages of a session names somebody, others are looked at once, and the persona
carefully where that is unsure, unless few write at a time. On nameless copies of the annotated chats for tuning, a
second look leaves contexts of the persona's turns less clean (37 and not 41 of 100) where many write, is as good where
few do, and makes no difference for what others say.
"""
RARELY = 20
"""Where many write, nobody is named, and no more than one of so many messages of the session is of the persona, each of
these is looked at carefully, among all that it may answer, as that costs little. On nameless copies of the annotated
chats for tuning, 42 of 100 of their contexts are clean with it, and 41 without.
"""
OFTEN = 5
"""Where many write, nobody is named, and more than one of so many messages of a chat is of the persona, each of these
is looked at once, and less of what others say: most of it stands near some turn of the persona, and would take more
than its part of a conversion. Hardly a speaker of the annotated chats for tuning writes that much.
"""
LOOKED, LOOKED_SELDOM, LOOKED_OFTEN = 20, 8, 3
"""Messages before one of the persona's of which it is asked what they answer, and where people are seldom named;
earlier ones may be answered, and are no more than that. On the annotated chats for tuning, contexts are as clean as
with 60.
"""
NAMELESS = 0.05
"""Share of messages that name somebody or are replies, below which a session counts as one that names nobody."""


class Linked(msgspec.Struct, frozen=True):
    """The links of a session, and how many messages name somebody or say what they answer.

    `few` tells that people are seldom named, and few write at a time; `nameless` that hardly any message names anybody.
    """

    links: list[Link]
    naming: int
    few: bool
    nameless: bool


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
    quickly; where there are any of `mine`, what is said long before them not at all.
    """
    return linked(messages, names, using, mine, quick_from=quick_from).links


def linked(
    messages: Sequence[Message],
    names: Names | None = None,
    using: Model | None = None,
    mine: Set[str] = frozenset(),
    *,
    quick_from: int | None = None,
    said: int = 0,
    small: bool = False,
    often: bool = False,
    quiet: bool = False,
) -> Linked:
    """The links, and what tells how they were found; `said` counts all messages of the session.

    In a `small` group that names nobody, another model looks at what is said, the persona's closely where it is unsure.
    In another one where the persona writes `often`, each is looked at once, and less of what others say. There are no
    links where nobody is named, many write at a time, and the chat is so `quiet` that they seldom write of two things.
    """
    told = replies(messages)
    read = lines(messages, names or {}, (using or model()).habits)
    for i, parent in told.items():
        if read[parent].author != read[i].author:
            read[i].names[read[parent].author] = ADDRESSED
    history, talks = History(read, weights(read)), Talks()
    found = []
    naming = sum([bool(line.names) for line in read])
    nameless = naming < NAMELESS * len(read)
    of_group = small and nameless and using is None
    using = using or (group_model() if of_group else model())
    quick_from = len(read) if quick_from is None or using.first is None else quick_from
    seldom = SELDOM * naming < len(read)
    few = seldom and among([line.author for line in read]) <= FEW
    many = seldom and not few
    if quiet and nameless and many:
        return Linked([], naming, few, nameless)
    of_others: Again = "no" if seldom else "third"
    once = often and many and not small
    of_mine: Again = "no" if once else "careful" if many or of_group else "second" if seldom else "third"
    rarely = many and RARELY * sum([line.author in mine for line in read]) <= (said or len(read))
    far = _far(read, mine, LOOKED_OFTEN if once else LOOKED_SELDOM if seldom else LOOKED) if mine else set[int]()
    for i, line in enumerate(read):
        is_mine = line.author in mine
        less = RELUCTANCE if is_mine else RELUCTANCE_OF_FEW if few else 0
        if i in told:
            link = Link(told[i], 1.0)
        elif i < quick_from or (rarely and is_mine):
            link = careful(history, talks, i, using, less)
        elif i in far or (many and not is_mine and line.author not in history.said):
            # Of the first messages of others, 3 of 100 would join a talk.
            link = Link(i, 0.0)
        else:
            link = quick(history, talks, i, using, less, of_mine if is_mine else of_others)
        found.append(link)
        talks.add(i, link.parent, line)
        history.add(i)
    return Linked(found, naming, few, nameless)


def _far(read: Sequence[Line], mine: Set[str], most: int) -> set[int]:
    """The messages after which none of `mine` stands among the next ones, so many at `most`, nor might be said next."""
    found = set[int]()
    left = most
    for i in range(len(read) - 1, -1, -1):
        left = most if read[i].author in mine else left - 1
        if left < 0:
            found.add(i)
    return found


def replies(messages: Sequence[Message]) -> dict[int, int]:
    """The messages that say which earlier message of the session they answer, with that one's place."""
    places: dict[str, int] = {}
    found = {}
    for i, message in enumerate(messages):
        if message.reply_to is not None and message.reply_to in places:
            found[i] = places[message.reply_to]
        places[message.id] = i
    return found
