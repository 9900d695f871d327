"""What of a message stands in the training text: its author's name and its words, made harmless, and what that counts.

Private data and names of others are replaced where the user asks for it; halves of characters, which no file can hold,
become U+FFFD; control tokens are made harmless; then lines that look like another speaker's. Nothing else is altered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from ..models import Message, Turn
from ..privacy.anonymizer import Anonymizer
from ..rendering.control_tokens import ControlTokens
from ..rendering.impersonation import ImpersonationGuard
from .roles import Roles

_SURROGATE = re.compile("[\ud800-\udfff]")


class Wording(msgspec.Struct, frozen=True):
    """What is done to the words of a message, in this order; `controls` and `guard` where there is something to do."""

    anonymizer: Anonymizer
    controls: ControlTokens | None
    guard: ImpersonationGuard | None


class Changes(msgspec.Struct):
    """How many messages were altered, by what was done to them; `redacted` has the category of every place."""

    redacted: list[str] = []
    repaired: int = 0
    defused: int = 0
    imitations: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(
            self.redacted + other.redacted,
            self.repaired + other.repaired,
            self.defused + other.defused,
            self.imitations + other.imitations,
        )


def spoken_lines(messages: Iterable[Message], roles: Roles, wording: Wording) -> tuple[list[Turn], Changes]:
    """A turn for each message of a talk; one that begins like another speaker's line does so no more."""
    lines, changes = [], Changes()
    before: str | None = None
    for message in messages:
        author, text = message.author or "", _usable(message.text, wording, changes)
        if wording.guard is not None:
            safe = wording.guard.defused(text, opens=author != before)
            changes.imitations += safe is not text
            text = safe
        lines.append(Turn(roles.name(author), author in roles.mine, text))
        before = author
    return lines, changes


def passages(messages: Iterable[Message], roles: Roles, wording: Wording) -> tuple[list[Turn], Changes]:
    """A turn for each passage of a monologue, nobody's where the persona did not write it."""
    written, changes = [], Changes()
    for message in messages:
        author, text = message.author or "", _usable(message.text, wording, changes)
        mine = author in roles.mine
        written.append(Turn(roles.name(author) if mine else "", mine, text))
    return written, changes


def _usable(text: str, wording: Wording, changes: Changes) -> str:
    text, private = wording.anonymizer.hidden(text)
    changes.redacted += private
    if _SURROGATE.search(text):
        changes.repaired += 1
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    if wording.controls is not None and (safe := wording.controls.defused(text)) is not text:
        changes.defused += 1
        text = safe
    return text
