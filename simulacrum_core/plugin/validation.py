"""What an importer makes that breaks its contract: named with importer and field, not by what it breaks later."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, cast, get_args, get_type_hints
from uuid import UUID

import msgspec

from ..errors import PluginError
from ..models import Attachment, Conversation, Kind, Message, Reaction
from ..sources.message_blocks import MessageBlocks, message_blocks
from ..terminal import printable
from .contracts import Importer

_KINDS = frozenset(get_args(Kind))
_DATETIME, _TEXT, _NONE = dt.datetime, "text", ()
_KEPT = (dt.datetime, dt.date, dt.time, dt.timedelta, bytes, bytearray, Decimal, UUID)
"""Types that msgspec would make texts of, as if they were some."""


def validated(importer: Importer, conversations: Iterable[Conversation]) -> Iterator[Conversation]:
    """The conversations of an importer; raises PluginError at the first wrong type and the first unknown author."""
    if not isinstance(conversations, Iterable):
        raise _error(importer, f"read gives {_type(conversations)}, not conversations")
    for number, conversation in enumerate(conversations, 1):
        place = f"conversation {number}"
        if isinstance(conversation, Conversation) and not isinstance(conversation.messages, Iterable):
            raise _error(importer, f"{place}, field messages: {_type(conversation.messages)}")
        _check(importer, conversation, Conversation, place)
        blocks = _Validated(importer, conversation.messages, authors_of(conversation), place)
        yield msgspec.structs.replace(conversation, messages=MessageBlocks(blocks))


def validated_blocks(
    importer: Importer, blocks: Iterable[list[Message]], authors: frozenset[str | None]
) -> Iterable[list[Message]]:
    """Blocks of a conversation's messages; raises PluginError as `validated` does."""
    return _Validated(importer, MessageBlocks(blocks), authors, "a chunk")


def authors_of(conversation: Conversation) -> frozenset[str | None]:
    """Who may have written a message of a conversation."""
    return frozenset([None, *(person.id for person in conversation.participants)])


class _Validated:
    """Messages of a conversation in blocks, walked as often as the importer lets them be."""

    def __init__(
        self, importer: Importer, messages: Iterable[Message], authors: frozenset[str | None], place: str
    ) -> None:
        self._importer, self._messages, self._authors, self._place = importer, messages, authors, place

    def __iter__(self) -> Iterator[list[Message]]:
        messages, authors, count = self._messages, self._authors, 0
        # Without blocks of its own, what an importer gives is looked at before it is taken to have a text.
        sound = messages if isinstance(messages, MessageBlocks) else self._sound(messages)
        for block in message_blocks(sound):
            if sound is messages and not _are_sound(block):
                for number, message in enumerate(block, count + 1):
                    _check(self._importer, message, Message, self._at(number))
            if not authors.issuperset([message.author for message in block]):
                number = next(i for i, message in enumerate(block, count + 1) if message.author not in authors)
                # The id may be a phone number, and whoever sees this error is asked to pass it on.
                raise _error(self._importer, f"{self._at(number)}, field author: no participant has this id")
            # Where blocks are kept, one that counts no message is the head of a conversation.
            if block:
                yield block
            count += len(block)

    def _sound(self, messages: Iterable[Message]) -> Iterator[Message]:
        for number, message in enumerate(messages, 1):
            if not _are_sound([message]):
                _check(self._importer, message, Message, self._at(number))
            yield message

    def _at(self, number: int) -> str:
        return f"message {number} of {self._place}"


def _are_sound(messages: Iterable[Message]) -> bool:
    """Whether the types are plainly right: a fifth of a microsecond each, as ten million messages come by here."""
    # To ask for a class takes half as long as to call `type`; what most messages have is asked first.
    unsound = [
        message
        for message in messages
        if not (
            message.__class__ is Message
            and message.id.__class__ is str
            and message.text.__class__ is str
            and (message.author.__class__ is str or message.author is None)
            and (message.sent_at.__class__ is _DATETIME or message.sent_at is None)
            and (message.kind is _TEXT or (message.kind.__class__ is str and message.kind in _KINDS))
            and (message.reply_to is None or message.reply_to.__class__ is str)
            and (message.edited is False or message.edited is True)
            and (message.position.__class__ is str or message.position is None)
            and (message.forwarded_from is None or message.forwarded_from.__class__ is str)
            and (message.attachments is _NONE or _are_sound_parts(message.attachments, _is_sound_attachment))
            and (message.reactions is _NONE or _are_sound_parts(message.reactions, _is_sound_reaction))
            and (message.quoted is _NONE or _are_sound_parts(message.quoted, _is_sound_number))
        )
    ]
    return not unsound


def _are_sound_parts(parts: object, is_sound: Callable[[object], bool]) -> bool:
    return parts.__class__ is tuple and all(map(is_sound, cast(tuple[object, ...], parts)))


def _is_sound_attachment(part: object) -> bool:
    return type(part) is Attachment and type(part.kind) is str and (part.name is None or type(part.name) is str)


def _is_sound_reaction(part: object) -> bool:
    is_plain = type(part) is Reaction and type(part.emoji) is str and type(part.count) is int
    return is_plain and all(type(author) is str for author in part.authors)  # type: ignore[attr-defined]


def _is_sound_number(part: object) -> bool:
    return type(part) is int


def _check(importer: Importer, value: object, kind: type[msgspec.Struct], place: str) -> None:
    """Raise PluginError where a value is of another kind, or one of its fields is."""
    if not isinstance(value, kind):
        raise _error(importer, f"{place} is {_type(value)}, not {kind.__name__}")
    for name, hint in _hints(kind).items():
        if name != "messages" and (fault := _fault(getattr(value, name), hint)) is not None:
            what, _, inner = fault.partition(" - at `$")
            raise _error(importer, f"{place}, field {name}{inner.rstrip('`')}: {what}")


_hints = functools.cache(get_type_hints)
"""The types of the fields of a class: to find them takes a third of a millisecond, and thousands of chats ask."""


def _fault(value: object, hint: Any) -> str | None:
    """What of a value does not fit its type; None where all does."""
    try:
        msgspec.convert(msgspec.to_builtins(value, builtin_types=_KEPT), hint, builtin_types=_KEPT)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        return str(error)
    return None


def _type(value: object) -> str:
    return f"a value of type {type(value).__name__}"


def _error(importer: Importer, what: str) -> PluginError:
    what = f"the importer {importer.name} is at fault: {printable(what, 200)}"
    return PluginError(what, remedy="Report it to the authors of the plugin")
