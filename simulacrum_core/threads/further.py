"""Further answers: what else an unsure message may answer, and what the second look is told of all likely answers."""

from __future__ import annotations

from collections.abc import Sequence

from .features import History
from .likely import LIKELY, LONG_AGO, ROLES
from .talks import Talks

FURTHER = "named_before talk_before own_before third".split()
"""The last but one of whom the message names; in the talk of its author, the last but one of somebody else; its
author's last but one; the last of a third other who wrote lately.
"""
_OF_EACH = "rarest long parent_overlap pause".split()
_OF_FURTHER = "back seconds signs overlap answers_me".split()
_OF_ALL = [*(f"{role}_behind" for role in ("start", *ROLES, "else")), "novelty", "naming_share"]
SECOND = [
    *LIKELY,
    *(f"{role}_{name}" for role in ROLES for name in _OF_EACH),
    *(f"{role}_{name}" for role in FURTHER for name in (*_OF_FURTHER, *_OF_EACH)),
    *_OF_ALL,
]
"""The names of the numbers in a row: those of the first look, and what is added."""
_NONE = (0, 0, 0, LONG_AGO)
_NOBODY = (999, LONG_AGO, 3, 0, 0, *_NONE)
_LOOKED_BACK = 8
_OVERLAP, _EACH = 3, 8
"""Where the overlap of the first likely answer stands in the row of the first look, and how far apart they are."""


def further(history: History, talks: Talks, i: int, found: Sequence[int]) -> list[int]:
    """The further answers of message `i`, in the order of their roles, behind the likely ones that were `found`."""
    read, said, recent = history.read, history.said, history.recent
    me = read[i].author
    named, own = found[0], found[3]
    by_named = said[read[named].author] if named >= 0 else ()
    mine = said.get(me, ())
    more = [by_named[-2] if len(by_named) > 1 else -1, -1, mine[-2] if len(mine) > 1 else -1, -1]
    if own >= 0:
        others = [j for j in talks.latest[me].messages[-_LOOKED_BACK:] if read[j].author != me]
        if len(others) > 1:
            more[1] = others[-2]
    known = {me, *[read[j].author for j in found if j >= 0]}
    for who in reversed(recent):
        if who not in known:
            more[3] = said[who][-1]
            break
    seen = {*found}
    for place, j in enumerate(more):
        if j in seen:
            more[place] = -1
        seen.add(j)
    return more


def second_row(
    history: History,
    talks: Talks,
    i: int,
    found: Sequence[int],
    more: Sequence[int],
    row: Sequence[int],
    scores: Sequence[int],
) -> list[int]:
    """The row of the second look: that of the first one, and what its scores and the answers' own talks tell."""
    read, idf, of, parents = history.read, history.idf, talks.of, talks.parents
    line = read[i]
    me, words, now, whom = line.author, line.words, line.seconds, line.names.keys()
    told = [*row]
    shared = dict(zip(found, row[_OVERLAP::_EACH], strict=False))
    for j in found:
        if j < 0:
            told += _NONE
            continue
        other, parent = read[j], parents[j]
        if parent not in shared:
            common = words & read[parent].words
            shared[parent] = sum([idf[word] for word in common]) if common else 0
        told += (
            max([idf[word] for word in words & other.words]) if shared[j] else 0,
            other.long,
            shared[parent] if parent != j else 0,
            int(now - of[j].seconds),
        )
    for j in more:
        if j < 0:
            told += _NOBODY
            continue
        other, parent = read[j], parents[j]
        if parent not in shared:
            common = words & read[parent].words
            shared[parent] = sum([idf[word] for word in common]) if common else 0
        theirs = other.names
        weights = [idf[word] for word in words & other.words]
        told += (
            i - j,
            int(now - other.seconds),
            (1 if me in theirs else 2 if whom.isdisjoint(theirs) else 4) if theirs else 0,
            sum(weights),
            2 if parent == j else 1 if read[parent].author == me else 0,
            max(weights, default=0),
            other.long,
            shared[parent] if parent != j else 0,
            int(now - of[j].seconds),
        )
    top = max(scores)
    told += [top - score for score in scores]
    told += (sum([idf[word] for word in words]) // (len(words) or 1), 100 * history.naming_count // (i or 1))
    return told
