"""The likely answers: the few earlier messages that most messages answer, and what is known of them in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .features import NEAREST, NEVER, History
from .talks import Talks

LONG_AGO = 9999
ROLES = "named naming talk own other another".split()
"""Whom a message names: the last message of that person; the last one that names its author; in the talk in which its
author was last, the last one of somebody else; its author's last; the last ones of the two others who wrote last."""
_OF_EACH = "back seconds signs overlap asks answers talk answers_me".split()
_OF_ALL = "names stray asks opens goes_on long calls said people pause rate met".split()
LIKELY = [*(f"{role}_{name}" for role in ROLES for name in _OF_EACH), *_OF_ALL]
"""The names of the numbers in a row."""
NOBODY = (NEVER, LONG_AGO, 3, 0, 0, 0, 0, 0)


def likely(history: History, talks: Talks, i: int) -> list[int]:
    """The likely answers of message `i` in the order of their roles; -1 where there is none, or has a role already."""
    read, said = history.read, history.said
    line = read[i]
    me = line.author
    own = said[me][-1] if me in said else -1
    named, plainest = -1, 0
    for who, how in line.names.items():
        if how > plainest and who in said:
            named, plainest = said[who][-1], how
    calls = history.naming.get(me)
    naming = calls[-1] if calls and calls[-1] > own and calls[-1] != named else -1
    found = [named, naming, -1, own]
    if own >= 0:
        for j in talks.latest[me].messages[:-5:-1]:
            if read[j].author != me:
                found[2] = j if j != named and j != naming else -1
                break
    for who in reversed(history.recent):
        if who != me:
            j = said[who][-1]
            found.append(-1 if j in found else j)
            if len(found) == len(ROLES):
                break
    while len(found) < len(ROLES):
        found.append(-1)
    return found


def likely_row(history: History, talks: Talks, i: int, found: Sequence[int], idf: Mapping[str, int]) -> list[int]:
    """What is known of message `i` and of its likely answers."""
    read, of, parents, answers = history.read, talks.of, talks.parents, talks.answers
    line = read[i]
    me, names, words, now = line.author, line.names, line.words, line.seconds
    mine = talks.latest.get(me)
    whom = names.keys()
    row: list[int] = []
    for j in found:
        if j < 0:
            row += NOBODY
            continue
        other, parent = read[j], parents[j]
        theirs = other.names
        common = words & other.words
        row += (
            i - j,
            int(now - other.seconds),
            (1 if me in theirs else 2 if whom.isdisjoint(theirs) else 4) if theirs else 0,
            sum([idf[word] for word in common]) if common else 0,
            other.asks,
            answers[j],
            1 if of[j] is mine else 0,
            2 if parent == j else 1 if read[parent].author == me else 0,
        )
    calls, own = history.naming.get(me), found[3]
    before = read[i - 1] if i else line
    row += (
        max(names.values()) if names else 0,
        line.stray,
        line.asks,
        *line.tells,
        line.long,
        sum([call > own for call in calls]) if calls else 0,
        min(len(history.said.get(me, ())), 50),
        len(history.spoken),
        int(now - before.seconds),
        int(now - read[max(0, i - NEAREST)].seconds),
        i - history.met.get((me, before.author), -NEVER),
    )
    return row
