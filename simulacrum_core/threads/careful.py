"""The careful look: what a message answers, of all that it may answer, scored twice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from .features import History, Row, candidates, nearby, rows
from .talks import Link, Talks, standing
from .weights import Model

BEST, BEHIND, DOUBT = 5, 1500, 1250.0
"""Candidates that are looked at twice, and how far their score may be behind the best one's; one that is further behind
counts in the confidence alone, with exp(-behind / `DOUBT`). All chosen on annotated chats, those for tuning.
"""

BEST_OF = 3
"""The same where a quicker look has scored the likely answers before."""

BEST_NEARBY = 4
"""The same where people are seldom named and only what is near is looked at; contexts are as clean with it."""


def careful(history: History, talks: Talks, i: int, using: Model, less: int = 0, *, seldom: bool = False) -> Link:
    """The link of message `i`; starting a talk counts by so much `less`.

    Where people are `seldom` named, only what is near is looked at.
    """
    return chosen(best(history, talks, i, using, less, seldom=seldom), i, using, less)


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


def best(history: History, talks: Talks, i: int, using: Model, less: int = 0, *, seldom: bool = False) -> Best:
    """The likely messages that message `i` may answer, with what their talks tell of them where there are several.

    Where starting a talk seems best and counts so much `less`, others may be further behind.
    """
    them = (nearby if seldom else candidates)(history, i)
    all_rows = rows(history, i, them)
    coarse = using.coarse
    scores = [coarse(*row) for row in all_rows]
    order = sorted(range(len(them)), key=scores.__getitem__, reverse=True)[: BEST_NEARBY if seldom else BEST]
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


def chosen_of(
    history: History, talks: Talks, i: int, using: Model, scores: Mapping[int, int], doubt: float, less: int = 0
) -> Link:
    """The link of message `i`, of those of which another look tells scores, in thousandths of a nat.

    `doubt` is what that look leaves for all others, in shares of the chance of its best one.
    """
    order = sorted(scores, key=lambda j: (-scores[j], -j))
    top = scores[order[0]]
    most_behind = BEHIND + (less if order[0] == i else 0)
    them = [j for j in order[:BEST_OF] if top - scores[j] <= most_behind]
    doubt += sum([math.exp((scores[j] - top) / 1000) for j in order[len(them) :]])
    if len(them) == 1:
        return Link(them[0], 1 / (1 + doubt))
    read, idf = history.read, history.idf
    each = [i, *[j for j in them if j != i]]
    row_of = dict(zip(each, rows(history, i, each), strict=True))
    told = [row_of[j] + standing(talks, read, i, j, (place, top - scores[j]), idf) for place, j in enumerate(them)]
    return chosen(Best(them, told, doubt), i, using, less)
