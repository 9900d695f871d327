"""Runs: what a session is cut into at random, each of them the messages of one training example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from random import Random

import msgspec

from ..config.recipe import Openers
from ..models import Conversation, Message


class Run(msgspec.Struct, frozen=True, gc=False):
    """Messages of one example: another author's first, unless it opens with the persona, and the persona's last.

    `repeated` marks a first message that stands in an earlier run too, so that it is counted once.
    """

    messages: list[Message]
    repeated: bool = False


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


def runs(
    session: list[Message], mine: Set[str], fewest: int, most: int, rng: Random, *, openers: bool = False
) -> tuple[list[Run], Counter[str]]:
    """A session cut into runs of `fewest` to `most` messages at random, only ever after an answer of the persona.

    Every answer that follows somebody's message is in exactly one run, and with `openers` what the persona says before
    anybody else; the messages in none are counted by reason.
    """
    left_out: Counter[str] = Counter()
    first: list[Run] = []
    if openers:
        count = next((i for i, message in enumerate(session) if message.author not in mine), len(session))
        opening, session = session[:count], session[count:]
        # What is answered stands before its answer.
        if session and len(opening) + 2 <= most:
            session = [*opening, *session]
        else:
            first = list(_openers(opening, fewest, most, rng))
    return [*first, *_runs(session, mine, fewest, most, rng, left_out, openers)], left_out


def _openers(opening: list[Message], fewest: int, most: int, rng: Random) -> Iterator[Run]:
    """What the persona says unasked, in runs of `fewest` to `most` messages; the last one may be shorter."""
    while opening:
        size = rng.randint(fewest, most)
        yield Run(opening[:size])
        opening = opening[size:]


def _runs(
    session: list[Message],
    mine: Set[str],
    fewest: int,
    most: int,
    rng: Random,
    left_out: Counter[str],
    openers: bool,
) -> Iterator[Run]:
    batch: list[Message] = []
    target = rng.randint(fewest, most)
    for exchange in _exchanges(session, mine, left_out, openers):
        fits = len(batch) + len(exchange) <= (target if len(batch) >= fewest else most)
        if batch and not fits:
            yield from _whole(batch, fewest, mine, left_out)
            batch, target = [], rng.randint(fewest, most)
        if len(exchange) > most:
            yield from _pieces(exchange, fewest, most, rng, left_out)
        else:
            batch += exchange.others + exchange.answer
    yield from _whole(batch, fewest, mine, left_out)


def _exchanges(session: list[Message], mine: Set[str], left_out: Counter[str], openers: bool) -> Iterator[Exchange]:
    """The session as exchanges; what nobody answers is left out, and what the persona says first but for `openers`."""
    others: list[Message] = []
    answer: list[Message] = []
    for message in session:
        if message.author in mine:
            if others or openers:
                answer.append(message)
            else:
                left_out["opens_session"] += 1
            continue
        if answer:
            yield Exchange(others, answer)
            others, answer = [], []
        others.append(message)
    if answer:
        yield Exchange(others, answer)
    elif others:
        left_out["not_answered"] += len(others)


def _whole(batch: list[Message], fewest: int, mine: Set[str], left_out: Counter[str]) -> Iterator[Run]:
    """A run of these messages where they are enough; what opens a session stands for itself."""
    if len(batch) >= fewest or (batch and batch[0].author in mine):
        yield Run(batch)
    elif batch:
        left_out["too_few"] += len(batch)


def _pieces(exchange: Exchange, fewest: int, most: int, rng: Random, left_out: Counter[str]) -> Iterator[Run]:
    """A long exchange: the nearest messages before the answer, and a long answer in parts after the last of them.

    A part has `fewest` to `most` messages, the repeated one included, where the answer can be parted so.
    """
    others, answer = exchange.others, exchange.answer
    size = _part_size(len(answer), fewest, most, rng)
    near = others[-(most - size) :]
    if len(others) > len(near):
        left_out["too_far"] += len(others) - len(near)
    yield Run(near + answer[:size])
    while answer := answer[size:]:
        size = _part_size(len(answer), fewest, most, rng)
        yield Run([near[-1], *answer[:size]], repeated=True)


def _part_size(left: int, fewest: int, most: int, rng: Random) -> int:
    """How many of `left` messages the next part of an answer takes, so that the rest is none or not too few."""
    if left < most:
        return left
    largest = min(most - 1, left - (fewest - 1))
    # Where it cannot be parted so, the last part is the only one that is too short.
    return rng.randint(fewest - 1, largest) if largest >= fewest - 1 else most - 1
