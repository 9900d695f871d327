"""Answered: what a reply names is set before it, as context that is told once in the account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..models import Message
from .runs import LeftOut, Run


def with_answered(run: Run, here: set[str], answers: Mapping[str, Message], *, at_start: bool) -> Run:
    """The run with what it answers before each answer, or all of it at its start; its talk has the messages `here`.

    Of several replies in a row to different messages, each has before it what it answers, though that is in the run.
    """
    ids = [message.id for message in run.messages]
    if answers.keys().isdisjoint(ids):
        # Five of six runs in a chat in which one message of ten is a reply.
        if run.beside == run.repeated and here.issuperset(ids):
            return run
        beside = run.beside.union([place for place, id in enumerate(ids) if id not in here])
        return Run(run.messages, beside, beside)
    first: list[tuple[Message, bool]] = []
    messages: list[tuple[Message, bool]] = []
    there = set[str]()
    apart = _replies_apart(run, answers)
    for place, message in enumerate(run.messages):
        named = answers.get(message.id)
        if named is not None and named.id not in there:
            (first if at_start else messages).append((named, True))
            there.add(named.id)
        elif named is not None and place in apart and messages[-1][0].id != named.id:
            messages.append((named, True))
        messages.append((message, place in run.beside or message.id not in here))
        there.add(message.id)
    messages = first + messages
    beside = frozenset([place for place, (_, is_beside) in enumerate(messages) if is_beside])
    ordered = [message for message, _ in messages]
    places: dict[str, int] = {}
    # Two chats that an export takes for one may have the same ids: what is answered stands before its answer.
    named_at: dict[int, int] = {}
    for place, message in enumerate(ordered):
        named = answers.get(message.id)
        if named is not None and named.id in places:
            is_quoted = place - 1 in beside and ordered[place - 1].id == named.id
            named_at[place] = place - 1 if is_quoted else places[named.id]
        places.setdefault(message.id, place)
    return Run(ordered, beside, beside, answers=named_at)


def _replies_apart(run: Run, answers: Mapping[str, Message]) -> set[int]:
    """The places of replies that stand in a row of one author's messages in which several others are answered."""
    found = set[int]()
    row: dict[int, str] = {}
    for place, message in enumerate(run.messages):
        if place and message.author != run.messages[place - 1].author:
            found.update(row if len(set(row.values())) > 1 else ())
            row = {}
        # A link that was worked out is no reply.
        if message.reply_to is not None and message.id in answers:
            row[place] = answers[message.id].id
    return found | (set(row) if len(set(row.values())) > 1 else set())


def accounted(
    found: list[Run], left_out: LeftOut, talks: Iterable[list[Message]], earlier: Iterable[str]
) -> tuple[list[Run], LeftOut]:
    """The same, where a message that stands beside answers alone is in the account of the first.

    It is one of the session, or one that an earlier session left out.
    """
    if not any(run.beside for run in found):
        return found, left_out
    left = {message.id for talk in talks for message in talk}
    for run in found:
        left.difference_update([message.id for place, message in enumerate(run.messages) if place not in run.beside])
    left.update(earlier)
    kept_runs, placed = [], set[str]()
    for run in found:
        if not run.beside:
            kept_runs.append(run)
            continue
        first = set[int]()
        for place in sorted(run.beside):
            # Of replies in a row, two may answer the same.
            if (id := run.messages[place].id) in left and id not in placed:
                first.add(place)
                placed.add(id)
        kept_runs.append(Run(run.messages, run.beside, run.beside - first, answers=run.answers))
    kept = {reason: [one for one in messages if one.id not in placed] for reason, messages in left_out.items()}
    return kept_runs, kept
