"""What a model is tested on: a speaker's later turns, each behind its talk as people annotated it, and another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import msgspec

from simulacrum_core.models import Message, Segment, Turn
from simulacrum_core.rendering.render import prompt
from simulacrum_core.rendering.template import Template

from ..corpus import Log, without_system
from ..metrics import roots

LENGTH = 8
"""Messages of a context at most."""
TRAINED = 0.6
"""The share of a speaker's messages in a log that is trained on, where people annotated most of them."""


class Answer(msgspec.Struct, frozen=True):
    """A turn of the speaker: what stands before it in its talk, what answers it in another, and a name of its talk."""

    talk: str
    before: list[Message]
    wrong: list[Message]
    said: list[Message]


def split(log: Log, speaker: str) -> tuple[Log, int]:
    """What people said in a log, and the line from which on it is held out: annotated, and late for the speaker."""
    said = without_system(log)
    mine = [line for line, message in enumerate(said.messages) if message.author == speaker]
    later = mine[int(TRAINED * len(mine))] if mine else len(said.messages)
    return said, max(min(said.answers, default=len(said.messages)), later)


def answers(logs: Sequence[Log], speaker: str) -> list[Answer]:
    """The held-out turns of a speaker that answer something, each with the end of another talk of the same length."""
    found = [answer for log in logs for answer in _answers(*split(log, speaker), speaker)]
    return [msgspec.structs.replace(answer, wrong=_wrong(answer, found, Random(i))) for i, answer in enumerate(found)]


def segments(template: Template, before: Sequence[Message], said: Sequence[Message]) -> list[Segment]:
    """The text that a model is asked about: only the words of the turn count, neither the name nor what ends it."""
    turns: list[Turn] = []
    for message in before:
        turns = _with_message(turns, message, template.name)
    return [Segment(False, prompt(template, turns)), Segment(True, " " + "\n".join(message.text for message in said))]


def _answers(log: Log, start: int, speaker: str) -> Iterator[Answer]:
    talks: dict[int, list[int]] = {}
    for line, talk in sorted(roots(log.answers).items()):
        talks.setdefault(talk, []).append(line)
    for talk, lines in talks.items():
        for at, line in enumerate(lines):
            before, answered = lines[:at], log.answers.get(line, set()) - {line, -1}
            is_turn = log.messages[line].author == speaker and before and log.messages[before[-1]].author != speaker
            if line >= start and answered and is_turn:
                said = _row(log, lines[at:], speaker)
                yield Answer(f"{log.name}:{talk}", _tail(log, before, max(answered)), [], said)


def _row(log: Log, lines: Sequence[int], speaker: str) -> list[Message]:
    """The speaker's messages up to the next one of somebody else in the talk."""
    messages = [log.messages[line] for line in lines]
    end = next((i for i, message in enumerate(messages) if message.author != speaker), len(messages))
    return messages[:end]


def _tail(log: Log, before: Sequence[int], answered: int) -> list[Message]:
    tail = before[-LENGTH:]
    if answered not in tail:
        tail = [answered, *before[-LENGTH + 1 :]]
    return [log.messages[line] for line in tail]


def _wrong(answer: Answer, found: Sequence[Answer], random: Random) -> list[Message]:
    """The end of what stands before a turn of another talk, nothing where none is as long."""
    length = len(answer.before)
    others = [other for other in found if other.talk != answer.talk and len(other.before) >= length]
    return random.choice(others).before[-length:] if others else []


def _with_message(turns: list[Turn], message: Message, persona: str) -> list[Turn]:
    name = message.author or ""
    if turns and turns[-1].name == name:
        return [*turns[:-1], msgspec.structs.replace(turns[-1], text=f"{turns[-1].text}\n{message.text}")]
    return [*turns, Turn(name, name == persona, message.text)]
