"""Posts: messages as DiscordChatExporter's JSON tells them, and what becomes of them."""

from __future__ import annotations

import datetime as dt

import msgspec

from simulacrum_core import Attachment, Kind, Message, Reaction

from .. import media
from ..marks import Known, emoji, rendered
from ..snowflakes import moment

# Types without a name of their own are written as numbers; 20 and 23 are what a bot answers to a command.
_SPOKEN = {"Default", "Reply", "0", "19", "20", "23"}
_PLAIN, _REPLIES = {"Default", "0"}, {"Reply", "19"}
_KINDS: dict[str, Kind] = {"Call": "call", "3": "call", "46": "poll"}


class Author(msgspec.Struct, gc=False, rename="camel"):
    id: str
    name: str | None = None
    is_bot: bool = False


class File(msgspec.Struct, gc=False, rename="camel"):
    file_name: str


class Sticker(msgspec.Struct, gc=False):
    name: str


class User(msgspec.Struct, gc=False):
    id: str


class Emoji(msgspec.Struct, gc=False):
    name: str


class Answers(msgspec.Struct, gc=False):
    """A reaction; `users` is there since July 2023."""

    emoji: Emoji
    count: int
    users: tuple[User, ...] = ()


class Mentioned(msgspec.Struct, gc=False):
    """Somebody whom a message mentions, who may never have written."""

    id: str
    name: str
    nickname: str | None = None


class Reference(msgspec.Struct, gc=False, rename="camel"):
    """What a message points to: a reply, but also a pin, a thread's start, a crosspost or a forward."""

    message_id: str | None = None
    channel_id: str | None = None
    type: str | None = None


class Forward(msgspec.Struct, gc=False):
    """The forwarded message, since February 2026; its author is not told."""

    content: str | None = ""
    attachments: tuple[File, ...] = ()
    stickers: tuple[Sticker, ...] = ()


class Post(msgspec.Struct, gc=False, rename="camel"):
    """The fields of a message that are read."""

    id: str
    type: str
    author: Author
    timestamp: dt.datetime | None = None
    timestamp_edited: str | None = None
    content: str | None = ""
    attachments: tuple[File, ...] = ()
    stickers: tuple[Sticker, ...] = ()
    reactions: tuple[Answers, ...] = ()
    mentions: msgspec.Raw = msgspec.Raw(b"[]")
    reference: Reference | None = None
    forwarded_message: Forward | None = None


_MENTIONS = msgspec.json.Decoder(list[Mentioned])


def kind_of(type: str) -> Kind:
    """The kind of a message by its type alone."""
    return "text" if type in _SPOKEN else _KINDS.get(type, "system")


def message(post: Post, place: str, channel: str, known: Known) -> Message:
    """The message that a post in a channel is; `place` is what stands before its id in its position."""
    kind, files, forward = kind_of(post.type), _files(post, post.forwarded_message), post.forwarded_message
    text, sent_at = _text(post.content, forward), post.timestamp or moment(post.id)
    if "<@" in text and (mentioned := _mentioned(post.mentions)):
        known = msgspec.structs.replace(known, people={**mentioned, **known.people})
    is_forward = forward is not None or _is_lost_forward(post)
    return Message(
        post.id,
        None if kind == "system" else post.author.id,
        sent_at,
        rendered(text, known, sent_at),
        "media" if files and kind == "text" else kind,
        None if is_forward else _answered(post, channel),
        files,
        post.timestamp_edited is not None,
        "" if is_forward else None,
        tuple(map(_reaction, post.reactions)),
        place + post.id,
    )


def _mentioned(raw: msgspec.Raw) -> dict[str, str]:
    try:
        return {each.id: each.nickname or each.name for each in _MENTIONS.decode(raw)}
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {}


def _text(own: str | None, forward: Forward | None) -> str:
    """What was said; a forward has no words of its own."""
    return "\n".join(text for text in (own, forward.content) if text) if forward else own or ""


def _answered(post: Post, channel: str) -> str | None:
    """The id of what a post answers; until late in 2020 replies had no type of their own, only a reference to the
    same channel: what was published in another one comes from there."""
    reference = post.reference
    if reference is None or (post.type in _PLAIN and reference.channel_id != channel):
        return None
    return reference.message_id if post.type in _REPLIES or post.type in _PLAIN else None


def _is_lost_forward(post: Post) -> bool:
    """Whether somebody else's words were forwarded; exports from before February 2026 leave them out."""
    if post.reference is None or post.type not in _PLAIN:
        return False
    is_empty = not (post.content or post.attachments or post.stickers)
    return post.reference.type == "Forward" or (post.reference.type is None and is_empty)


def _files(post: Post | Forward, forward: Forward | None) -> tuple[Attachment, ...]:
    if not (post.attachments or post.stickers or forward):
        return ()
    files = [media.file(file.file_name) for file in post.attachments]
    stickers = [media.sticker(sticker.name) for sticker in post.stickers]
    return (*files, *stickers, *(_files(forward, None) if forward else ()))


def _reaction(answers: Answers) -> Reaction:
    return Reaction(emoji(answers.emoji.name), answers.count, tuple([user.id for user in answers.users]))
