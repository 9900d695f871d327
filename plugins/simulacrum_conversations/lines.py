"""Reading: one conversation a line, its messages in blocks as they are asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

import msgspec

from simulacrum_core import Conversation, Findings, Message, Participant, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, JsonEvent, ReportLine, Shell, walk_json_lines

from .heads import Head, head_of, is_complete

_PATH = ("messages",)
_MESSAGES = ElementDecoder(Message)


def conversations(file: SourceFile, findings: Findings, limit: int) -> Iterator[Conversation]:
    """The conversations of a file; one that does not say before its messages what it is has its line read ahead.

    So has one that lists no participants: then they are the authors, under their ids.
    """
    report = partial(findings.report, file.name)
    shells, authors = _shells(file, limit), _authors(file, limit)
    with file.open() as stream:
        for number, events in walk_json_lines(stream, _PATH, limit):
            sound = _sound(events, report)
            first = next(sound, None)
            if first is None:
                continue
            shell = first if isinstance(first, Shell) else Shell((), first.around, number, whole=False)
            if not is_complete(shell):
                shell = next((shell for line, shell in shells if line == number), shell)
            head = head_of(shell, f"{file.name}:{number}", report)
            if head is None:
                deque(sound, maxlen=0)
                continue
            if not head.participants:
                people = next((people for line, people in authors if line == number), ())
                head = msgspec.structs.replace(head, participants=people)
            messages = _of_participants(_messages(chain([first], sound), report), head, partial(report, number))
            yield Conversation(**msgspec.structs.asdict(head), messages=messages)


def _sound(events: Iterator[JsonEvent], report: ReportLine) -> Iterator[Batch | Shell]:
    """What can be read; the rest is reported."""
    for event in events:
        if isinstance(event, Fault):
            report(event.line, event.what)
        else:
            yield event


def _shells(file: SourceFile, limit: int) -> Iterator[tuple[int, Shell]]:
    """The objects of all lines without their messages, found by another walk through the file."""
    with file.open() as stream:
        for number, events in walk_json_lines(stream, _PATH, limit):
            yield from ((number, event) for event in events if isinstance(event, Shell))


def _authors(file: SourceFile, limit: int) -> Iterator[tuple[int, tuple[Participant, ...]]]:
    """Who wrote the messages of each line, found by another walk through the file."""
    with file.open() as stream:
        for number, events in walk_json_lines(stream, _PATH, limit):
            messages = _messages(_sound(events, _silent), _silent)
            ids = dict.fromkeys(message.author for message in messages if message.author is not None)
            yield number, tuple([Participant(id, id) for id in ids])


def _silent(line: int | None, what: str) -> None:
    """What cannot be read is reported by the walk that gives the messages."""


def _of_participants(messages: Iterator[Message], head: Head, report: Callable[[str], None]) -> Iterator[Message]:
    """The messages whose authors are among the participants; the others are reported."""
    known = frozenset([None, *(person.id for person in head.participants)])
    for message in messages:
        if message.author in known:
            yield message
        else:
            report("left out: its author is none of the participants")


def _messages(events: Iterator[Batch | Shell], report: ReportLine) -> Iterator[Message]:
    for event in events:
        if isinstance(event, Batch):
            yield from _MESSAGES.block(event, report)
