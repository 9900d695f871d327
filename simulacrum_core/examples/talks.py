"""Talks: a session taken apart where several go on at once, and what each answer of the persona answers.

A reply names what it answers, in any chat that has ids; in a busy group it is worked out. Where that stands far from
the answer, or in another session, it is set beside the answer, where nothing of it is trained on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import count, islice
from operator import itemgetter
from random import Random

import msgspec

from ..config.recipe import Recipe, Replies
from ..models import Conversation, Message
from ..threads import is_busy, threads
from ..threads.ranker import NAMELESS
from .answered import accounted, with_answered
from .kinds import is_all_written, untrained_kinds
from .overlap import overlapped
from .runs import Cut, LeftOut, Run, keeps_openers, runs
from .sessions import LONGEST

RECENT = 10_000
"""Messages before a session among which what a reply names is looked for."""
BEFORE, BEFORE_QUICK = 100, 60
"""Messages before one of the persona's that are taken apart in a busy group; almost nothing is answered later. With the
quick look, contexts of the annotated chats for tuning are as clean with 60 (76 of 100).
"""
THOROUGH = 300
"""Messages of a conversation from which on what others say is looked at quickly: on annotated chat, contexts of long
chats are as clean then, and it may take no more than a part of a conversion's time."""


class Talks(msgspec.Struct, frozen=True):
    """A session's talks, what messages of the persona answer by their ids, and whether several talks went on at once.

    `left_out` are answers to what is in no example. `earlier` are ids of answered messages that an earlier session left
    out, each with the reason.
    """

    talks: Sequence[list[Message]]
    answers: Mapping[str, Message]
    busy: bool
    left_out: LeftOut
    earlier: Mapping[str, str] = msgspec.field(default_factory=dict)


class Recent:
    """The messages of earlier sessions that a reply may name: the latest ones, so that memory stays flat.

    `left_out` are the ids of those of them that are in no example, each with the reason. `used` counts the messages of
    the conversation before the session at hand, `taken_apart` those of sessions that were taken apart, `quick` those of
    them that had the quick look, `nameless` those of sessions in which hardly any names somebody or is a reply. Nothing
    is kept of a conversation of which nothing `is_asked`, as it has no replies.
    """

    def __init__(self, used: int = 0, *, is_asked: bool = True) -> None:
        self.is_asked = is_asked
        self.left_out: dict[str, str] = {}
        self.used = used
        self.taken_apart = self.quick = self.nameless = 0
        self._sessions: deque[tuple[int, list[Message], list[str]]] = deque()
        self._count = 0
        # Places by ids. All before the latest go together: to look at each as it goes waits for memory.
        self._places: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._new: deque[tuple[int, list[str]]] = deque()

    def find(self, id: str) -> Message | None:
        """The message of an id, if it was said lately."""
        # Most chats have no replies, so that nothing is indexed before one asks for it.
        while self._new:
            first, ids = self._new.popleft()
            if len(self._places) >= RECENT + LONGEST:
                self._places, self._before = {}, self._places
            self._places.update(zip(ids, count(first), strict=False))
        place = self._places.get(id, self._before.get(id, -1))
        if not self._sessions or place < self._sessions[0][0]:
            return None
        first, session, _ = self._sessions[bisect_right(self._sessions, place, key=itemgetter(0)) - 1]
        return session[place - first]

    def leave_out(self, reasons: Mapping[str, str]) -> None:
        """Remember ids of messages that are in no example."""
        if self.is_asked:
            self.left_out |= reasons

    def take_back(self, ids: Iterable[str]) -> None:
        """Forget that messages are in no example."""
        for id in ids:
            self.left_out.pop(id, None)

    def add(self, session: list[Message]) -> None:
        """Take in a session that is over; what of it is left out is known."""
        if not self.is_asked:
            return
        ids = [message.id for message in session]
        # Asked while its messages are in the processor's cache: a fifth of what it costs when they go.
        self._sessions.append((self._count, session, [*filter(self.left_out.__contains__, ids)]))
        self._new.append((self._count, ids))
        self._count += len(session)
        while self._count - self._sessions[0][0] - len(self._sessions[0][1]) >= RECENT:
            first, _, out = self._sessions.popleft()
            if self._new[0][0] == first:
                self._new.popleft()
            for id in out:
                self.left_out.pop(id, None)


