"""Answered: what a reply names is set before it, as context that is told once in the account.

A message is known by its place: in the talks of a session, one after the other, and behind them in what else is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import chain

import msgspec

from ..models import Message
from .runs import LeftOut


class Placed(msgspec.Struct, frozen=True, gc=False):
    """Messages by their places, of which the first `said` are those of a session's talks; what answers what.

    `places` are by the identities of messages: two chats that an export takes for one may have the same ids.
    """

    messages: Sequence[Message]
    said: int
    answers: Mapping[int, int]
    places: Mapping[int, int]


class Order(msgspec.Struct, frozen=True, gc=False):
    """The places of a run's messages; `beside` are the numbers of those that are there for what is answered alone."""

    places: Sequence[int]
    beside: frozenset[int] = frozenset()


def placed(talks: Sequence[Sequence[Message]], answers: Mapping[str, Message]) -> Placed:
    """The places of what is said in talks, and of what messages with ids in `answers` answer."""
    if not answers:
        messages = talks[0] if len(talks) == 1 else [*chain.from_iterable(talks)]
        return Placed(messages, len(messages), {}, {})
    messages = [*chain.from_iterable(talks)]
    said = len(messages)
    places = {id(message): place for place, message in enumerate(messages)}
    for named in answers.values():
        if places.setdefault(id(named), len(messages)) == len(messages):
            messages.append(named)
    named_by = {
        place: places[id(answers[message.id])] for place, message in enumerate(messages[:said]) if message.id in answers
    }
    return Placed(messages, said, named_by, places)


def with_answered(run: Order, there: Placed, *, at_start: bool) -> Order:
    """The run with what it answers before each answer, or all of it at its start.

    Of several replies in a row to different messages, each has before it what it answers, though that is in the run.
    """
    answers = there.answers
    if answers.keys().isdisjoint(run.places):
        # Five of six runs in a chat in which one message of ten is a reply.
        return run
    first: list[tuple[int, bool]] = []
    found: list[tuple[int, bool]] = []
    seen = set[int]()
    apart = _replies_apart(run, there)
    for number, place in enumerate(run.places):
        named = answers.get(place)
        if named is not None and named not in seen:
            (first if at_start else found).append((named, True))
            seen.add(named)
        elif named is not None and number in apart and found[-1][0] != named:
            found.append((named, True))
        found.append((place, number in run.beside))
        seen.add(place)
    found = first + found
    return Order([place for place, _ in found], frozenset([i for i, (_, is_beside) in enumerate(found) if is_beside]))


def _replies_apart(run: Order, there: Placed) -> set[int]:
    """The numbers of replies that stand in a row of one author's messages in which several others are answered."""
    found = set[int]()
    row: dict[int, int] = {}
    last: str | None = None
    for number, place in enumerate(run.places):
        message = there.messages[place]
        if number and message.author != last:
            found.update(row if len(set(row.values())) > 1 else ())
            row = {}
        last = message.author
        # A link that was worked out is no reply.
        if message.reply_to is not None and place in there.answers:
            row[number] = there.answers[place]
    return found | (set(row) if len(set(row.values())) > 1 else set())


def answers_in(run: Order, there: Placed) -> dict[int, int]:
    """The numbers of a run's answers, and the number of what each answers, which stands before it."""
    numbers: dict[int, int] = {}
    found: dict[int, int] = {}
    for number, place in enumerate(run.places):
        named = there.answers.get(place)
        if named in numbers:
            is_quoted = number - 1 in run.beside and run.places[number - 1] == named
            found[number] = number - 1 if is_quoted else numbers[named]
        numbers.setdefault(place, number)
    return found


def counted_first(runs: Sequence[Order], there: Placed, earlier: Set[str]) -> list[Message]:
    """The messages beside answers that stand in no run but so: they are context, and not left out.

    They are of the session, or of those that an earlier session left out, whose ids are in `earlier`.
    """
    beside = dict.fromkeys([run.places[number] for run in runs for number in sorted(run.beside)])
    found = {place for place in beside if place < there.said or there.messages[place].id in earlier}
    if found:
        found.difference_update(
            [place for run in runs for number, place in enumerate(run.places) if number not in run.beside]
        )
    return [there.messages[place] for place in beside if place in found]


def without(left_out: LeftOut, shown: Sequence[Message]) -> LeftOut:
    """The messages that are left out but for those that are shown even so."""
    if not shown:
        return left_out
    ids = set(map(id, shown))
    return {reason: [one for one in messages if id(one) not in ids] for reason, messages in left_out.items()}
