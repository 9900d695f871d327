"""Sections: what the text format writes below a message, each under a line of its own in braces."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from simulacrum_core import Attachment, Reaction

from .. import media
from ..marks import emoji

REACTIONS = "{Reactions}"
_ATTACHMENTS, _STICKERS, _FORWARD = "{Attachments}", "{Stickers}", "{Forwarded Message}"
_MARKS = {REACTIONS, _ATTACHMENTS, _STICKERS, _FORWARD, "{Embed}"}
_REACTION = re.compile(r"(\S+)(?: \((\d{1,9})\))?")
_ORIGINALLY = "Originally sent: "


class Told(msgspec.Struct, frozen=True):
    """What a message says, and what came with it."""

    text: str
    is_forwarded: bool
    attachments: tuple[Attachment, ...]
    reactions: tuple[Reaction, ...]


def sections(body: list[str]) -> Told:
    """The parts of a message's lines; embeds are what Discord made of links, and are passed over."""
    # The first line is what was typed, or empty; no section begins there.
    starts = [at for at, line in enumerate(body) if at and line in _MARKS and _may_begin(body[at - 1])]
    own = _text(body[: starts[0] if starts else len(body)])
    found = [(body[at], body[at + 1 : end]) for at, end in pairwise([*starts, len(body)])]
    forwards = [_forwarded(lines) for mark, lines in found if mark == _FORWARD]
    return Told(
        text="\n".join(text for text in (own, *forwards) if text),
        is_forwarded=bool(forwards),
        attachments=tuple(_attachments(found)),
        reactions=tuple(
            Reaction(emoji(name), int(count or 1))
            for mark, lines in found
            if mark == REACTIONS
            for name, count in _REACTION.findall(lines[0] if lines else "")
        ),
    )


def _may_begin(above: str) -> bool:
    """Whether a section may begin below a line: a blank one, or the last one of a forward."""
    return not above or above.startswith(_ORIGINALLY)


def _attachments(found: list[tuple[str, list[str]]]) -> list[Attachment]:
    urls = {mark: [line for sign, lines in found if sign == mark for line in lines if line] for mark in _MARKS}
    files = [media.file_at(url) for url in urls[_ATTACHMENTS]]
    return files + [media.sticker(media.file_at(url).name or "") for url in urls[_STICKERS]]


def _forwarded(lines: list[str]) -> str:
    """The words of a forward, which end where it tells when they were sent."""
    end = next((at for at, line in enumerate(lines) if line.startswith(_ORIGINALLY)), len(lines))
    return _text(lines[:end])


def _text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n")
