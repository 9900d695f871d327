"""Outlines: what the survey asks of a block of messages, found by whoever has them in hand.

A block that is read in another process comes with its outline, and is unpacked only where the words are asked for.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import partial
from itertools import repeat
from operator import floordiv

import msgspec

from ..config.persona import Persona
from ..conversations.spool import PackedBlocks
from ..models import Conversation, Message
from ..rendering.quotations import is_only_quoted
from ..sources.message_blocks import message_blocks
from .kinds import UNTRAINED, is_all_written, is_only_links
from .roles import excluded_accounts
from .selection import Selection, selection_in, used_of

FOLD, FORWARDED, LINKS, QUOTED = 1, 2, 4, 8
"""What is kept of a message in a byte."""
_MICROSECOND = dt.timedelta(microseconds=1)


class Outline(msgspec.Struct, frozen=True):
    """Who wrote each of some messages, which are `used` by their places among them, and more of those.

    `walls` are microseconds since the first year began by the clock of their one `zone`; None where they have several,
    or some have no time or a second reading. `ids` and what they reply to are there where they are asked for, `replies`
    only if it `has_replies`.
    """

    authors: list[str | None]
    used: Sequence[int] = ()
    walls: array[int] | None = None
    zone: dt.tzinfo | None = None
    flags: bytes = b""
    ids: list[str] = msgspec.field(default_factory=list)
    replies: list[str | None] = msgspec.field(default_factory=list)
    has_replies: bool = False

    @property
    def used_authors(self) -> list[str | None]:
        """Who wrote those that are used."""
        authors = self.authors
        return authors if len(self.used) == len(authors) else [authors[place] for place in self.used]


class Asked(msgspec.Struct, frozen=True):
    """What is asked of the messages of a conversation: which are used, and with `links` what replies to what."""

    selection: Selection
    excluded: Set[str]
    monologue: bool
    links: bool


Outlined = tuple[Outline, Callable[[], list[Message]]]
"""A block's outline, and what gives its messages."""


def asked_of(conversation: Conversation, selection: Selection, persona: Persona, *, links: bool) -> Asked:
    """What is asked of a conversation of which some may be used."""
    excluded = excluded_accounts(conversation, persona)
    return Asked(selection_in(conversation, selection), excluded, conversation.monologue, links)


def outlined(messages: Iterable[Message], asked: Asked | None) -> Iterator[Outlined]:
    """The outlines of all blocks; where nothing is asked, they only say who wrote."""
    blocks, outline = message_blocks(messages), partial(outline_of, asked)
    if isinstance(blocks, PackedBlocks):
        return blocks.described(outline)
    return ((outline(block), partial(list, block)) for block in blocks)


def outline_of(asked: Asked | None, block: list[Message]) -> Outline:
    """The outline of a block."""
    authors = [message.author for message in block]
    if asked is None:
        return Outline(authors)
    used = used_of(block, asked.selection, asked.excluded, monologue=asked.monologue)
    places: Sequence[int] = range(len(block))
    if len(used) < len(block):
        kept = set(map(id, used))
        places = [place for place, message in enumerate(block) if id(message) in kept]
    walls, zone = _walls(used) or (None, None)
    ids = [message.id for message in used] if asked.links else []
    replies = [message.reply_to for message in used]
    has_replies = replies.count(None) < len(replies)
    return Outline(
        authors, places, walls, zone, _flags(used), ids, replies if asked.links and has_replies else [], has_replies
    )


def flags_of(message: Message) -> int:
    """Whether a message is forwarded, only links, or only quoted."""
    text = message.text
    is_forwarded = message.forwarded_from is not None
    return FORWARDED * is_forwarded | LINKS * is_only_links(text) | QUOTED * is_only_quoted(text, message.quoted)


def wall_of(moment: dt.datetime) -> int:
    """Microseconds since the first year began, by the clock of a moment's zone."""
    since = moment.replace(tzinfo=None) - dt.datetime.min
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _walls(messages: Sequence[Message]) -> tuple[array[int], dt.tzinfo | None] | None:
    moments = [message.sent_at for message in messages]
    try:
        zones = {moment.tzinfo for moment in moments}  # type: ignore[union-attr]
    except AttributeError:
        return None
    if len(zones) != 1 or {moment.fold for moment in moments} != {0}:  # type: ignore[union-attr]
        return None
    (zone,) = zones
    first = dt.datetime.min.replace(tzinfo=zone)
    return array("q", map(floordiv, [moment - first for moment in moments], repeat(_MICROSECOND))), zone  # type: ignore[operator]


def _flags(messages: Sequence[Message]) -> bytes:
    # To look at each is five times as slow.
    return bytes(len(messages)) if is_all_written(messages, UNTRAINED) else bytes(map(flags_of, messages))
