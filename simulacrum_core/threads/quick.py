"""The quick look: what a message answers, by its few likely answers; where these leave it unsure, by a closer look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from .careful import careful, chosen_of
from .features import NEAREST, History
from .further import further, second_row
from .likely import likely, likely_row
from .talks import Link, Talks
from .weights import STEP, Model, unpacked, unpacked_second
from .words import ADDRESSED

SCALE, SCALE_AGAIN = 2000.0, 2400.0
"""The chance of an answer goes with exp(score / `SCALE`), at the second look with exp(score / `SCALE_AGAIN`)."""

UNSURE, LESS_AGAIN = 0.42, 2.5
"""The chance below which a link is looked at again, and how much more starting a talk is lowered there for the persona.
Chosen on annotated chats, those for tuning.
"""

STILL_UNSURE = 0.35
"""The chance below which the likeliest answers of the second look are looked at carefully; chosen on the same chats."""

Again = Literal["third", "second", "careful", "no"]
"""What is done where the first look leaves a message unsure: a second look, and a third one where that leaves it so,
a second one alone, a careful one at what is near, or none.
"""

CERTAIN, AT_ONCE = 0.8, 30
"""The chance of a link that needs no score (on annotated chat, 74 to 86 of 100 are right, and 94 to 99 in the right
talk, as with a score), and the seconds within which one's next message goes on with the last.
"""


def quick(history: History, talks: Talks, i: int, using: Model, less: int = 0, again: Again = "third") -> Link:
    """The link of message `i` of its likely answers; where one is not sure, it joins no talk.

    Starting a talk counts by so much `less`; nothing is certain of the persona, who is looked at again, where it names
    nobody.
    """
    parent = certain(history, i)
    if parent >= 0 and (not less or again == "no" or history.read[i].names):
        return Link(parent, CERTAIN)
    first, second = using.first, using.second
    if first is None or (second is None and again in ("third", "second")):
        raise ValueError("A model without the forests `first` and `second` looks at no message quickly")
    found = likely(history, talks, i)
    row = likely_row(history, talks, i, found, history.idf)
    scores = [*unpacked(first(*row))]
    scores[0] -= less
    link = likeliest(i, found, scores)
    if link.confidence >= UNSURE and not (less and link.parent == i):
        return link
    if again == "careful":
        return careful(history, talks, i, using, less, seldom=True)
    if again == "no" or second is None:
        return link
    scores[0] += less
    more = further(history, talks, i, found)
    added = unpacked_second(second(*second_row(history, talks, i, found, more, row, scores)))
    of_first = [*scores[:-1], *[0] * len(more), scores[-1]]
    scores = [STEP * score + first for score, first in zip(added, of_first, strict=True)]
    found += more
    link = likeliest(i, found, [scores[0] - int(less * LESS_AGAIN), *scores[1:]], SCALE_AGAIN)
    if again == "second" or link.confidence >= STILL_UNSURE:
        return link
    return chosen_of(history, talks, i, using, *_told(i, found, scores), less)


def _told(i: int, found: Sequence[int], scores: Sequence[int]) -> tuple[dict[int, int], float]:
    """What the second look tells the third: scores in thousandths of a nat, and what it thinks of answers unknown."""
    thousandths = [int(score * 1000 / SCALE_AGAIN) for score in scores]
    told, nobody = {i: thousandths[0]}, [thousandths[-1]]
    for j, score in zip(found, thousandths[1:], strict=False):
        if j < 0:
            nobody.append(score)
        else:
            told[j] = score
    top = max(told.values())
    return told, sum([math.exp((score - top) / 1000) for score in nobody])


def likeliest(i: int, found: Sequence[int], scores: Sequence[int], scale: float = SCALE) -> Link:
    """The likeliest answer of message `i`: itself, or one of those that were found."""
    places = (i, *found)
    top = max(scores[:-1])
    parent = places[scores.index(top)]
    if parent < 0:
        top, parent = max([(score, -k) for k, score in enumerate(scores[:-1]) if places[k] >= 0])
        parent = places[-parent]
    exp = math.exp
    return Link(parent, 1 / sum([exp((score - top) / scale) for score in scores]))


def certain(history: History, i: int) -> int:
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
