"""Channels: the files of one conversation, put together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

import msgspec

from simulacrum_core import Conversation, Findings, Message, Participant

from .names import DELETED
from .parts import Choices, Part, Survey, Tally, seconds_of
from .snowflakes import moment
from .streams import Stream, merged
from .text import dates
from .text.logs import LogPart
from .text.overlapping import Export, Passed, once, overlap

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


def accounts(found: Sequence[Channel], choices: Choices) -> dict[str, str]:
    """The ids of accounts by their own names, as far as channels tell these; needed where others have no ids."""
    if not any(isinstance(part, LogPart) for channel in found for part in channel.parts):
        return {}
    ids_of: dict[str, set[str]] = {}
    for part in (part for channel in found for part in channel.parts if not isinstance(part, LogPart)):
        for id, person in part.survey(choices).people.items():
            if person.handles and id.isdecimal():
                ids_of.setdefault(person.handles[-1], set()).add(id)
    return {name: ids.pop() for name, ids in ids_of.items() if len(ids) == 1}


def both_sides_first(found: list[Channel]) -> list[Channel]:
    """The channels with those last whose messages some other one has with what was answered."""
    return sorted(found, key=lambda channel: channel.is_double and channel.parts[0].one_sided)


def _without_copies(group: list[Part], findings: Findings) -> list[Part]:
    """The parts of the best rank: without ids, nothing shows what another format has too."""
    best = min(group, key=lambda part: part.rank)
    for part in group:
        if part.rank > best.rank:
            evidence = f"{best.file.name} has the same channel with more information"
            findings.decide("same channel", "left out", evidence, file=part.file.name)
    return [part for part in group if part.rank == best.rank]


def conversation(channel: Channel, choices: Choices, findings: Findings, tally: Tally) -> Conversation:
    """The conversation, after a first pass through all its parts; its messages are read while they are walked."""
    choices = _one_writing(channel.parts, choices, findings)
    surveyed = [(part, part.survey(choices)) for part in channel.parts]
    for part, survey in surveyed:
        _tell(part, survey, findings)
    first = channel.parts[0]
    messages, people = _messages(surveyed, choices, findings, tally), _participants(surveyed)
    if any(person.id in DELETED for person in people):
        findings.decide(
            "deleted accounts",
            "read as one speaker, Deleted User",
            "Discord gives all of them one id: they may be several people, whose words --me would make yours",
            file=first.file.name,
            certain=False,
        )
    return Conversation(
        source="discord",
        id=first.group,
        title=first.title,
        participants=people,
        one_sided=first.one_sided,
        messages=_unseen(channel, messages, tally),
        owner=next((owner for part in channel.parts if (owner := part.owner()) is not None), None),
    )


def _participants(surveyed: list[tuple[Part, Survey]]) -> tuple[Participant, ...]:
    """Everybody who writes, under the name of the newest part, with the account's own names from all."""
    people: dict[str, Participant] = {}
    for _, survey in surveyed:
        people |= {id: person for id, person in survey.people.items() if id not in people}
    if len(surveyed) > 1:
        newest_first = [survey.people for _, survey in _newest_first(surveyed)]
        people = {id: _person([found[id] for found in newest_first if id in found]) for id in people}
    return tuple(people.values())


def _person(seen: list[Participant]) -> Participant:
    handles = dict.fromkeys(handle for person in seen for handle in person.handles)
    return msgspec.structs.replace(seen[0], handles=tuple(handles))


def _newest_first(surveyed: list[tuple[Part, Survey]]) -> list[tuple[Part, Survey]]:
    """The parts, those first that were exported last, as they say or as their newest messages show."""
    return sorted(surveyed, key=lambda entry: _recency(*entry), reverse=True)


def _recency(part: Part, survey: Survey) -> float:
    try:
        return dt.datetime.fromisoformat(part.exported).timestamp()
    except ValueError:
        newest = moment(survey.newest[1])
        return newest.timestamp() if newest else float(survey.newest[0])


def _one_writing(parts: list[Part], choices: Choices, findings: Findings) -> Choices:
    """The choices with how dates are written told from all parts, if one machine wrote them: the dates look alike.

    A part may be too short to tell it.
    """
    firsts = [next(part.dates(choices), "") for part in parts] if len(parts) > 1 else []
    shapes = {dates.shape(first) for first in firsts if first}
    if len(shapes) != 1:
        return choices
    every = chain.from_iterable(part.dates(choices) for part in parts)
    writing = dates.settled(every, parts[0].file.name, findings, choices.order)
    return msgspec.structs.replace(choices, writing=writing)


def _unseen(channel: Channel, messages: Iterable[Message], tally: Tally) -> Iterable[Message]:
    """Of what a package holds, only what is not there with both sides."""
    first = channel.parts[0]
    return tally.seen.unseen(first.group, messages, learn=not first.one_sided) if channel.is_double else messages


def _messages(
    surveyed: list[tuple[Part, Survey]], choices: Choices, findings: Findings, tally: Tally
) -> Iterable[Message]:
    if len(surveyed) == 1:
        part, survey = surveyed[0]
        return part.messages(survey, choices, findings, tally)
    if surveyed[0][0].rank == 0:
        # Of a message that is there twice, the newer export knows more: whether it was edited, and who reacted.
        streams = [
            Stream(survey.oldest, partial(part.messages, survey, choices, findings, tally))
            for part, survey in _newest_first(surveyed)
        ]
        return merged(streams, partial(_count, tally))
    return _chained(surveyed, choices, findings, tally)


def _count(tally: Tally, passed: Message, kept: Message) -> None:
    tally.repeated += 1
    tally.reworded += passed.text != kept.text


def _chained(
    surveyed: list[tuple[Part, Survey]], choices: Choices, findings: Findings, tally: Tally
) -> Iterator[Message]:
    """The parts one after the other, or by the times of their messages where these overlap; their messages have no ids
    of their own, so those of later parts get a number."""
    in_time = sorted(surveyed, key=lambda entry: (entry[1].oldest, _number(entry[0])))
    exports = [
        Export(
            partial(_numbered, place, part, survey, choices, findings, tally),
            partial(_numbered, place, part, survey, choices, Findings(), Tally()),
            survey.oldest[0],
            survey.newest[0],
        )
        for place, (part, survey) in enumerate(in_time, 1)
    ]
    if not overlap(exports):
        yield from chain.from_iterable(export.read() for export in exports)
        return
    passed = Passed()
    yield from once(sorted(exports, key=lambda export: export.last, reverse=True), passed, seconds_of)
    tally.repeated += passed.repeated
    tally.reworded += passed.reworded


def _numbered(
    place: int, part: Part, survey: Survey, choices: Choices, findings: Findings, tally: Tally
) -> Iterator[Message]:
    for message in part.messages(survey, choices, findings, tally):
        yield message if place == 1 else msgspec.structs.replace(message, id=f"{place}:{message.id}")


def _number(part: Part) -> int:
    match = _NUMBER.search(part.file.name)
    return int(match[1]) if match else 1


def _tell(part: Part, survey: Survey, findings: Findings) -> None:
    if survey.newest_first:
        findings.decide(
            "order of messages", "reversed", "the newest message comes first in the file", file=part.file.name
        )
