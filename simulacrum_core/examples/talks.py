"""Talks: a session taken apart where several go on at once, and what each answer of the persona answers.

A reply names what it answers, in any chat that has ids; in a busy group it is worked out. Where that stands far from
the answer, or in another session, it is set beside the answer, where nothing of it is trained on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import accumulate, chain, islice, pairwise, repeat
from random import Random

import msgspec

from ..config.recipe import Recipe, Replies
from ..models import Conversation, Message
from ..threads import is_busy, threads
from ..threads.contexts import SMALL
from ..threads.pace import FEWEST_PEOPLE
from ..threads.ranker import NAMELESS
from .answered import Order, answers_in, counted_first, placed, with_answered, without
from .kinds import is_all_written, untrained_kinds
from .overlap import overlapped
from .runs import Cut, LeftOut, Run, keeps_openers, runs

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
    out, each with the reason. The `authors` of one talk in which nothing is answered are known.
    """

    talks: Sequence[list[Message]]
    answers: Mapping[str, Message]
    busy: bool
    left_out: LeftOut
    earlier: Mapping[str, str] = msgspec.field(default_factory=dict)
    authors: Sequence[str | None] = ()


class _Said(msgspec.Struct, frozen=True):
    """A session that is over: its messages, their ids in one text, and the ids of those that are in no example."""

    session: list[Message]
    ids: str
    out: list[str]


class Recent:
    """The messages of earlier sessions that a reply may name: the latest ones, so that memory stays flat.

    `left_out` are the ids of those of them that are in no example, each with the reason. `used` counts the messages of
    the conversation before the session at hand, `taken_apart` those of sessions that were taken apart, `quick` those of
    them that had the quick look, `nameless` those of sessions in which hardly any names somebody or is a reply. Nothing
    is kept of a conversation of which nothing `is_asked`, as it has no replies. The persona writes `often`
    in it, or seldom; the session at hand `is_quiet` where talks seldom cross.
    """

    def __init__(self, used: int = 0, *, is_asked: bool = True, often: bool = False) -> None:
        self.is_asked, self.often, self.is_quiet = is_asked, often, False
        self.left_out: dict[str, str] = {}
        self.used = used
        self.taken_apart = self.quick = self.nameless = 0
        self._sessions: deque[_Said] = deque()
        self._count = 0
        self._out: list[str] = []

    def find(self, id: str) -> Message | None:
        """The message of an id, if it was said lately."""
        # An index of all messages takes three times what it takes to look for the few that are named.
        wanted = f"\0{id}\0"
        for said in reversed(self._sessions):
            if wanted in said.ids:
                return next((message for message in reversed(said.session) if message.id == id), None)
        return None

    def leave_out(self, reasons: Mapping[str, str]) -> None:
        """Remember ids of messages that are in no example."""
        if self.is_asked:
            self.left_out |= reasons
            self._out += reasons

    def take_back(self, ids: Iterable[str]) -> None:
        """Forget that messages are in no example."""
        for id in ids:
            self.left_out.pop(id, None)

    def add(self, session: list[Message]) -> None:
        """Take in a session that is over; what of it is left out is known."""
        if not self.is_asked:
            return
        ids = "\0".join([message.id for message in session])
        self._sessions.append(_Said(session, f"\0{ids}\0", self._out))
        self._out = []
        self._count += len(session)
        while self._count - len(self._sessions[0].session) >= RECENT:
            gone = self._sessions.popleft()
            self._count -= len(gone.session)
            self.take_back(gone.out)


def talks_of(
    session: list[Message], recent: Recent, conversation: Conversation, mine: Set[str], recipe: Recipe
) -> Talks:
    """The talks of a session, in the order in which they begin."""
    authors = [message.author for message in session]
    if mine.isdisjoint(authors):
        return Talks([session], {}, False, {})
    answers: dict[str, Message] = {}
    left_out: LeftOut = {}
    if recipe.replies != "off" and recent.is_asked:
        answers, missing = _named(session, recent, mine)
        if missing:
            lost = {message.id for message in missing}
            left_out["answered_is_missing"] = missing
            session = [message for message in session if message.id not in lost]
    earlier: dict[str, str] = {}
    if answers:
        earlier = {one.id: recent.left_out[one.id] for one in answers.values() if one.id in recent.left_out}
    whole = Talks([session], answers, False, left_out, earlier, () if answers or left_out else authors)
    if recipe.threads == "off" or len({*authors}) < FEWEST_PEOPLE or not is_busy(session):
        return whole
    said = len(session)
    far, session = _far_and_near(session, mine, BEFORE if recipe.threads == "careful" else BEFORE_QUICK)
    quick_from = None if recipe.threads == "careful" else max(0, THOROUGH - recent.used)
    names = _names(conversation, session)
    # Without replies, what an answer stands behind alone is not set before it.
    small = recipe.replies != "off" and 0 < len(conversation.participants) <= SMALL
    taken = threads(
        session, names, mine, quick_from=quick_from, said=said, small=small, often=recent.often, quiet=recent.is_quiet
    )
    if not taken.talks:
        return whole
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
        found += cuts
        counts.append(len(cuts))
        # An answer that begins a talk has before it what may be in another one, which accounts for it.
        here = set(map(id, talk)) if talks.answers else set[int]()
        for reason, messages in out.items():
            those = [message for message in messages if id(message) in here] if here else messages
            left_out.setdefault(reason, []).extend(those)
    if talks.answers:
        found, left_out = _answering(found, counts, left_out, talks, at_start=replies == "start")
    if overlap:
        left = iter(found)
        each = (list(islice(left, count)) for count in counts)
        pairs = zip(each, talks.talks, strict=True)
        found = [run for cuts, talk in pairs for run in overlapped(cuts, talk, mine, overlap)]
    return found, left_out


def _answering(
    found: Sequence[Run], counts: Iterable[int], left_out: LeftOut, talks: Talks, *, at_start: bool
) -> tuple[list[Run], LeftOut]:
    """The runs with what they answer, and the messages that are in none of them even so."""
    there = placed(talks.talks, talks.answers)
    ends = [0, *accumulate(map(len, talks.talks))]
    talk_of = chain.from_iterable(
        repeat(range(*talk), count) for talk, count in zip(pairwise(ends), counts, strict=True)
    )
    orders: list[Order] = []
    for run, talk in zip(found, talk_of, strict=True):
        places = [there.places[id(message)] for message in run.messages]
        elsewhere = [number for number, place in enumerate(places) if place not in talk]
        orders.append(with_answered(Order(places, run.beside.union(elsewhere)), there, at_start=at_start))
    shown = counted_first(orders, there, talks.earlier.keys())
    uncounted = set(map(id, shown))
    answering: list[Run] = []
    for order in orders:
        messages = [there.messages[place] for place in order.places]
        # Of replies in a row, two may answer the same.
        first = set[int]()
        for number in sorted(order.beside):
            if id(messages[number]) in uncounted:
                uncounted.remove(id(messages[number]))
                first.add(number)
        answering.append(Run(messages, order.beside, order.beside - first, answers=answers_in(order, there)))
    return answering, without(left_out, shown)


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
