"""Sketches: what is remembered of every conversation, to find the same one in another export."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Sequence
from zlib import crc32

import msgspec

from ..config.persona import fold_name
from ..models import Conversation, Message
from .clock_offsets import NO_MINUTE, Mark

_BITS = 32
_BEFORE = 1 << 31
"""Minutes from the year 1 to the last that fits are more than none."""
_KEPT = 256
_LONG = 400
_UNUSED = frozenset(("superseded", "trash", "boilerplate", "insertion", "omitted"))
_EPOCH = dt.datetime(1970, 1, 1)


class Sketch(msgspec.Struct):
    """What is remembered of a conversation: the `_KEPT` messages whose texts have the smallest checksums.

    A message is the checksum of its text and its minute, the precision of Android's WhatsApp; a long text is the same
    at any time. `is_absolute` where the source itself knows the zone of all its times. `said` are the places of the
    authors of the `packed` messages among `authors`.
    """

    name: str
    people: frozenset[str]
    one_sided: bool
    monologue: bool
    mine: bool = False
    messages: int = 0
    edited: int = 0
    limit: int = 1 << 32
    is_absolute: bool = True
    marks: dict[Mark, str | None] = msgspec.field(default_factory=dict)
    packed: array[int] = array("Q")
    authors: tuple[str | None, ...] = ()
    said: array[int] = array("H")

    def add(self, mark: int, message: Message) -> None:
        """Remember a message whose text has a checksum below the limit."""
        # What is not used in any case must not stand for the same text that is: an older version can say the same.
        if message.text and message.kind not in _UNUSED:
            # A zone from the time zone database is what the user said of all sources, and may be right for one of two.
            self.is_absolute &= message.sent_at is None or isinstance(message.sent_at.tzinfo, dt.timezone)
            self.marks[mark, _minute(message)] = message.author
            if len(self.marks) > 2 * _KEPT:
                kept = sorted(self.marks)[:_KEPT]
                self.limit, self.marks = kept[-1][0], {one: self.marks[one] for one in kept[:-1]}

    def add_all(self, messages: Sequence[Message]) -> None:
        """Remember those of some messages whose texts have checksums below the limit: few, of a long conversation."""
        self.edited += [message.edited for message in messages].count(True)
        texts = [message.text for message in messages]
        try:
            marks = list(map(crc32, map(str.encode, texts)))
        except UnicodeEncodeError:
            marks = list(map(checksum, texts))
        if min(marks, default=self.limit) < self.limit:
            for mark, message in zip(marks, messages, strict=True):
                if mark < self.limit:
                    self.add(mark, message)

    def finish(self) -> None:
        """Nothing more is to be added: from now on, a message costs 10 bytes."""
        kept = sorted(self.marks)
        places = {author: place for place, author in enumerate(dict.fromkeys(self.marks.values()))}
        self.packed, self.authors = array("Q", map(packed, kept)), tuple(places)
        self.said = array("H", [places[self.marks[mark]] for mark in kept])
        self.marks = {}

    def below(self, limit: int) -> dict[Mark, str | None]:
        """The messages whose texts have a smaller checksum, and their authors; after `finish`."""
        marks = ((unpacked(one), self.authors[place]) for one, place in zip(self.packed, self.said, strict=True))
        return {mark: author for mark, author in marks if mark[0] < limit}

    def rank(self) -> tuple[bool, bool, int, int]:
        """The better copy ranks lower: with the persona before without, both sides before one, then more messages.

        Of two with as many the later one is better, in which more of them were edited.
        """
        return not self.mine, self.one_sided, -self.messages, -self.edited


def checksum(text: str) -> int:
    """A number from 0 to 2**32 that is the same for the same text, on any machine."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def sketch_of(conversation: Conversation) -> Sketch:
    """An empty sketch."""
    names = frozenset(fold_name(person.name) for person in conversation.participants)
    name = conversation.title or conversation.id
    return Sketch(name, names, conversation.one_sided, conversation.monologue)


def packed(mark: Mark) -> int:
    """The mark as a number of 64 bits; it sorts by text."""
    return mark[0] << _BITS | mark[1] + _BEFORE & (1 << _BITS) - 1


def unpacked(number: int) -> Mark:
    """The mark that a number is."""
    return number >> _BITS, (number & (1 << _BITS) - 1) - _BEFORE


def mark_of(message: Message) -> Mark:
    """What tells a message from others: its text, or the kind of what it is instead of one, and its minute."""
    text = message.text or f"{message.kind} {' '.join(attachment.kind for attachment in message.attachments)}"
    return checksum(text), _minute(message)


def _minute(message: Message) -> int:
    """The minute of a message; a long text has none, as it is the same at any time."""
    return NO_MINUTE if len(message.text) >= _LONG else minute_of(message)


def minute_of(message: Message) -> int:
    """Minutes since 1970 by the clock of the source, or of UTC where it is known."""
    moment = message.sent_at
    if moment is None:
        return NO_MINUTE
    # A difference, as the first and the last day have moments that are in no year of UTC.
    epoch = _EPOCH if moment.tzinfo is None else _EPOCH.replace(tzinfo=dt.UTC)
    return int((moment - epoch).total_seconds() // 60)
