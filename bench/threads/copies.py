"""Slower, thinner copies of annotated logs: a part of the talks, further apart; and copies in which nobody is named."""

from __future__ import annotations

import datetime as dt
from random import Random

import msgspec

from simulacrum_core.models import Message
from simulacrum_core.threads.words import lines

from .corpus import Log
from .metrics import clusters


def thinned(log: Log, share: float, stretch: float, random: Random) -> Log:
    """A copy with `share` of the annotated talks, in `stretch` times their time."""
    kept = sorted(line for talk in clusters(log.answers) if random.random() < share for line in talk)
    places = {line: place for place, line in enumerate(kept)}
    start = next((m.sent_at for m in log.messages if m.sent_at), dt.datetime(2000, 1, 1))
    messages = [_later(log.messages[line], start, stretch) for line in kept]
    answers = {
        places[line]: {places[before] for before in befores if before in places} or {places[line]}
        for line, befores in log.answers.items()
        if line in places
    }
    return Log(f"{log.name}/{share}", messages, answers)


def nameless(log: Log) -> Log:
    """A copy in which no message names anybody."""
    read = lines(log.messages, {})
    messages = [
        msgspec.structs.replace(message, text=_without(message.text)) if line.names or line.stray else message
        for message, line in zip(log.messages, read, strict=True)
    ]
    known = {message.author.lower() for message in log.messages if message.author}
    messages = [
        msgspec.structs.replace(
            message, text=" ".join(part for part in message.text.split() if _bare(part) not in known)
        )
        for message in messages
    ]
    return Log(f"{log.name}/nameless", messages, log.answers)


def _bare(part: str) -> str:
    return part.lower().strip("@,:;.!?()\"'<>")


def _without(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if first[-1:] in ":,;" else text


def _later(message: Message, start: dt.datetime, stretch: float) -> Message:
    moment = message.sent_at
    return msgspec.structs.replace(message, sent_at=moment and start + (moment - start) * stretch)
