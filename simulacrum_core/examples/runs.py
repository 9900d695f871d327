"""Runs: what a session is cut into at random, each of them the messages of one training example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import takewhile
from random import Random

import msgspec

from ..config.recipe import Openers, Untrained
from ..models import Conversation, Message
from .kinds import untrained_kind

LeftOut = dict[str, list[Message]]
"""Messages in no run, by the ledger's reason."""


class Run(msgspec.Struct, frozen=True, gc=False):
    """Messages of one example: another author's first, unless it opens with the persona, and the persona's last.

    `beside` are the places of messages that are there for what is answered alone, and stand elsewhere in their order;
    `repeated` those of all that another run or session accounts for. The first `overlap` messages are the end of an
    earlier run, of which nothing is trained on again. `answers` gives places of answers and of what each answers.
    """

    messages: list[Message]
    beside: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()
    overlap: int = 0
    answers: Mapping[int, int] = msgspec.field(default_factory=dict)


class Exchange(msgspec.Struct, frozen=True, gc=False):
    """What was said, most of it by others, and the persona's answer, which begins and ends with what is trained on."""

    before: list[Message]
    answer: list[Message]

    def __len__(self) -> int:
        return len(self.before) + len(self.answer)


def keeps_openers(conversation: Conversation, openers: Openers) -> bool:
    """Whether an example of a conversation may begin with the persona."""
    return openers == "keep" or (openers == "auto" and conversation.one_sided)


def has_exchange(session: Sequence[Message], mine: Set[str], untrained: Set[Untrained] = frozenset()) -> bool:
    """Whether the persona writes anything after somebody else; what is of a kind in `untrained` they do not write."""
    others = False
    for message in session:
        if message.author not in mine:
            others = True
        elif others and not untrained_kind(message, untrained):
            return True
    return False


class Cut(msgspec.Struct, frozen=True):
    """How talks are cut: runs of `fewest` to `most` messages; in a `busy` chat the shorter ones are more frequent.

    With `openers`, what the persona says first is kept. What the persona sends of a kind in `untrained` is as others'
    messages, but begins no run where nothing else of the persona's does, and ends none; where it is None, the talks
    are known to hold nothing of the persona's that they did not write, and no message is asked.
    """

    fewest: int
    most: int
    openers: bool = False
    busy: bool = False
    untrained: frozenset[Untrained] | None = None

    def size(self, rng: Random) -> int:
        """How many messages a run may have before it ends."""
        size = self._drawn(rng)
        return min(size, self._drawn(rng)) if self.busy else size

    def _drawn(self, rng: Random) -> int:
        """What `randint` gives, which asks three more functions for it."""
        width = self.most - self.fewest + 1
        bits = width.bit_length()
        while (drawn := rng.getrandbits(bits)) >= width:
            pass
        return self.fewest + drawn


def runs(
    talk: list[Message], mine: Set[str], cut: Cut, rng: Random, answers: Mapping[str, Message] | None = None
) -> tuple[list[Run], LeftOut]:
    """A talk cut into runs at random, only ever after an answer of the persona.

    Every answer that follows somebody's message is in exactly one run, and one that begins the talk with a message of
    an id in `answers`, behind what it answers; the messages in none are given by reason.
    """
    if all(message.author not in mine for message in talk):
        return [], {"silent_talk": talk}
    if cut.untrained is None and not (cut.openers or _begins_with_answer(talk, mine, answers or {})):
        return _plain_runs(talk, mine, cut, rng)
    cutter = _Cutter(mine, cut, rng)
    first: list[Run] = []
    if cut.openers:
        count = next((i for i, message in enumerate(talk) if message.author not in mine), len(talk))
        opening, talk = talk[:count], talk[count:]
        # What is answered stands before its answer.
        if talk and len(opening) + 2 <= cut.most:
            talk = [*opening, *talk]
        else:
            first = list(cutter.openers_of(opening))
    return [*first, *cutter.runs_of(talk, answers or {})], cutter.left_out


