"""Reading a `result.json`: its chats one after the other, each with messages that are read while they are walked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any

from simulacrum_core import Conversation, Findings, Message, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, JsonEvent, JsonPath, SeenIds, Shell

from .exports import Layout
from .mending import sturdy
from .messages import Transcript
from .notes import Note
from .owners import Owner
from .people import Head, family
from .repairs import Decoder
from .scouting import Scouted, chat_path
from .topics import Topics

_OBJECTS = ElementDecoder(dict[str, Any])


class Account:
    """One file with one chat or many."""

    def __init__(
        self, file: SourceFile, layout: Layout, findings: Findings, limit: int, seen: SeenIds | None, *, split: bool
    ) -> None:
        self._file, self._layout, self._findings, self._limit = file, layout, findings, limit
        self._split, self._seen = split, seen
        self._next: dict[JsonPath, int] = {}
        self._owner = Owner(layout.owner, file.name, findings)
        self._decoder = Decoder(Note, partial(findings.report, file.name), self._repaired)

    def conversations(self) -> Iterator[Conversation]:
        """The chats in the order of the file."""
        events = sturdy(self._file, self._layout.path, self._limit, self._decoder.decode)
        for event in events:
            if isinstance(event, Fault):
                self._findings.report(self._file.name, event.line, event.what)
            elif len(chat_path(event)) == (0 if len(self._layout.path) == 1 else 3):
                yield from self._chat(event, events)
            elif not event.path:
                self._look_for_owner(event)
            elif len(event.path) == 1 and b'"list":[]' not in event.data:
                self._findings.report(self._file.name, event.line, "left out: chats that are in no list")
        self._owner.tell_alone()

    def _chat(self, first: Batch | Shell, events: Iterator[JsonEvent]) -> Iterator[Conversation]:
        self._look_for_gap(first)
        chat = Scouted(self._file, events, first, self._findings)
        if isinstance(first, Shell) and b'"messages":[]' not in first.data:
            self._findings.report(self._file.name, first.line, "left out: a chat without messages")
            return
        conversation = self._conversation(chat)
        if chat.topics and self._split:
            yield from Topics(chat.topics, self._findings, self._file.name).split(conversation)
        else:
            yield conversation
        chat.leave()

    def _conversation(self, chat: Scouted) -> Conversation:
        head = chat.head
        name = "Saved Messages" if head.type == "saved_messages" else head.name or None
        place = f"{self._file.name}#{chat.index}" if chat.index else self._file.name
        one_sided = self._owner.is_alone(chat.people)
        return Conversation(
            source="telegram",
            id=place if head.id is None else str(head.id),
            title=name,
            participants=chat.people.participants(),
            one_sided=one_sided,
            messages=self._unseen(head, self._messages(chat), one_sided=one_sided),
        )

    def _messages(self, chat: Scouted) -> Iterator[Message]:
        transcript, placed = Transcript(chat.people, self._file.name, self._findings), self._decoder.placed
        return chain.from_iterable(transcript.messages(*placed(block)) for block in chat.blocks())

    def _unseen(self, head: Head, messages: Iterator[Message], *, one_sided: bool) -> Iterator[Message]:
        """Without what another file of the source had; what is one-sided does not keep others from being whole."""
        if self._seen is None or head.id is None:
            return messages
        return self._seen.unseen((family(head), head.id), messages, learn=not one_sided)

    def _repaired(self, _: int, what: str) -> None:
        self._findings.decide("repaired", what, "some versions of Telegram Desktop wrote that", file=self._file.name)

    def _look_for_gap(self, first: Batch | Shell) -> None:
        """Report what stands before a chat in its list and is none."""
        *place, index = chat_path(first) or ("", 0)
        if int(index) > self._next.get(tuple(place), 0):
            self._findings.report(self._file.name, first.line, "left out: something before this chat that is none")
        self._next[tuple(place)] = int(index) + 1

    def _look_for_owner(self, document: Batch | Shell) -> None:
        """Who the owner is, where the export says so only after the chats."""
        personal = (_OBJECTS.one(document.data, 1, lambda *_: None) or {}).get("personal_information")
        if self._owner.id is None and isinstance(personal, dict) and "user_id" in personal:
            self._owner.meet(personal)
