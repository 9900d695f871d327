"""One chat of an export: read ahead to learn who is in it, then read for its messages."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from simulacrum_core import Findings, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, JsonEvent, JsonPath, Shell

from .exports import skip
from .latecomers import add_latecomers
from .moments import Moments
from .notes import Who
from .people import Head, People
from .repairs import Decoder

KEPT = 2 << 20
"""Bytes of a chat that are held from the first to the second reading; what comes after them is read again."""

_HEADS = ElementDecoder(dict[str, Any])
_KEYS: dict[str, tuple[type, ...]] = {"id": (int, str), "type": (str,), "name": (str,)}
_OF_TWO = {"personal_chat", "bot_chat"}
TOPIC = "topic_created"


class Scouted:
    """A chat while it is read. The walk that it takes its events from goes on where the scout stopped.

    One that is scouted as a `whole` knows the ids and times of its messages.
    """

    def __init__(
        self,
        file: SourceFile,
        events: Iterator[JsonEvent],
        first: Batch | Shell,
        findings: Findings,
        *,
        whole: bool = False,
    ) -> None:
        self._file, self._findings, self._path, self._whole = file, findings, chat_path(first), whole
        self._events = self._own(events, first)
        self._kept: list[Batch] = []
        self._size, self._passed = 0, array("q")
        self.is_settled = False
        """Whether all people are known, and no topics are there, by what it begins with."""
        self.topics: dict[int, str] = {}
        self.people = People(Head())
        self.moments = Moments()
        self._decoder = Decoder(Who, lambda *_: None, lambda *_: None)
        self._scout()

    @property
    def head(self) -> Head:
        return self.people.head

    @property
    def index(self) -> str:
        """The chat's place in a list of chats, "" for the only one of a file."""
        return str(self._path[-1]) if self._path else ""

    def blocks(self) -> Iterator[Batch]:
        """All messages; to be walked once."""
        yield from self._kept
        self._kept = []
        if self._passed:
            yield from self._again()
        yield from (event for event in self._events if isinstance(event, Batch))

    def leave(self) -> None:
        """Go behind what was not walked."""
        for _ in self._events:
            pass

    def _own(self, events: Iterator[JsonEvent], first: Batch | Shell) -> Iterator[Batch | Shell]:
        """The events up to the end of this chat; what cannot be read is reported."""
        event: JsonEvent | None = first
        while event is not None:
            if isinstance(event, Fault):
                self._findings.report(self._file.name, event.line, event.what)
            else:
                yield event
                if isinstance(event, Shell):
                    return
            event = next(events, None)

    def _scout(self) -> None:
        """Read ahead; how far a long chat is read shows in what it begins with."""
        is_known = tried = False
        for event in self._events:
            if isinstance(event, Shell):
                self._know(event.data, event.line)
                break
            is_known = is_known or self._know(event.around, event.line)
            self._keep(event)
            if is_known:
                self._learn(event)
                if self._size > KEPT and not tried and not self._whole and self._may_settle():
                    tried, self.is_settled = True, self._is_settled(event)
                    if self.is_settled:
                        return
        if not is_known:
            for block in [*self._kept, *self._again()]:
                self._learn(block)

    def _may_settle(self) -> bool:
        return not self.topics and self.people.clear(of_two=self.head.type in _OF_TWO)

    def _is_settled(self, block: Batch) -> bool:
        """Whether all who write are known, with those who first do so behind a block."""
        behind = block.byte + len(block.data) - 2
        is_group = (self.head.type or "").endswith(("group", "_channel"))
        found = add_latecomers(self._file, behind, self.people, is_account=bool(self._path), is_group=is_group)
        # Whoever seems to be alone in a group may not be: others do more than write there.
        return found and len(self.people) > 1

    def _know(self, data: bytes, line: int) -> bool:
        """Whether an object says which chat this is; it may do so only after the messages."""
        known = _known(data)
        if known is None:
            self._findings.report(self._file.name, line, "the name, type and id of this chat cannot be read")
            return True
        self.people.head = msgspec.structs.replace(self.head, **known)
        return "id" in known and "type" in known

    def _keep(self, block: Batch) -> None:
        is_near = self._size <= KEPT
        self._size += len(block.data)
        if is_near:
            self._kept.append(block)
        else:
            self._passed.extend((block.byte, len(block.data) - 2, block.line))

    def _learn(self, block: Batch) -> None:
        whos = self._decoder.values(block) if block.values is None else block.values
        self.people.add(whos)
        if self._whole:
            self._look_at_order(whos)
        for who in whos:
            if who.action == TOPIC and isinstance(who.id, int):
                self.topics[who.id] = who.title or ""

    def _look_at_order(self, whos: Iterable[Who]) -> None:
        """Take note of the ids and their times."""
        for who in whos:
            if isinstance(who.id, int):
                self.moments.add(who.id, who.date_unixtime or who.date)

    def _again(self) -> Iterator[Batch]:
        """What was passed over, read once more."""
        with self._file.open() as stream:
            at = 0
            for byte, size, line in zip(*[iter(self._passed)] * 3, strict=True):
                skip(stream, byte - at)
                yield Batch(self._path, b"[" + stream.read(size) + b"]", b"{}", line, byte)
                at = byte + size


def chat_path(event: Batch | Shell) -> JsonPath:
    """Where in its document the chat of an event lies."""
    return event.path[:-1] if isinstance(event, Batch) else event.path


def head_of_chat(event: Batch | Shell) -> Head:
    """The chat that an event belongs to, as far as its file says so before the messages."""
    return Head(**_known(event.around if isinstance(event, Batch) else event.data) or {})


def _known(data: bytes) -> dict[str, Any] | None:
    """What an object says about the chat that it is, None where it cannot be read."""
    found = _HEADS.one(data, 1, lambda *_: None)
    if found is None:
        return None
    return {key: found[key] for key, types in _KEYS.items() if type(found.get(key)) in types}
