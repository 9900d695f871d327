"""Sections: the parts of a source for an engine on several machines, each as groups of files or as a spool."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any, Self

import msgspec

from ..conversations.groups import Group, GroupPart, groups_of
from ..conversations.participants import People
from ..conversations.read import Failures, Parts, read_part, reported
from ..conversations.spool import Spool
from ..examples.borders import Border, Stretch
from ..examples.plan import ConversationPlan, Plan
from ..examples.surveyed import Call, Surveyed, looked_at
from ..models import Conversation
from ..plugin.contracts import Importer
from ..sources.findings import Findings
from ..sources.source import Source
from .workers import Part, Task, tasks

RANGE = 250_000
"""Messages of a task at least, where a conversation is parted: what stands before them in the file is read as well."""
Seen = tuple[Surveyed, People]
"""What is known of a conversation, and who is in it."""


class Look(msgspec.Struct, frozen=True):
    """What was seen in a group: its conversations, what the importer found, and what it counted."""

    conversations: list[Seen]
    findings: Findings
    tally: Any


class Section:
    """A part of a source. Its `groups` are read wherever the engine likes; without any, it is read here, once."""

    def __init__(self, importer: Importer, source: Source, tz: str | None, folder: Path | None) -> None:
        self.importer, self._whole, self._tz, self._folder = importer, source, tz, folder
        self.source = source.again()
        found = groups_of(importer, self.source, tz)
        self.groups = found if found is not None and all(map(_is_portable, found)) else None
        self._spool: Spool | None = None
        self._places: list[tuple[int, int]] = []
        self._counts: list[int] = []

    def read_here(self, call: Call, failures: Failures | None) -> Iterator[Seen]:
        """Read all in this process; what cannot be read is one of the `failures` where other sections are there."""
        self.source, self.groups = self._whole.again(), None
        if failures is None:
            conversations = read_part(self.importer, self.source, self._tz)
        else:
            conversations = reported(self.importer, self.source, self._tz, failures)
        self._spool = Spool(conversations, self._folder)
        for conversation in self._spool:
            yield seen(conversation, call)

    def took(self, looks: Sequence[Look]) -> Iterator[Seen]:
        """What was seen in the groups elsewhere, of which all is kept that is found."""
        for group, look in enumerate(looks):
            self.source.findings.extend(look.findings)
            for number, one in enumerate(look.conversations):
                self._places.append((group, number))
                self._counts.append(one[0].sketch.messages)
                yield one
        self.importer.tell([look.tally for look in looks], self.source.findings)

    def part(self, place: int, start: int = 0, stop: int | None = None) -> Part:
        """The messages of a conversation from one to before another, or its end."""
        if self.groups is None:
            assert self._spool is not None
            return next(self._spool.pieces(place, [(start, stop)]))
        group, number = self._places[place]
        return GroupPart(self.groups[group], number, start, (self._counts[place] if stop is None else stop) - start)

    def tasks(self, plans: Sequence[ConversationPlan]) -> Iterator[Task]:
        """All conversations in the order of the reading, long ones in parts."""
        if self.groups is None:
            assert self._spool is not None
            yield from tasks(self._spool, plans)
            return
        for place, one in enumerate(plans):
            plain, starts = msgspec.structs.replace(one, borders=()), _apart(one)
            for start, end in zip(starts, (*starts[1:], None), strict=True):
                # The message behind a part is heard as well: its words may say what the last one of the part is.
                stop = None if end is None else end.place + 1
                yield Task(self.part(place, start.lead, stop), plain, Stretch(start, end))

    def close(self) -> None:
        if self._spool is not None:
            self._spool.__exit__()


class Sections:
    """All sections, in the order of the reading; what is found is added to `findings` when all are read."""

    def __init__(self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None) -> None:
        self.sections = [Section(importer, source, tz, folder) for importer, source in parts]
        self._findings = findings
        self._ends: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for section in self.sections:
            section.close()

    def ended(self, count: int) -> None:
        """With so many conversations, one section more is read."""
        self._ends.append(count)
        if len(self._ends) == len(self.sections):
            for section in self.sections:
                self._findings.extend(section.source.findings)

    def part(self, place: int) -> Part:
        """The conversation at a place of the reading."""
        number = next(number for number, end in enumerate(self._ends) if place < end)
        return self.sections[number].part(place - (self._ends[number - 1] if number else 0))

    def among(self, places: Set[int]) -> Iterator[tuple[int, Conversation]]:
        """Some conversations, in this process."""
        return ((place, self.part(place).conversation()) for place in sorted(places))

    def tasks(self, plan: Plan) -> Iterator[Task]:
        """All that is to be built, in the order of the reading."""
        for section, start, end in zip(self.sections, [0, *self._ends], self._ends, strict=False):
            yield from section.tasks(plan.conversations[start:end])


def seen(conversation: Conversation, call: Call) -> Seen:
    """What is known of a conversation, counted by itself."""
    people = People()
    return looked_at(conversation, people, call), people


def _is_portable(group: Group) -> bool:
    """Whether another process can open the files of a group."""
    try:
        pickle.dumps(group.files)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return True


def _apart(plan: ConversationPlan) -> list[Border]:
    """The borders at which tasks begin, the first one included."""
    found = [Border()]
    for border in plan.borders:
        if border.place - found[-1].place >= RANGE:
            found.append(border)
    return found
