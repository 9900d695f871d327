"""Messages in a row of one author as one turn, and a turn as its messages again.

Without bubbles the messages are joined by newlines: one that was inside of a message looks like one between two. With
bubbles each further message begins as the first one does, on a new line with its author's name and a colon. Chat logs
are written so: a base model knows it, and any tokenizer has it. No message can hold such a line, as the impersonation
guard finds it in every disguise. It is a line like that of a turn, so that no border of a segment moves and an answer
can be parted there, and a program that knows nothing of bubbles shows who speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ..models import Turn
from .quotations import QuotingLine, parts
from .template import Template


def boundary(name: str) -> str:
    """What stands between two messages of one turn; a space comes before the words of the second one."""
    return f"\n{name}:"


def between(template: Template, name: str) -> str:
    """What stands between the words of two messages of one turn."""
    return f"{boundary(name)} " if template.bubbles else "\n"


def turns_of(template: Template, messages: Iterable[Turn]) -> list[Turn]:
    """Messages in a row of one author as one turn; what the persona sends without writing it is one of its own.

    So is what they quote in a message, but for what ends the last one.
    """
    turns: list[Turn] = []
    said: list[Turn] = []
    last: Turn | None = None
    for message in _in_parts(messages):
        # Without a call for each message: 0.08 µs.
        if last is not None and not (
            last.name == message.name and last.persona == message.persona and last.untrained == message.untrained
        ):
            turns.append(_turn(template, said))
            said = []
        said.append(message)
        last = message
    return turns if last is None else [*turns, _turn(template, said)]


def _in_parts(messages: Iterable[Turn]) -> Sequence[Turn]:
    """The messages, of which each that quotes is in parts."""
    messages = list(messages)
    if not any(message.__class__ is QuotingLine for message in messages):
        return messages
    found: list[Turn] = []
    for message in messages:
        if message.__class__ is QuotingLine:
            said = enumerate(parts(message.text, message.quoted))
            found += [Turn(message.name, True, text, int(not i), quoted, i > 0) for i, (quoted, text) in said]
        else:
            found.append(message)
    return found[:-1] if found[-1].untrained and found[-1].continues else found


def boundaries(turns: Sequence[Turn]) -> int:
    """How many messages follow one of the same author; a turn that is trained on in part stands there in parts."""
    parts = sum(one.persona and other.persona for one, other in pairwise(turns))
    return parts + sum(turn.messages - 1 for turn in turns)


def bubbles_of(template: Template, text: str, name: str | None = None) -> list[str]:
    """The messages that the text of a turn was made of, byte for byte; `name` is whose, the persona's by default.

    What a model writes is split in the same way. Without bubbles nobody can tell, and it is one.
    """
    if not template.bubbles:
        return [text]
    first, *further = text.split(boundary(template.name if name is None else name))
    return [first, *(part.removeprefix(" ") for part in further)]


def _turn(template: Template, said: Sequence[Turn]) -> Turn:
    first = said[0]
    text = between(template, first.name).join([message.text for message in said])
    return Turn(first.name, first.persona, text, len(said) - first.continues, first.untrained, first.continues)
