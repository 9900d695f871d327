"""Runs: what a session is cut into at random, each of them the messages of one training example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from random import Random

import msgspec

from ..config.recipe import Openers
from ..models import Conversation, Message

LeftOut = dict[str, list[Message]]
"""Messages in no run, by the ledger's reason."""


class Run(msgspec.Struct, frozen=True, gc=False):
    """Messages of one example: another author's first, unless it opens with the persona, and the persona's last.

    `beside` are the places of messages that are there for what is answered alone, and stand elsewhere in their order;
    `repeated` those of them that another run or session accounts for.
    """

    messages: list[Message]
    beside: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()


class Exchange(msgspec.Struct, frozen=True, gc=False):
    """What others said, and the persona's answer."""

    others: list[Message]
    answer: list[Message]

    def __len__(self) -> int:
        return len(self.others) + len(self.answer)


def keeps_openers(conversation: Conversation, openers: Openers) -> bool:
    """Whether an example of a conversation may begin with the persona."""
    return openers == "keep" or (openers == "auto" and conversation.one_sided)


def has_exchange(session: Sequence[Message], mine: Set[str]) -> bool:
    """Whether the persona says anything after somebody else."""
    others = False
    for message in session:
        if message.author not in mine:
            others = True
        elif others:
            return True
    return False


class Cut(msgspec.Struct, frozen=True):
    """How talks are cut: runs of `fewest` to `most` messages; in a `busy` chat the shorter ones are more frequent.

    With `openers`, what the persona says first is kept.
    """

    fewest: int
    most: int
    openers: bool = False
    busy: bool = False

    def size(self, rng: Random) -> int:
        """How many messages a run may have before it ends."""
        size = rng.randint(self.fewest, self.most)
        return min(size, rng.randint(self.fewest, self.most)) if self.busy else size


def runs(
    talk: list[Message], mine: Set[str], cut: Cut, rng: Random, answers: Mapping[str, Message] | None = None
) -> tuple[list[Run], LeftOut]:
    """A talk cut into runs at random, only ever after an answer of the persona.

    Every answer that follows somebody's message is in exactly one run, and one that begins the talk with a message of
    an id in `answers`, behind what it answers; the messages in none are given by reason.
    """
    if all(message.author not in mine for message in talk):
        return [], {"silent_talk": talk}
    left_out: LeftOut = {}
    first: list[Run] = []
    if cut.openers:
        count = next((i for i, message in enumerate(talk) if message.author not in mine), len(talk))
        opening, talk = talk[:count], talk[count:]
        # What is answered stands before its answer.
        if talk and len(opening) + 2 <= cut.most:
            talk = [*opening, *talk]
        else:
            first = list(_openers(opening, cut, rng))
    exchanges = _exchanges(talk, mine, left_out, cut, answers or {})
    return [*first, *_runs(exchanges, mine, cut, rng, left_out)], left_out


def _openers(opening: list[Message], cut: Cut, rng: Random) -> Iterator[Run]:
    """What the persona says unasked, in runs of which the last one may be shorter."""
    while opening:
        size = cut.size(rng)
        yield Run(opening[:size])
        opening = opening[size:]


def _runs(exchanges: Iterable[Exchange], mine: Set[str], cut: Cut, rng: Random, left_out: LeftOut) -> Iterator[Run]:
    batch: list[Message] = []
    target = cut.size(rng)
    for exchange in exchanges:
        fits = len(batch) + len(exchange) <= (target if len(batch) >= cut.fewest else cut.most)
        if batch and not fits:
            yield from _whole(batch, mine, cut, left_out)
            batch, target = [], cut.size(rng)
        if len(exchange) > cut.most:
            yield from _pieces(exchange, cut, rng, left_out)
        else:
            batch += exchange.others + exchange.answer
    yield from _whole(batch, mine, cut, left_out)


def _exchanges(
    talk: list[Message], mine: Set[str], left_out: LeftOut, cut: Cut, answers: Mapping[str, Message]
) -> Iterator[Exchange]:
    """The talk as exchanges; what nobody answers is left out, and what the persona says first but for `openers`."""
    others: list[Message] = []
    answer: list[Message] = []
    for message in talk:
        if message.author in mine:
            if not others and message.id in answers:
                others = [answers[message.id]]
            if others or cut.openers:
                answer.append(message)
            else:
                left_out.setdefault("opens_session", []).append(message)
            continue
        if answer:
            yield Exchange(others, answer)
            others, answer = [], []
        others.append(message)
    if answer:
        yield Exchange(others, answer)
    elif others:
        left_out["not_answered"] = others


def _whole(batch: list[Message], mine: Set[str], cut: Cut, left_out: LeftOut) -> Iterator[Run]:
    """A run of these messages where they are enough; what opens a session stands for itself."""
    if len(batch) >= cut.fewest or (batch and batch[0].author in mine):
        yield Run(batch)
    elif batch:
        left_out.setdefault("too_few", []).extend(batch)


def _pieces(exchange: Exchange, cut: Cut, rng: Random, left_out: LeftOut) -> Iterator[Run]:
    """A long exchange: the nearest messages before the answer, and a long answer in parts after the last of them.

    A part has as many messages as a run, the repeated one included, where the answer can be parted so.
    """
    others, answer = exchange.others, exchange.answer
    size = _part_size(len(answer), cut.fewest, cut.most, rng)
    near = others[-(cut.most - size) :]
    if len(others) > len(near):
        left_out.setdefault("too_far", []).extend(others[: -len(near)])
    yield Run(near + answer[:size])
    while answer := answer[size:]:
        size = _part_size(len(answer), cut.fewest, cut.most, rng)
        yield Run([near[-1], *answer[:size]], frozenset({0}), frozenset({0}))


def _part_size(left: int, fewest: int, most: int, rng: Random) -> int:
    """How many of `left` messages the next part of an answer takes, so that the rest is none or not too few."""
    if left < most:
        return left
    largest = min(most - 1, left - (fewest - 1))
    # Where it cannot be parted so, the last part is the only one that is too short.
    return rng.randint(fewest - 1, largest) if largest >= fewest - 1 else most - 1
