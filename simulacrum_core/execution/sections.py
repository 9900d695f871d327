"""Sections: the parts of a source for an engine that reads groups of files side by side."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Self

import msgspec

from ..conversations.groups import Group, GroupPart, groups_of
from ..conversations.read import Failures, Parts, read_part, reported
from ..conversations.spool import Spool
from ..examples.borders import Border, Stretch
from ..examples.plan import ConversationPlan, Plan
from ..examples.watched import Call
from ..models import Conversation
from ..plugin.contracts import Importer
from ..sources.findings import Findings
from ..sources.source import Source
from .looking import Look, Seen, seen
from .workers import Part, Task, tasks_of

RANGE = 250_000
"""Messages of a task at least, where a conversation is parted: what stands before them in the file is read as well."""


class _Place(msgspec.Struct, frozen=True, gc=False):
    """Where a conversation is: its group, its number there and its messages, and its place in a spool that has it."""

    group: int
    number: int
    count: int
    kept: int | None


class Section:
    """A part of a source. Its `groups` are read wherever the engine likes; without any, it is read here, once.

    With `keeps`, the messages of groups are taken with what is seen in them, and lie in a spool here.
    """

    def __init__(
        self, importer: Importer, source: Source, tz: str | None, folder: Path | None, *, keeps: bool = False
    ) -> None:
        self.importer, self._whole, self._tz, self._folder, self.keeps = importer, source, tz, folder, keeps
        self.source = source.again()
        found = groups_of(importer, self.source, tz)
        self.groups = found if found is not None and all(map(_is_portable, found)) else None
        self._spool = Spool((), folder)
        self._looks: list[Look] = []
        self._places: list[_Place] = []

    def read_here(self, call: Call, failures: Failures | None) -> Iterator[Seen]:
        """Read all in this process; what cannot be read is one of the `failures` where other sections are there."""
        self.source, self.groups = self._whole.again(), None
        if failures is None:
            conversations = read_part(self.importer, self.source, self._tz)
        else:
            conversations = reported(self.importer, self.source, self._tz, failures)
        self.close()
        self._spool = Spool(conversations, self._folder)
        for conversation in self._spool:
            yield seen(conversation, call)

    def take(self, look: Look) -> Sequence[Seen]:
        """What was seen in the next group; its messages are kept here where they came with it."""
        for number, (one, _) in enumerate(look.conversations):
            kept = self._spool.count + number if look.records is not None else None
            self._places.append(_Place(len(self._looks), number, one.sketch.messages, kept))
        self._spool.keep(look.records or ())
        self._looks.append(msgspec.structs.replace(look, conversations=[], records=None))
        return look.conversations

    def finish(self) -> None:
        """All groups were taken, of which all is kept that is found."""
        for look in self._looks:
            self.source.findings.extend(look.findings)
        self.importer.tell([look.tally for look in self._looks], self.source.findings)
        self._looks.clear()

    def part(self, place: int, start: int = 0, stop: int | None = None) -> Part:
        """The messages of a conversation from one to before another, or its end."""
        if self.groups is None:
            return next(self._spool.pieces(place, [(start, stop)]))
        at = self._places[place]
        if at.kept is not None:
            return next(self._spool.pieces(at.kept, [(start, stop)]))
        return GroupPart(self.groups[at.group], at.number, start, (at.count if stop is None else stop) - start)

    def tasks(self, plans: Sequence[ConversationPlan]) -> Iterator[Task]:
        """All conversations in the order of the reading, long ones in parts."""
        for place, one in enumerate(plans):
            at = place if self.groups is None else self._places[place].kept
            if at is not None:
                yield from tasks_of(self._spool, at, one)
                continue
            plain, starts = msgspec.structs.replace(one, borders=()), _apart(one)
            for start, end in zip(starts, (*starts[1:], None), strict=True):
                # The message behind a part is heard as well: its words may say what the last one of the part is.
                stop = None if end is None else end.place + 1
                yield Task(self.part(place, start.lead, stop), plain, Stretch(start, end))

    def close(self) -> None:
        self._spool.__exit__()


class Sections:
    """All sections, in the order of the reading; what is found is added to `findings` when all are read."""

    def __init__(
        self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None, *, keeps: bool = False
    ) -> None:
        self.sections = [Section(importer, source, tz, folder, keeps=keeps) for importer, source in parts]
        self._findings = findings
        self._ends: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for section in self.sections:
            section.close()

    def are_many(self) -> bool:
        """Whether groups can be read side by side: all of them together are twice as much as anything else."""
        whole = [[sum(file.size for file in one.source.files())] for one in self.sections if one.groups is None]
        parted = [[group.size for group in one.groups] for one in self.sections if one.groups is not None]
        sizes = [size for some in (*whole, *parted) for size in some]
        return bool(parted) and sum(map(sum, parted)) >= 2 * max(sizes)

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
