"""Reading: one conversation a line, its messages in blocks as they are asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import chain

import msgspec

from simulacrum_core import Conversation, Findings, Message, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, JsonEvent, ReportLine, Shell, walk_json_lines

from .heads import head_of, is_complete

_PATH = ("messages",)
_MESSAGES = ElementDecoder(Message)


def conversations(file: SourceFile, findings: Findings, limit: int) -> Iterator[Conversation]:
    """The conversations of a file; one that does not say before its messages what it is has its line read ahead."""
    report = partial(findings.report, file.name)
    shells = _shells(file, limit)
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
            else:
                yield Conversation(**msgspec.structs.asdict(head), messages=_messages(chain([first], sound), report))


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


def _messages(events: Iterator[Batch | Shell], report: ReportLine) -> Iterator[Message]:
    for event in events:
        if isinstance(event, Batch):
            yield from _MESSAGES.block(event, report)
