"""A message as `result.json` holds it: the keys that are read, under the names that Telegram gave them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType


class Part(msgspec.Struct, gc=False):
    """A piece of formatted text: a link, a mention, a custom emoji, a quotation ..."""

    text: str | None = ""
    type: str = ""


Text = str | list[str | Part] | None
_QUOTATIONS = ("blockquote", "expandable_blockquote")


class Answer(msgspec.Struct, gc=False):
    """What a poll lets people choose, or a task of a list."""

    text: Text = ""


class Asked(msgspec.Struct, gc=False):
    """A poll's question and answers, or the title and the tasks of a list; newer versions format these texts too."""

    question: Text = ""
    title: Text = ""
    answers: list[Answer] = []
    items: list[Answer] = []


class Peer(msgspec.Struct, gc=False):
    """One of those who reacted."""

    name: str | None = msgspec.field(name="from", default=None)
    id: str | int | None = msgspec.field(name="from_id", default=None)


class Reacted(msgspec.Struct, gc=False):
    """A reaction; `recent` holds some of those who reacted."""

    type: str = ""
    count: int = 0
    emoji: str | None = None
    document_id: str | int | None = None
    recent: list[Peer] = []


class Note(msgspec.Struct, gc=False):
    """A message of any version and type. `date` is the exporter's wall time, `date_unixtime` is there since mid-2022.

    UNSET tells a key that is not there from one that is null where that makes a difference.
    """

    id: int | str | None = None
    type: str = "message"
    date: dt.datetime | None = None
    date_unixtime: dt.datetime | None = None
    edited: Any = None
    edited_unixtime: Any = None
    name: str | None = msgspec.field(name="from", default=None)
    from_id: str | int | None = None
    author: str | None = None
    forwarded_from: str | UnsetType | None = UNSET
    saved_from: str | UnsetType | None = UNSET
    reply_to_message_id: int | None = None
    reply_to_peer_id: str | int | None = None
    via_bot: str | None = None
    text: Text = ""
    reactions: list[Reacted] | None = None
    inline_bot_buttons: Any = None
    photo: str | None = None
    file: str | None = None
    media_type: str | None = None
    poll: Asked | None = None
    todo_list: Asked | None = None
    contact_information: Any = None
    contact_vcard: str | None = None
    location_information: Any = UNSET
    place_name: str | None = None
    game_title: str | None = None
    invoice_information: Any = None
    giveaway_information: Any = None
    giveaway_results: Any = None
    paid_stars_amount: Any = None
    action: str | None = None
    actor: str | None = None
    actor_id: str | int | None = None
    title: str | None = None
    new_title: str | None = None
    information_text: str | None = None
    members: list[str | None] | None = None
    discard_reason: str | None = None


class Who(msgspec.Struct, gc=False):
    """The little of a message that tells who is in a chat, when they wrote, and which topics it has."""

    id: int | str | None = None
    type: str = "message"
    date: dt.datetime | None = None
    date_unixtime: dt.datetime | None = None
    name: str | None = msgspec.field(name="from", default=None)
    from_id: str | int | None = None
    author: str | None = None
    action: str | None = None
    actor: str | None = None
    actor_id: str | int | None = None
    title: str | None = None


def plain(text: Text) -> str:
    """The words of a text; of a link only what is shown, of a custom emoji the ordinary one that stands for it."""
    if isinstance(text, str):
        return text
    return "".join([part if isinstance(part, str) else part.text or "" for part in text or ()])


def quoting(text: list[str | Part] | None) -> tuple[str, tuple[int, ...]]:
    """The words of a formatted text, and the numbers of the lines that it quotes."""
    pieces = [
        (False, part) if isinstance(part, str) else (part.type in _QUOTATIONS, part.text or "") for part in text or ()
    ]
    return lines_of(pieces) if any(is_quoted for is_quoted, _ in pieces) else (plain(text), ())


def lines_of(pieces: Iterable[tuple[bool, str]]) -> tuple[str, tuple[int, ...]]:
    """A text in pieces of which some are quoted, on lines of their own as Telegram shows them; and their numbers."""
    text, quoted, was_quoted = "", list[int](), False
    for is_quoted, words in pieces:
        if not words:
            continue
        goes_on = was_quoted and words.lstrip(" \t").startswith("\n")
        if (is_quoted or was_quoted) and text and not (text.endswith("\n") or goes_on):
            text += "\n"
        if is_quoted:
            first = text.count("\n")
            quoted += range(first, first + words.rstrip("\n").count("\n") + 1)
        text, was_quoted = text + words, is_quoted
    return text, tuple(quoted)
