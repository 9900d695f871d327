"""Runs: what a session is cut into at random, each of them the messages of one training example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from random import Random

import msgspec

from ..config.recipe import Openers, Untrained
from ..models import Conversation, Message
from .kinds import untrained_kind


class Run(msgspec.Struct, frozen=True, gc=False):
    """Messages of one example: another author's first, unless it opens with the persona, and the persona's last.

    `repeated` marks a first message that stands in an earlier run too, so that it is counted once. So do the first
    `overlap` messages, of which the persona's are not trained on again.
    """

    messages: list[Message]
    repeated: bool = False
    overlap: int = 0


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


def runs(
    session: list[Message],
    mine: Set[str],
    fewest: int,
    most: int,
    rng: Random,
    *,
    openers: bool = False,
    untrained: Set[Untrained] = frozenset(),
) -> tuple[list[Run], Counter[str]]:
    """A session cut into runs of `fewest` to `most` messages at random, only ever after an answer of the persona.

    Every answer that follows somebody's message is in exactly one run, and with `openers` what the persona says before
    anybody else. What the persona sends of a kind in `untrained` is as others' messages, but begins no run where
    nothing else of the persona's does, and ends none. The messages in no run are counted by reason.
    """
    cutter = _Cutter(mine, untrained, fewest, most, rng, openers)
    first: list[Run] = []
    if openers:
        count = next((i for i, message in enumerate(session) if message.author not in mine), len(session))
        opening, session = session[:count], session[count:]
        # What is answered stands before its answer.
        if session and len(opening) + 2 <= most:
            session = [*opening, *session]
        else:
            first = list(cutter.openers_of(opening))
    return [*first, *cutter.runs_of(session)], cutter.left_out


class _Cutter:
    """Cuts a session, and counts what is in no run."""

    def __init__(
        self, mine: Set[str], untrained: Set[Untrained], fewest: int, most: int, rng: Random, openers: bool
    ) -> None:
        self._mine, self._untrained, self._openers = mine, untrained, openers
        self._fewest, self._most, self._rng = fewest, most, rng
        self.left_out: Counter[str] = Counter()

    def openers_of(self, opening: list[Message]) -> Iterator[Run]:
        """What the persona says unasked, in runs of `fewest` to `most` messages; the last one may be shorter."""
        while opening:
            size = self._rng.randint(self._fewest, self._most)
            if written := self._until_written(opening[:size]):
                yield Run(written)
            opening = opening[size:]

    def runs_of(self, session: list[Message]) -> Iterator[Run]:
        """What others say, and what the persona answers."""
        batch: list[Message] = []
        target = self._rng.randint(self._fewest, self._most)
        for exchange in self._exchanges(session):
            fits = len(batch) + len(exchange) <= (target if len(batch) >= self._fewest else self._most)
            if batch and not fits:
                yield from self._whole(batch)
                batch, target = [], self._rng.randint(self._fewest, self._most)
            if not batch and not self._openers:
                exchange = Exchange(self._from_others(exchange.before), exchange.answer)
            if len(exchange) > self._most:
                yield from self._pieces(exchange)
            else:
                batch += exchange.before + exchange.answer
        yield from self._whole(batch)

    def _exchanges(self, session: list[Message]) -> Iterator[Exchange]:
        """The session as exchanges; what nobody answers is left out, and what the persona says first but for openers.

        What the persona sends without writing it stands in an answer between two messages of it, else before the next.
        """
        before: list[Message] = []
        answer: list[Message] = []
        sent: list[Message] = []
        for message in session:
            if message.author not in self._mine:
                if answer:
                    yield Exchange(before, answer)
                    before, answer, sent = sent, [], []
                before.append(message)
            elif not (before or answer or self._openers):
                self.left_out["opens_session"] += 1
            elif not untrained_kind(message, self._untrained):
                answer += [*sent, message]
                sent = []
            elif answer:
                sent.append(message)
            else:
                before.append(message)
        if answer:
            yield Exchange(before, answer)
            self._leave_out(sent)
        else:
            self._leave_out(before)

    def _leave_out(self, messages: Iterable[Message]) -> None:
        """Count messages behind which the persona writes nothing."""
        for message in messages:
            kind = untrained_kind(message, self._untrained) if message.author in self._mine else None
            self.left_out[kind or "not_answered"] += 1

    def _until_written(self, messages: list[Message]) -> list[Message]:
        """The messages of the persona up to the last one that they wrote."""
        count = len(messages)
        while count and untrained_kind(messages[count - 1], self._untrained):
            count -= 1
        self._leave_out(messages[count:])
        return messages[:count]

    def _from_others(self, messages: list[Message]) -> list[Message]:
        """The messages from the first one of somebody else."""
        count = next((i for i, message in enumerate(messages) if message.author not in self._mine), 0)
        self._leave_out(messages[:count])
        return messages[count:]

    def _whole(self, batch: list[Message]) -> Iterator[Run]:
        """A run of these messages where they are enough; what opens a session stands for itself."""
        if len(batch) >= self._fewest or (batch and batch[0].author in self._mine):
            yield Run(batch)
        elif batch:
            self.left_out["too_few"] += len(batch)

    def _pieces(self, exchange: Exchange) -> Iterator[Run]:
        """A long exchange: the nearest messages before the answer, and a long answer in parts after the last of them.

        A part has `fewest` to `most` messages, the repeated one included, where the answer can be parted so. What the
        persona sends without writing it has no room in it.
        """
        answer = [message for message in exchange.answer if not untrained_kind(message, self._untrained)]
        self._leave_out(message for message in exchange.answer if untrained_kind(message, self._untrained))
        size = self._part_size(len(answer))
        near = self._near(exchange.before, self._most - size)
        if len(exchange.before) > len(near):
            self.left_out["too_far"] += len(exchange.before) - len(near)
        yield Run(near + answer[:size])
        asked = [message for message in near if message.author not in self._mine][-1:]
        while answer := answer[size:]:
            size = self._part_size(len(answer))
            yield Run([*asked, *answer[:size]], repeated=bool(asked))

    def _near(self, before: list[Message], room: int) -> list[Message]:
        """The last messages before an answer, from one of somebody else on."""
        near = before[-room:]
        other = next((i for i, message in enumerate(near) if message.author not in self._mine), None)
        if other is not None:
            return near[other:]
        return [message for message in before if message.author not in self._mine][-1:]

    def _part_size(self, left: int) -> int:
        """How many of `left` messages the next part of an answer takes, so that the rest is none or not too few."""
        if left < self._most:
            return left
        largest = min(self._most - 1, left - (self._fewest - 1))
        # Where it cannot be parted so, the last part is the only one that is too short.
        return self._rng.randint(self._fewest - 1, largest) if largest >= self._fewest - 1 else self._most - 1