def talks_of(
    session: list[Message], recent: Recent, conversation: Conversation, mine: Set[str], recipe: Recipe
) -> Talks:
    """The talks of a session, in the order in which they begin."""
    if all(message.author not in mine for message in session):
        return Talks([session], {}, False, {})
    answers: dict[str, Message] = {}
    left_out: LeftOut = {}
    if recipe.replies != "off":
        answers, missing = _named(session, recent, mine)
        if missing:
            lost = {message.id for message in missing}
            left_out["answered_is_missing"] = missing
            session = [message for message in session if message.id not in lost]
    earlier = {one.id: recent.left_out[one.id] for one in answers.values() if one.id in recent.left_out}
    if recipe.threads == "off" or not is_busy(session):
        return Talks([session], answers, False, left_out, earlier)
    said = len(session)
    far, session = _far_and_near(session, mine, BEFORE if recipe.threads == "careful" else BEFORE_QUICK)
    quick_from = None if recipe.threads == "careful" else max(0, THOROUGH - recent.used)
    taken = threads(session, _names(conversation, session), mine, quick_from=quick_from, said=said)
    recent.taken_apart += len(session)
    recent.quick += max(0, len(session) - (len(session) if quick_from is None else quick_from))
    if taken.naming < NAMELESS * len(session):
        recent.nameless += len(session)
    for place, link in enumerate(taken.links):
        parent = session[link.parent]
        if session[place].author in mine and parent.author not in mine and recipe.replies != "off":
            answers.setdefault(session[place].id, parent)
    talks = [[session[place] for place in talk] for talk in taken.talks]
    # Most talks are silent, and none of them is cut.
    silent = [message for talk in talks if _is_silent(talk, mine) for message in talk]
    heard = [talk for talk in talks if not _is_silent(talk, mine)]
    return Talks([far + silent, *heard] if far or silent else heard, answers, True, left_out, earlier)


def _is_silent(talk: Iterable[Message], mine: Set[str]) -> bool:
    return mine.isdisjoint([message.author for message in talk])


def cut_of(conversation: Conversation, recipe: Recipe, talks: Talks, mine: Set[str]) -> Cut:
    """How talks of a conversation are cut."""
    openers, kinds = keeps_openers(conversation, recipe.openers), untrained_kinds(recipe)
    own = [message for talk in talks.talks for message in talk if message.author in mine]
    untrained = None if is_all_written(own, kinds) else kinds
    return Cut(recipe.min_messages, recipe.max_messages, openers, talks.busy, untrained)


def runs_of(
    talks: Talks, mine: Set[str], cut: Cut, rng: Random, replies: Replies, overlap: int = 0
) -> tuple[list[Run], LeftOut]:
    """The runs of all talks, in each of which what is answered stands before its answer; and the messages in none."""
    found: list[Run] = []
    counts: list[int] = []
    left_out: LeftOut = {reason: list(messages) for reason, messages in talks.left_out.items()}
    for talk in talks.talks:
        cuts, out = runs(talk, mine, cut, rng, talks.answers)
        here = {message.id for message in talk} if talks.answers else set[str]()
        if not here.isdisjoint(talks.answers):
            cuts = [with_answered(run, here, talks.answers, at_start=replies == "start") for run in cuts]
            out = {reason: [message for message in messages if message.id in here] for reason, messages in out.items()}
        found += cuts
        counts.append(len(cuts))
        for reason, messages in out.items():
            left_out.setdefault(reason, []).extend(messages)
    if talks.answers:
        found, left_out = accounted(found, left_out, talks.talks, talks.earlier)
    if overlap:
        left = iter(found)
        each = (list(islice(left, count)) for count in counts)
        pairs = zip(each, talks.talks, strict=True)
        found = [run for cuts, talk in pairs for run in overlapped(cuts, talk, mine, overlap)]
    return found, left_out


def _named(session: Sequence[Message], recent: Recent, mine: Set[str]) -> tuple[dict[str, Message], list[Message]]:
    """What messages of the persona say that they answer, and those whose answered message is not used.

    Going on with one's own words asks for nothing beside them.
    """
    answers: dict[str, Message] = {}
    missing: list[Message] = []
    if {message.reply_to for message in session} <= {None}:
        # Most sessions have none: 0.2 µs a message.
        return answers, missing
    before: dict[str, Message] = {}
    for message in session:
        if message.reply_to is not None and message.author in mine:
            named = before.get(message.reply_to) or recent.find(message.reply_to)
            if named is None:
                missing.append(message)
            elif named.author not in mine:
                answers[message.id] = named
        before[message.id] = message
    return answers, missing


def _far_and_near(session: Sequence[Message], mine: Set[str], before: int) -> tuple[list[Message], list[Message]]:
    """Messages after which the persona says nothing for long, and all others."""
    far: list[Message] = []
    near: list[Message] = []
    left = 0
    for message in reversed(session):
        left = before + 1 if message.author in mine else left - 1
        (near if left > 0 else far).append(message)
    return far[::-1], near[::-1]


def _names(conversation: Conversation, session: Iterable[Message]) -> dict[str, tuple[str, ...]]:
    """What those who write in a session are called."""
    there = {message.author for message in session}
    return {person.id: (person.name, *person.handles) for person in conversation.participants if person.id in there}
