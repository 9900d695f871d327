"""Reading a `result.json`: its chats one after the other, each with messages that are read while they are walked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import msgspec

from simulacrum_core import Conversation, Findings, Message, Participant, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, JsonEvent, JsonPath, MessageBlocks, SeenIds, Shell

from .bots import Bots
from .contacts import Contacts, Handles, contacts_of, handles_of
from .copies import Version, versions
from .exports import ACCOUNT, Layout
from .mending import Start, sturdy
from .messages import Transcript
from .notes import Note
from .owners import Owner
from .people import Head, family, title_of
from .repairs import Decoder
from .scouting import Scouted, chat_path, head_of_chat
from .topics import Topics

Shared = Callable[[Head], Iterator[Conversation] | None]
"""Gives the conversations of a chat that stands in several places, None for one that does not."""
_OBJECTS = ElementDecoder(dict[str, Any])


class Reading(msgspec.Struct, frozen=True):
    """What the files of one reading share: what was found, bytes of the longest message, whether topics are split,
    what is known of bots, the ids that were read, and what else people are called."""

    findings: Findings
    limit: int
    split: bool
    bots: Bots
    seen: SeenIds | None = None
    handles: Handles = msgspec.field(default_factory=dict)


class Account:
    """One file with one chat or many."""

    def __init__(self, file: SourceFile, layout: Layout, reading: Reading) -> None:
        self.file, self._layout, self._reading, self._findings = file, layout, reading, reading.findings
        self._next: dict[JsonPath, int] = {}
        self.owner = Owner(layout.owner, file.name, self._findings)
        contacts = contacts_of(file, reading.limit) if layout.path == ACCOUNT else Contacts()
        reading.handles.update(contacts.handles | handles_of(layout.owner or {}))
        reading.bots.known |= contacts.bots
        self._decoder = Decoder(Note, partial(self._findings.report, file.name), self._repaired)

    def conversations(self, shared: Shared) -> Iterator[Conversation]:
        """The chats in the order of the file; those that are shared with other files come with what these have."""
        events = self._walk(None)
        for event in events:
            if isinstance(event, Fault):
                self._findings.report(self.file.name, event.line, event.what)
            elif len(chat_path(event)) == (0 if len(self._layout.path) == 1 else 3):
                yield from self._chat(event, events, shared)
            elif not event.path:
                self._look_for_owner(event)
            elif len(event.path) == 1 and b'"list":[]' not in event.data:
                self._findings.report(self.file.name, event.line, "left out: chats outside of a list of chats")
        self.owner.tell_alone()

    def settled(self) -> tuple[int, Scouted, Conversation] | None:
        """The only chat of the file, where its beginning shows all people: where its messages begin, and what it is.

        None where the whole of it has to be read for that, or holds one side alone.
        """
        events = self._walk(None)
        first = next(events, None)
        if not isinstance(first, Batch):
            return None
        chat = Scouted(self.file, events, first, self._findings)
        if not chat.is_settled or self.owner.is_alone(chat.people):
            return None
        return first.byte, chat, self._conversation(chat)

    def copy(self, start: Start) -> Scouted | None:
        """A chat that stands in other places too, looked through as a whole; None where it cannot be read."""
        events = self._walk(start)
        first = next((event for event in events if not isinstance(event, Fault)), None)
        return Scouted(self.file, events, first, self._findings, whole=True) if first else None

    def participants(self, chat: Scouted) -> tuple[Participant, ...]:
        """Who wrote in a chat."""
        return chat.people.participants(self._reading.handles)

    def versions(self, chat: Scouted) -> Iterator[Version]:
        """The messages of a copy, with what tells which of two is the newer one."""
        transcript, placed, after = self._transcript(chat), self._decoder.placed, 0
        for block in chat.blocks():
            notes, line_of = placed(block)
            for version in versions(notes, transcript.messages(notes, line_of), after):
                after = version[0]
                yield version

    def topics(self, titles: dict[int, str], conversation: Conversation) -> Iterator[Conversation]:
        """The conversations of a group, one a topic where these are split."""
        if titles and self._reading.split:
            yield from Topics(titles, self._findings, self.file.name).split(conversation)
        else:
            yield conversation

    def _walk(self, start: Start | None) -> Iterator[JsonEvent]:
        return sturdy(self.file, self._layout.path, self._reading.limit, self._decoder.decode, start)

    def _chat(self, first: Batch | Shell, events: Iterator[JsonEvent], shared: Shared) -> Iterator[Conversation]:
        self._look_for_gap(first)
        if (conversations := shared(head_of_chat(first))) is not None:
            # What cannot be read is reported by the reading of the copies.
            Scouted(self.file, events, first, Findings()).leave()
            yield from conversations
            return
        chat = Scouted(self.file, events, first, self._findings)
        if isinstance(first, Shell) and b'"messages":[]' not in first.data:
            self._findings.report(self.file.name, first.line, "left out: a chat without messages")
            return
        yield from self.topics(chat.topics, self._conversation(chat))
        chat.leave()

    def _conversation(self, chat: Scouted) -> Conversation:
        head = chat.head
        place = f"{self.file.name}#{chat.index}" if chat.index else self.file.name
        owner, one_sided = self.owner.of(chat.people), self.owner.is_alone(chat.people)
        if one_sided:
            self.owner.add_alone(head)
        return Conversation(
            source="telegram",
            id=place if head.id is None else str(head.id),
            title=title_of(head),
            participants=self.participants(chat),
            one_sided=one_sided,
            messages=self._unseen(head, self._messages(chat), one_sided=one_sided),
            owner=owner,
        )

    def _messages(self, chat: Scouted) -> MessageBlocks:
        transcript, placed = self._transcript(chat), self._decoder.placed
        return MessageBlocks(transcript.messages(*placed(block)) for block in chat.blocks())

    def _transcript(self, chat: Scouted) -> Transcript:
        return Transcript(chat.people, self._reading.bots.of(chat.head), self.file.name, self._findings)

    def _unseen(self, head: Head, messages: MessageBlocks, *, one_sided: bool) -> Iterable[Message]:
        """Without what another file of the source had; what is one-sided does not keep others from being whole."""
        seen = self._reading.seen
        if seen is None or head.id is None:
            return messages
        return seen.unseen((family(head), head.id), iter(messages), learn=not one_sided)

    def _repaired(self, _: int, what: str) -> None:
        self._findings.decide("repaired", what, "some versions of Telegram Desktop wrote that", file=self.file.name)

    def _look_for_gap(self, first: Batch | Shell) -> None:
        """Report an element before a chat in its list that is not a chat."""
        *place, index = chat_path(first) or ("", 0)
        if int(index) > self._next.get(tuple(place), 0):
            self._findings.report(self.file.name, first.line, "left out: an element before this chat that is none")
        self._next[tuple(place)] = int(index) + 1

    def _look_for_owner(self, document: Batch | Shell) -> None:
        """Who the owner is, where the export says so only after the chats."""
        personal = (_OBJECTS.one(document.data, 1, lambda *_: None) or {}).get("personal_information")
        if self.owner.id is None and isinstance(personal, dict) and "user_id" in personal:
            self.owner.meet(personal)
