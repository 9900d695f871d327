"""What of a message stands in the training text: its author's name and its words, made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..models import Message
from .budget import Line
from .context import Job
from .roles import Cast

_SURROGATE = re.compile("[\ud800-\udfff]")


def spoken_lines(messages: Iterable[Message], cast: Cast, job: Job) -> Iterator[Line]:
    """Name, side and text of each message; one that begins like another speaker's line does so no more."""
    before: str | None = None
    for message in messages:
        author, text = message.author or "", usable_text(message, job)
        if job.recipe.control_tokens != "keep":
            safe = job.speakers.defused(text, opens=author != before)
            job.ledger.imitations += safe is not text
            text = safe
        yield cast.name(author), author in cast.mine, text
        before = author


def usable_text(message: Message, job: Job) -> str:
    """The text of a message.

    Private data is replaced where the user asks for it. Control tokens are made harmless, lone surrogates, which no
    file can hold, are replaced; nothing else is altered.
    """
    text = job.discretion.hidden(message.text, job.ledger)
    if _SURROGATE.search(text):
        job.ledger.repaired += 1
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    if job.recipe.control_tokens == "space" and (safe := job.controls.defused(text)) is not text:
        job.ledger.defused += 1
        text = safe
    return text
