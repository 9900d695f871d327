"""Copies: the same chat in two exports, found by what was said when, and each of its messages used once."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from zlib import crc32

import msgspec

from .ledger import Ledger
from .models import Conversation, Message
from .persona import fold_name

IN_ANOTHER = "also in another export of the same chat"
_KEPT = 256
_SURE = 8
_CROWD = 16
_LONG = 400
_NO_MINUTE = -1
_EPOCH = dt.datetime(1970, 1, 1)


class Sketch(msgspec.Struct):
    """What is remembered of a conversation: the `_KEPT` messages whose texts have the smallest checksums.

    A message is the checksum of its text and its minute, the precision of Android's WhatsApp; a long text is the same
    at any time.
    """

    name: str
    people: frozenset[str]
    one_sided: bool
    monologue: bool
    mine: bool = False
    messages: int = 0
    limit: int = 1 << 32
    marks: set[tuple[int, int]] = msgspec.field(default_factory=set)

    def add(self, mark: int, message: Message) -> int:
        """Remember a message whose text has a checksum below the limit; returns the limit for the next one."""
        if message.text:
            self.marks.add((mark, _minute(message)))
            if len(self.marks) > 2 * _KEPT:
                kept = sorted(self.marks)[:_KEPT]
                self.limit, self.marks = kept[-1][0], set(kept[:-1])
        return self.limit

    def rank(self) -> tuple[bool, bool, int]:
        """The better copy ranks lower: with the persona before without, both sides before one, then more messages."""
        return not self.mine, self.one_sided, -self.messages


def checksum(text: str) -> int:
    """A number from 0 to 2**32 that is the same for the same text, on any machine."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def sketch_of(conversation: Conversation) -> Sketch:
    """An empty sketch."""
    names = frozenset(fold_name(person.name) for person in conversation.participants)
    name = conversation.title or conversation.id
    return Sketch(name, names, conversation.one_sided, conversation.monologue)


class Copies:
    """Which conversations, by their place in the reading, are copies of a better one; at first none."""

    def __init__(self) -> None:
        self._better: dict[int, list[int]] = {}
        self._needed: set[int] = set()
        self._messages: dict[int, Counter[tuple[int, int]]] = {}

    @classmethod
    def found(cls, sketches: list[Sketch]) -> Copies:
        """The copies among the conversations with these sketches."""
        copies = cls()
        for one, other in sorted(_pairs(sketches)):
            better, worse = sorted((one, other), key=lambda i: (sketches[i].rank(), i))
            copies._better.setdefault(worse, []).append(better)
            copies._needed.add(better)
        return copies

    def __bool__(self) -> bool:
        return bool(self._better)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Places of a copy and of a better one."""
        return ((worse, better) for worse, others in sorted(self._better.items()) for better in others)

    def learn(self, conversations: Iterable[Conversation]) -> None:
        """Read what the better copies hold."""
        for place, conversation in enumerate(conversations):
            if place in self._needed:
                self._messages[place] = Counter(map(_mark, conversation.messages))

    def once(self, conversations: Iterable[Conversation], ledger: Ledger) -> Iterator[Conversation]:
        """The conversations, copies without the messages that a better one has; these go to the ledger."""
        for place, conversation in enumerate(conversations):
            if place in self._better:
                messages = self._new(place, conversation.messages, ledger)
                conversation = msgspec.structs.replace(conversation, messages=messages)
            yield conversation

    def _new(self, place: int, messages: Iterable[Message], ledger: Ledger) -> Iterator[Message]:
        held: Counter[tuple[int, int]] = Counter()
        for better in self._better[place]:
            held |= self._messages[better]
        for message in messages:
            mark = _mark(message)
            if held[mark] > 0:
                held[mark] -= 1
                ledger.read += 1
                ledger.leave_out(IN_ANOTHER)
            else:
                yield message


def _pairs(sketches: list[Sketch]) -> Iterator[tuple[int, int]]:
    """Places of conversations that share enough."""
    holders: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for place, sketch in enumerate(sketches):
        for mark in sketch.marks:
            holders[mark].append(place)
    near = {pair for places in holders.values() for pair in _couples(places)}
    return (pair for pair in near if _are_copies(sketches[pair[0]], sketches[pair[1]]))


def _couples(places: list[int]) -> Iterator[tuple[int, int]]:
    """Any two of the places; where there are many, the first one with each."""
    return combinations(places, 2) if len(places) <= _CROWD else ((places[0], place) for place in places[1:])


def _are_copies(one: Sketch, other: Sketch) -> bool:
    """Whether at least half of what either says in the time that both cover is the same.

    Few messages prove nothing (a greeting that was sent to many), unless the same people speak.
    """
    if one.monologue or other.monologue:
        return one.marks == other.marks
    limit = min(one.limit, other.limit)
    start, end = max(_first(one), _first(other)), min(_last(one), _last(other))
    marks = [{mark for mark in sketch.marks if mark[0] < limit and start <= mark[1] <= end} for sketch in (one, other)]
    same = len(marks[0] & marks[1])
    return same * 2 >= min(map(len, marks)) and same >= (2 if one.people == other.people else _SURE)


def _first(sketch: Sketch) -> int:
    return min(minute for _, minute in sketch.marks)


def _last(sketch: Sketch) -> int:
    return max(minute for _, minute in sketch.marks)


def _mark(message: Message) -> tuple[int, int]:
    text = message.text or f"{message.kind} {' '.join(attachment.kind for attachment in message.attachments)}"
    return checksum(text), _minute(message)


def _minute(message: Message) -> int:
    """Minutes since 1970 by the clock of the source, or of UTC where it is known."""
    moment = message.sent_at
    if moment is None or len(message.text) >= _LONG:
        return _NO_MINUTE
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return int((moment - _EPOCH).total_seconds() // 60)
