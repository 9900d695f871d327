"""Channels: the files of one conversation, put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

import msgspec

from simulacrum_core import Conversation, Findings, Message, Participant

from .parts import Choices, Part, Survey, Tally
from .streams import Stream, merged
from .text import dates

_NUMBER = re.compile(r"\[part (\d+)\]\.\w+$")


class Channel(msgspec.Struct, frozen=True):
    """The parts of one channel, of one rank. `is_double` where it is there both with all sides and in a package."""

    parts: list[Part]
    is_double: bool = False


def channels(parts: Iterable[Part], findings: Findings) -> list[Channel]:
    """The channels in the order of their first files."""
    groups: dict[tuple[bool, str], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.one_sided, part.group), []).append(part)
    parted = [_without_copies(group, findings) for group in groups.values()]
    with_ids = [group[0] for group in parted if group[0].rank == 0]
    packed = {part.group for part in with_ids if part.one_sided}
    double = packed & {part.group for part in with_ids if not part.one_sided}
    return [Channel(group, is_double=group[0].group in double) for group in parted]


def both_sides_first(found: list[Channel]) -> list[Channel]:
    """The channels with those last whose messages some other one has with what was answered."""
    return sorted(found, key=lambda channel: channel.is_double and channel.parts[0].one_sided)


def _without_copies(group: list[Part], findings: Findings) -> list[Part]:
    """The parts of the best rank: without ids, nothing shows what another format has too."""
    best = min(group, key=lambda part: part.rank)
    for part in group:
        if part.rank > best.rank:
            told = f"{best.file.name} has the same channel and tells more"
            findings.decide("same channel", "left out", told, file=part.file.name)
    return [part for part in group if part.rank == best.rank]


def conversation(channel: Channel, choices: Choices, findings: Findings, tally: Tally) -> Conversation:
    """The conversation, after a first pass through all its parts; its messages are read while they are walked."""
    choices = _one_order(channel.parts, choices, findings)
    surveys = [part.survey(choices) for part in channel.parts]
    people: dict[str, str] = {}
    for part, survey in zip(channel.parts, surveys, strict=True):
        for id, name in survey.people.items():
            people.setdefault(id, name)
        _tell(part, survey, findings)
    first, surveyed = channel.parts[0], list(zip(channel.parts, surveys, strict=True))
    messages = _messages(surveyed, choices, findings, tally)
    return Conversation(
        source="discord",
        id=first.group,
        title=first.title,
        participants=tuple(Participant(id, name) for id, name in people.items()),
        one_sided=first.one_sided,
        messages=_unseen(channel, messages, tally),
    )


def _one_order(parts: list[Part], choices: Choices, findings: Findings) -> Choices:
    """The choices with an order of day and month told from all parts, if one machine wrote them: the dates look alike.

    A part may be too short to tell it.
    """
    firsts = [next(part.dates(choices), "") for part in parts] if len(parts) > 1 and choices.order is None else []
    told = {dates.shape(first) for first in firsts if first}
    if len(told) != 1:
        return choices
    every = chain.from_iterable(part.dates(choices) for part in parts)
    return msgspec.structs.replace(choices, order=dates.settled(every, parts[0].file.name, findings))


def _unseen(channel: Channel, messages: Iterator[Message], tally: Tally) -> Iterator[Message]:
    """Of what a package holds, only what is not there with both sides."""
    first = channel.parts[0]
    return tally.seen.unseen(first.group, messages, learn=not first.one_sided) if channel.is_double else messages


def _messages(
    surveyed: list[tuple[Part, Survey]], choices: Choices, findings: Findings, tally: Tally
) -> Iterator[Message]:
    if len(surveyed) == 1:
        part, survey = surveyed[0]
        yield from part.messages(survey, choices, findings, tally)
    elif surveyed[0][0].rank == 0:
        # Of a message that is there twice, the newer export knows more: whether it was edited, and who reacted.
        newest_first = sorted(surveyed, key=lambda entry: entry[0].exported, reverse=True)
        streams = [
            Stream(survey.oldest, partial(part.messages, survey, choices, findings, tally))
            for part, survey in newest_first
        ]
        yield from merged(streams, lambda message: _count(tally))
    else:
        yield from _chained(surveyed, choices, findings, tally)


def _count(tally: Tally) -> None:
    tally.repeated += 1


def _chained(
    surveyed: list[tuple[Part, Survey]], choices: Choices, findings: Findings, tally: Tally
) -> Iterator[Message]:
    """The parts one after the other; their messages have no ids of their own, so those of later parts get a number."""
    in_time = sorted(surveyed, key=lambda entry: (entry[1].oldest, _number(entry[0])))
    for place, (part, survey) in enumerate(in_time, 1):
        for message in part.messages(survey, choices, findings, tally):
            yield message if place == 1 else msgspec.structs.replace(message, id=f"{place}:{message.id}")


def _number(part: Part) -> int:
    match = _NUMBER.search(part.file.name)
    return int(match[1]) if match else 1


def _tell(part: Part, survey: Survey, findings: Findings) -> None:
    if survey.newest_first:
        findings.decide(
            "order of messages", "turned round", "the newest message comes first in the file", file=part.file.name
        )