def _begins_with_answer(talk: Iterable[Message], mine: Set[str], answers: Mapping[str, Message]) -> bool:
    """Whether something of what the persona says first in a talk has what it answers before it."""
    return bool(answers) and any(one.id in answers for one in takewhile(lambda one: one.author in mine, talk))


_EXCHANGE = re.compile(rb"\x00+(\x01+)")
RUN, LONG = "run", "long"
"""What a stretch of a talk is besides a reason why it is left out: a run, an exchange whose answer exceeds one."""


def stretches(own: bytes, cut: Cut, rng: Random) -> Iterator[tuple[str, int, int]]:
    """What a talk is cut into, in the order of the account: what it is, where it begins, and where it ends.

    `own` says of each message whether the persona wrote it; an answer is what the persona writes behind somebody else.
    """
    start = own.find(b"\0") if b"\0" in own else len(own)
    if start:
        yield "opens_session", 0, start
    target, last, fewest = cut.size(rng), start, cut.fewest
    for match in _EXCHANGE.finditer(own):
        end = match.end()
        if last > start and end - start > (target if last - start >= fewest else cut.most):
            yield RUN if last - start >= fewest else "too_few", start, last
            start, target = last, cut.size(rng)
        if end - start > cut.most:
            if end - match.start(1) < cut.most:
                # An answer that has room behind some of what is before it.
                yield "too_far", start, end - cut.most
                yield RUN, end - cut.most, end
            else:
                yield LONG, start, end
            start = end
        last = end
    if last < len(own):
        yield "not_answered", last, len(own)
    if start < last:
        yield RUN if last - start >= fewest else "too_few", start, last


def _plain_runs(talk: list[Message], mine: Set[str], cut: Cut, rng: Random) -> tuple[list[Run], LeftOut]:
    """The same where nothing but what others say and what the persona writes to it is in a talk, as in most.

    Exchanges stand one after the other, so that a run is a slice: a third of the time.
    """
    own = bytes([message.author in mine for message in talk])
    cutter = _Cutter(mine, cut, rng)
    found: list[Run] = []
    for what, start, end in stretches(own, cut, rng):
        if what == RUN:
            found.append(Run(talk[start:end]))
        elif what == LONG:
            answer = own.index(b"\1", start)
            found += cutter.pieces(Exchange(talk[start:answer], talk[answer:end]))
        else:
            cutter.leave_out(what, talk[start:end])
    return found, cutter.left_out


