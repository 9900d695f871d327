"""A part: one file with messages of one channel, whatever its format."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import ClassVar

import msgspec

from simulacrum_core import Findings, Message, Participant, SourceFile
from simulacrum_core.sources import SeenIds

from .marks import Known, rendered
from .names import is_webhook
from .snowflakes import Key, key, step
from .streams import backwards
from .text.dates import Order, Writing

HEAD = 1 << 16
"""Bytes of a file that are looked at to tell what it is."""


class Choices(msgspec.Struct, frozen=True):
    """What the user chose: whether bots and webhooks are kept, the order of day and month; bytes of a message at most.

    `channels` are the names of all channels of the source, by id, `accounts` the ids of accounts by their own names,
    for formats that have no ids, `writing` how the dates of a channel are written,
    where several files tell it.
    """

    bots: bool
    webhooks: bool
    order: Order | None
    longest: int
    channels: dict[str, str] = {}
    accounts: dict[str, str] = {}
    writing: Writing | None = None

    def keeps(self, id: str) -> bool:
        """Whether a program's messages are kept, by its id."""
        return self.bots or (self.webhooks and is_webhook(id))


class Tally(msgspec.Struct):
    """What is told at the end of a reading: messages of bots, by bot, and those of webhooks, by webhook and by the name
    that it writes under; how many messages came again, and how many of them in another wording, and which marks were
    put as Discord shows them.

    `seen` are the ids of channels that are there with both sides and in a package. `posts` counts all messages of JSON.
    """

    bots: Counter[str] = msgspec.field(default_factory=Counter)
    webhooks: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    repeated: int = 0
    reworded: int = 0
    marks: Counter[str] = msgspec.field(default_factory=Counter)
    seen: SeenIds = msgspec.field(default_factory=SeenIds)
    posts: int = 0


class Survey(msgspec.Struct, frozen=True):
    """What the first pass learns: the authors by id, where the part begins and ends, and whether its newest is first.

    `oldest` and `newest` are made of an id, or of seconds since 1970 in formats that have no ids.
    """

    people: dict[str, Participant]
    oldest: Key
    newest_first: bool
    newest: Key = (0, "")


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A message with what else a format tells about its author; `webhook` is the id of the one that sent it."""

    message: Message
    name: str
    is_bot: bool = False
    webhook: str = ""
    handles: tuple[str, ...] = ()


class Part(ABC):
    """One file of a channel. `group` is shared by the parts of one conversation; `title` is the conversation's."""

    rank: ClassVar[int] = 0
    """Of the formats of one channel, the one that tells the most is read; in all but the first, messages lack ids."""
    one_sided: ClassVar[bool] = False
    exported: str = ""
    """When the export was made, where it tells."""
    channel: str | None = None
    """The name of the channel alone, where the export tells its id too."""

    def __init__(self, file: SourceFile, group: str, title: str | None) -> None:
        self.file, self.group, self.title = file, group, title

    def owner(self) -> str | None:
        """The participant's id of whoever the export belongs to, where it tells."""
        return None

    def dates(self, choices: Choices) -> Iterator[str]:
        """The dates as they stand in the file, in formats that write them as the machine does."""
        return iter(())

    @abstractmethod
    def survey(self, choices: Choices) -> Survey:
        """The first pass; it reports nothing."""

    @abstractmethod
    def in_file_order(self, choices: Choices, findings: Findings, tally: Tally) -> Iterable[Message]:
        """The messages as they stand in the file, without those of bots unless they are wanted."""

    def messages(self, survey: Survey, choices: Choices, findings: Findings, tally: Tally) -> Iterable[Message]:
        """The messages, oldest first."""
        messages = self.in_file_order(choices, findings, tally)
        return backwards(iter(messages)) if survey.newest_first else messages


class EntryPart(Part):
    """A part whose first pass reads everything."""

    @abstractmethod
    def entries(self, choices: Choices, findings: Findings) -> Iterator[Entry]:
        """The messages as they stand in the file."""

    def survey(self, choices: Choices) -> Survey:
        people: dict[str, Participant] = {}
        first = last = None
        steps = 0
        for entry in self.entries(choices, Findings()):
            author = entry.message.author
            if author is not None and (not entry.is_bot or choices.keeps(author)):
                people[author] = Participant(author, entry.name, entry.handles)
            if now := self._key(entry.message):
                steps += step(last or now, now)
                first, last = first or now, now
        if first is None or last is None:
            return Survey(people, (0, ""), newest_first=False)
        return Survey(people, min(first, last), steps < 0, max(first, last))

    def known(self, survey: Survey, choices: Choices, tally: Tally) -> Known:
        """What the marks in the texts stand for."""
        return Known({id: person.name for id, person in survey.people.items()}, choices.channels, {}, tally.marks)

    def messages(self, survey: Survey, choices: Choices, findings: Findings, tally: Tally) -> Iterator[Message]:
        """The messages, oldest first; marks that the exporter was told to leave are put as Discord shows them."""
        known = self.known(survey, choices, tally)
        for message in super().messages(survey, choices, findings, tally):
            text = rendered(message.text, known, message.sent_at)
            yield message if text is message.text else msgspec.structs.replace(message, text=text)

    def in_file_order(self, choices: Choices, findings: Findings, tally: Tally) -> Iterator[Message]:
        for entry in self.entries(choices, findings):
            author = entry.message.author or entry.name
            if not entry.is_bot or choices.keeps(author):
                yield entry.message
            elif entry.webhook:
                tally.webhooks[entry.webhook, entry.name] += 1
            else:
                tally.bots[author] += 1

    def _key(self, message: Message) -> Key | None:
        if self.rank == 0:
            return key(message.id)
        return (seconds_of(message), "") if message.sent_at else None


def seconds_of(message: Message) -> int:
    """Seconds from 1970 to a message, 0 where it has no time; one without a zone is taken as UTC, which orders the
    parts the same on any machine."""
    moment = message.sent_at
    return 0 if moment is None else int((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp())
