"""Contexts: what stands before a turn, taken from the talk it belongs to and cut at the first weak link."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set

import msgspec

from ..models import Message
from .ranker import linked
from .talks import Link
from .words import Names

WEAKEST = 0.5
"""Confidence below which a link does not join talks; chosen on the annotated chats for tuning, where more contexts are
clean with it than with .45 (76 and 75 of 100), and a fifth of a message shorter."""


SMALL = 12
"""People of a group up to which each is likely in all of its talks."""
SURE = 0.7
"""Confidence below which, in a small group that names nobody and where many write at a time, an answer of the persona
stands behind what it answers alone. On invented small groups for tuning, more of their contexts are clean with it.
"""


class Threads(msgspec.Struct, frozen=True):
    """A session taken apart: a link and a talk for each message, and the messages of each talk in their order.

    `naming` is how many messages name somebody or say what they answer.
    """

    links: tuple[Link, ...]
    talk_of: tuple[int, ...]
    talks: tuple[tuple[int, ...], ...]
    naming: int = 0


def threads(
    session: Sequence[Message],
    names: Names | None = None,
    mine: Set[str] = frozenset(),
    *,
    quick_from: int | None = None,
    said: int = 0,
    small: bool = False,
    often: bool = False,
    quiet: bool = False,
) -> Threads:
    """The talks of a busy session; `names` tells what authors are called, where their ids are no names.

    What the authors `mine` say stays in the likeliest talk, however unsure that is, and starts one only where that is
    clear: it is to be read behind something. From the message `quick_from` on, what others say takes a
    quarter of the time. `said` is how many messages the session has, with those that stand too far before any of `mine`
    to be given here. In a `small` group that names nobody, such a message goes on with a talk of others only where that
    is likely. Where the persona writes `often` in a larger one, a message has one look. There are no talks where a
    session names nobody, many write at a time, and the chat is so `quiet` that talks seldom cross.
    """
    kept = {place for place, message in enumerate(session) if message.author in mine}
    found = linked(session, names, mine=mine, quick_from=quick_from, said=said, small=small, often=often, quiet=quiet)
    if not found.links:
        return Threads((), (), (), found.naming)
    weakest, alone = WEAKEST, set[int]()
    if found.nameless and found.few:
        weakest = 0.0
    elif found.nameless and small:
        links = found.links
        alone = {i for i in kept if links[i].parent not in kept and links[i].confidence < SURE}
    return msgspec.structs.replace(joined(found.links, weakest, kept - alone, alone), naming=found.naming)


def joined(
    found: Sequence[Link], weakest: float = WEAKEST, kept: Set[int] = frozenset(), alone: Set[int] = frozenset()
) -> Threads:
    """The talks that links make; one that is less sure than `weakest` joins nothing, but for those of `kept`.

    Neither do those of `alone`, however sure.
    """
    talk_of: list[int] = []
    talks: list[list[int]] = []
    for i, link in enumerate(found):
        if link.parent == i or i in alone or (link.confidence < weakest and i not in kept):
            talk_of.append(len(talks))
            talks.append([])
        else:
            talk_of.append(talk_of[link.parent])
        talks[talk_of[i]].append(i)
    return Threads(tuple(found), tuple(talk_of), tuple(map(tuple, talks)))


def context(taken: Threads, index: int, most: int) -> list[int]:
    """The places of at most `most` messages to stand before a turn, in their order: the end of its talk so far.

    The message that it answers is always among them; nothing, where the turn starts a talk.
    """
    parent = taken.links[index].parent
    if parent == index or most < 1:
        return []
    talk = taken.talks[taken.talk_of[parent]]
    end = bisect_left(talk, index)
    found = list(talk[max(0, end - most) : end])
    return found if parent in found else [parent, *found[1:]]