class _Cutter:
    """Cuts a talk, and keeps what is in no run."""

    def __init__(self, mine: Set[str], cut: Cut, rng: Random) -> None:
        self._mine, self._cut, self._rng = mine, cut, rng
        self.left_out: LeftOut = {}

    def openers_of(self, opening: list[Message]) -> Iterator[Run]:
        """What the persona says unasked, in runs of which the last one may be shorter."""
        while opening:
            size = self._cut.size(self._rng)
            if written := self._until_written(opening[:size]):
                yield Run(written)
            opening = opening[size:]

    def runs_of(self, talk: list[Message], answers: Mapping[str, Message]) -> Iterator[Run]:
        """What others say, and what the persona answers."""
        cut = self._cut
        batch: list[Message] = []
        target = cut.size(self._rng)
        for exchange in self._exchanges(talk, answers):
            fits = len(batch) + len(exchange) <= (target if len(batch) >= cut.fewest else cut.most)
            if batch and not fits:
                yield from self.whole(batch)
                batch, target = [], cut.size(self._rng)
            if not batch and not cut.openers:
                exchange = Exchange(self._from_others(exchange.before), exchange.answer)
            if len(exchange) > cut.most:
                yield from self.pieces(exchange)
            else:
                batch += exchange.before + exchange.answer
        yield from self.whole(batch)

    def _exchanges(self, talk: list[Message], answers: Mapping[str, Message]) -> Iterator[Exchange]:
        """The talk as exchanges; what nobody answers is left out, and what the persona says first but for `openers`.

        What the persona sends without writing it stands in an answer between two messages of it, else before the next.
        """
        before: list[Message] = []
        answer: list[Message] = []
        sent: list[Message] = []
        for message in talk:
            if message.author not in self._mine:
                if answer:
                    yield Exchange(before, answer)
                    before, answer, sent = sent, [], []
                before.append(message)
                continue
            if not before and message.id in answers:
                before = [answers[message.id]]
            if not (before or answer or self._cut.openers):
                self.leave_out("opens_session", [message])
            elif not self._kind(message):
                answer += [*sent, message]
                sent = []
            else:
                (sent if answer else before).append(message)
        if answer:
            yield Exchange(before, answer)
        self._unanswered(sent if answer else before)

    def _kind(self, message: Message) -> str | None:
        untrained = self._cut.untrained
        return None if untrained is None else untrained_kind(message, untrained)

    def leave_out(self, reason: str, messages: list[Message]) -> None:
        if messages:
            self.left_out.setdefault(reason, []).extend(messages)

    def _unanswered(self, messages: Iterable[Message]) -> None:
        """Leave out messages behind which the persona writes nothing."""
        for message in messages:
            kind = self._kind(message) if message.author in self._mine else None
            self.leave_out(kind or "not_answered", [message])

    def _until_written(self, messages: list[Message]) -> list[Message]:
        """The messages of the persona up to the last one that they wrote."""
        count = len(messages)
        while count and self._kind(messages[count - 1]):
            count -= 1
        self._unanswered(messages[count:])
        return messages[:count]

    def _from_others(self, messages: list[Message]) -> list[Message]:
        """The messages from the first one of somebody else."""
        count = next((i for i, message in enumerate(messages) if message.author not in self._mine), 0)
        self._unanswered(messages[:count])
        return messages[count:]

    def whole(self, batch: list[Message]) -> list[Run]:
        """A run of these messages where they are enough; what opens a session stands for itself."""
        if len(batch) >= self._cut.fewest or (batch and batch[0].author in self._mine):
            return [Run(batch)]
        self.leave_out("too_few", batch)
        return []

    def pieces(self, exchange: Exchange) -> Iterator[Run]:
        """A long exchange: the nearest messages before the answer, and a long answer in parts after the last of them.

        A part has as many messages as a run, the repeated one included, where the answer can be parted so. What the
        persona sends without writing it has no room in it.
        """
        answer = [message for message in exchange.answer if not self._kind(message)]
        self._unanswered(message for message in exchange.answer if self._kind(message))
        size = self._part_size(len(answer))
        near = self._near(exchange.before, self._cut.most - size)
        taken = set(map(id, near))
        self.leave_out("too_far", [message for message in exchange.before if id(message) not in taken])
        yield Run(near + answer[:size])
        asked = [message for message in near if message.author not in self._mine][-1:]
        again = frozenset(range(len(asked)))
        while answer := answer[size:]:
            size = self._part_size(len(answer))
            yield Run([*asked, *answer[:size]], again, again)

    def _near(self, before: list[Message], room: int) -> list[Message]:
        """The last messages before an answer, from one of somebody else on."""
        near = before[-room:]
        other = next((i for i, message in enumerate(near) if message.author not in self._mine), None)
        if other is not None:
            return near[other:]
        return [message for message in before if message.author not in self._mine][-1:]

    def _part_size(self, left: int) -> int:
        """How many of `left` messages the next part of an answer takes, so that the rest is none or not too few."""
        fewest, most = self._cut.fewest, self._cut.most
        if left < most:
            return left
        largest = min(most - 1, left - (fewest - 1))
        # Where it cannot be parted so, the last part is the only one that is too short.
        return self._rng.randint(fewest - 1, largest) if largest >= fewest - 1 else most - 1
