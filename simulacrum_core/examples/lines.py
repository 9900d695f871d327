"""What of a message stands in the training text: its author's name and its words, made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..models import Message
from .budget import Line
from .context import Context
from .roles import Roles

_SURROGATE = re.compile("[\ud800-\udfff]")


def spoken_lines(messages: Iterable[Message], roles: Roles, context: Context) -> Iterator[Line]:
    """Name, side and text of each message; one that begins like another speaker's line does so no more."""
    before: str | None = None
    for message in messages:
        author, text = message.author or "", usable_text(message, context)
        if context.recipe.control_tokens != "keep":
            safe = context.speakers.defused(text, opens=author != before)
            context.ledger.imitations += safe is not text
            text = safe
        yield roles.name(author), author in roles.mine, text
        before = author


def usable_text(message: Message, context: Context) -> str:
    """The text of a message.

    Private data is replaced where the user asks for it. Control tokens are made harmless, lone surrogates, which no
    file can hold, are replaced; nothing else is altered.
    """
    text = context.anonymizer.hidden(message.text, context.ledger)
    if _SURROGATE.search(text):
        context.ledger.repaired += 1
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    if context.recipe.control_tokens == "space" and (safe := context.controls.defused(text)) is not text:
        context.ledger.defused += 1
        text = safe
    return text
