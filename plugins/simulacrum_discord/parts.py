"""A part: one file with messages of one channel, whatever its format."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

import msgspec

from simulacrum_core import Findings, Message, SourceFile
from simulacrum_core.sources import SeenIds

from .mentions import rendered
from .snowflakes import Key, key, step
from .streams import backwards
from .text.dates import Order

HEAD = 1 << 16
"""Bytes of a file that are looked at to tell what it is."""


class Choices(msgspec.Struct, frozen=True):
    """What the user chose: whether bots are kept, the order of day and month; and bytes of the longest message."""

    bots: bool
    order: Order | None
    longest: int


class Tally(msgspec.Struct):
    """What is told at the end of a reading: messages of bots, by bot, and how many messages came again.

    `seen` are the ids of channels that are there with both sides and in a package.
    """

    bots: Counter[str] = msgspec.field(default_factory=Counter)
    repeated: int = 0
    seen: SeenIds = msgspec.field(default_factory=SeenIds)


class Survey(msgspec.Struct, frozen=True):
    """What the first pass learns: names of the authors by id, where the part begins, and whether its newest is first.

    `oldest` is made of an id, or of seconds since 1970 in formats that have no ids.
    """

    people: dict[str, str]
    oldest: Key
    newest_first: bool


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A message with what else a format tells about its author."""

    message: Message
    name: str
    is_bot: bool = False


class Part(ABC):
    """One file of a channel. `group` is shared by the parts of one conversation; `title` is the conversation's."""

    rank: ClassVar[int] = 0
    """Of the formats of one channel, the one that tells the most is read; in all but the first, messages lack ids."""
    one_sided: ClassVar[bool] = False
    exported: str = ""

    def __init__(self, file: SourceFile, group: str, title: str | None) -> None:
        self.file, self.group, self.title = file, group, title

    def dates(self, choices: Choices) -> Iterator[str]:
        """The dates as they stand in the file, in formats that write them as the machine does."""
        return iter(())

    @abstractmethod
    def survey(self, choices: Choices) -> Survey:
        """The first pass; it reports nothing."""

    @abstractmethod
    def in_file_order(self, choices: Choices, findings: Findings, tally: Tally) -> Iterator[Message]:
        """The messages as they stand in the file, without those of bots unless they are wanted."""

    def messages(self, survey: Survey, choices: Choices, findings: Findings, tally: Tally) -> Iterator[Message]:
        """The messages, oldest first."""
        messages = self.in_file_order(choices, findings, tally)
        return backwards(messages) if survey.newest_first else messages


class EntryPart(Part):
    """A part whose first pass reads everything."""

    @abstractmethod
    def entries(self, choices: Choices, findings: Findings) -> Iterator[Entry]:
        """The messages as they stand in the file."""

    def survey(self, choices: Choices) -> Survey:
        people: dict[str, str] = {}
        first = last = None
        steps = 0
        for entry in self.entries(choices, Findings()):
            if entry.message.author is not None and (choices.bots or not entry.is_bot):
                people[entry.message.author] = entry.name
            if now := self._key(entry.message):
                steps += step(last or now, now)
                first, last = first or now, now
        if first is None or last is None:
            return Survey(people, (0, ""), newest_first=False)
        return Survey(people, min(first, last), steps < 0)

    def messages(self, survey: Survey, choices: Choices, findings: Findings, tally: Tally) -> Iterator[Message]:
        """The messages, oldest first; ids that the exporter was told to leave become names where these are known."""
        for message in super().messages(survey, choices, findings, tally):
            text = rendered(message.text, survey.people, {})
            yield message if text is message.text else msgspec.structs.replace(message, text=text)

    def in_file_order(self, choices: Choices, findings: Findings, tally: Tally) -> Iterator[Message]:
        for entry in self.entries(choices, findings):
            if entry.is_bot and not choices.bots:
                tally.bots[entry.message.author or entry.name] += 1
            else:
                yield entry.message

    def _key(self, message: Message) -> Key | None:
        if self.rank == 0:
            return key(message.id)
        return (_seconds(message.sent_at), "") if message.sent_at else None


def _seconds(moment: dt.datetime) -> int:
    """Seconds since 1970; a time without a zone is taken as UTC, which orders the parts the same on any machine."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp())
