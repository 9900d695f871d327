"""Groups: conversations of a source that are read apart from the others, on any machine that reaches their files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from ..config.recipe import zone
from ..errors import SourceError
from ..models import Conversation, Message
from ..plugin.contracts import Importer
from ..plugin.validation import validated
from ..sources.findings import Findings
from ..sources.limits import Limits
from ..sources.message_blocks import MessageBlocks, message_blocks, part_of
from ..sources.source import Source, SourceFile
from .timezones import in_zone
from .told import without_told


class GroupReading(msgspec.Struct, frozen=True):
    """The conversations of a group; what was found, and the importer's tally, are complete when all are walked."""

    conversations: Iterator[Conversation]
    findings: Findings
    tally: Any


class Group(msgspec.Struct, frozen=True):
    """Files that an importer reads apart, and all that is needed for it."""

    importer: Importer
    files: tuple[SourceFile, ...]
    limits: Limits
    shared: Any
    tz: str | None
    learns: bool = False

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(file.size for file in self.files)

    def read(self) -> GroupReading:
        """Read its files from the beginning."""
        source = self._source()
        conversations, tally = self.importer.read_group(source, self.shared)
        found = without_told(self.importer, validated(self.importer, conversations))
        checked = in_zone(found, zone(self.tz) if self.tz else None)
        return GroupReading(checked, source.findings, tally)

    def learn(self) -> tuple[Any, Findings]:
        """What the importer has to know of it before any group is read, and what it found."""
        source = self._source()
        return self.importer.learn_group(source, self.shared), source.findings

    def _source(self) -> Source:
        return Source.of(self.files, [file.name for file in self.files], limits=self.limits)


class GroupPart(msgspec.Struct, frozen=True):
    """A part of a conversation of a group: `count` of its messages, after the first `skipped`."""

    group: Group
    number: int
    skipped: int
    count: int

    def conversation(self) -> Conversation:
        """The conversation with these messages, whose files are read once more."""
        conversations = self.group.read().conversations
        whole = next(islice(conversations, self.number, None), None)
        if whole is None:
            raise _changed(self.group)
        return msgspec.structs.replace(whole, messages=MessageBlocks(self._part(whole)))

    def _part(self, whole: Conversation) -> Iterator[list[Message]]:
        seen = 0
        for block in part_of(message_blocks(whole.messages), self.skipped, self.count):
            seen += len(block)
            yield block
        if seen != self.count:
            raise _changed(self.group)


def _changed(group: Group) -> SourceError:
    what = "the source changed while it was read"
    return SourceError(what, file=group.files[0].name, remedy="Try again when nothing writes into it")


def settled(groups: Sequence[Group], learned: Sequence[Any], source: Source) -> list[Group]:
    """The groups that are read, by what was learned of all of them."""
    found = zip(groups, groups[0].importer.settle(source, learned), strict=True)
    return [msgspec.structs.replace(one, shared=shared, learns=False) for one, shared in found if shared is not None]


def groups_of(importer: Importer, source: Source, tz: str | None) -> list[Group] | None:
    """The groups of a source; None where its importer reads all at once, or a file is open only in this process.

    What the importer finds out before any conversation goes to the source's findings.
    """
    plain = source.unmetered()
    found = importer.groups(plain)
    if found is None or len(found.files) < 2:
        return None
    source.findings.replace(plain.findings)
    return [Group(importer, tuple(files), source.limits, found.shared, tz, found.learns) for files in found.files]
