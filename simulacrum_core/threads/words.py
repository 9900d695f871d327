"""What the ranker reads of each message: its words, whom it names, when it was sent."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

import msgspec

from ..models import Message

NAMED, LED, ADDRESSED = 1, 2, 3
"""A name inside of a text, at its beginning, and at its beginning with a sign (`Ada:`, `@Ada`)."""

Names = Mapping[str, Iterable[str]]
"""The names of authors by their ids."""

_WORD = re.compile(r"\w+")
_STEM = 5
_AROUND = "@,:;.!?()\"'<>"
_QUESTIONS = ("?", "？", "؟", "¿")


class Line(msgspec.Struct, gc=False):
    """A message as the ranker reads it; `seconds` never go back, `names` gives whom it names and how plainly."""

    author: str
    seconds: float
    words: Set[str]
    stems: Set[str]
    names: dict[str, int]
    asks: bool
    long: int
    stray: int


def lines(messages: Sequence[Message], names: Names) -> list[Line]:
    """The messages of a session as the ranker reads them; an author of no name is known by the id."""
    known = _known(messages, names)
    read = [_line(message, known) for message in messages]
    common = _common(read)
    for line in read:
        if common and not common.isdisjoint(line.names):
            line.names = {who: how for who, how in line.names.items() if how > NAMED or who not in common}
    for line, seconds in zip(read, _seconds(messages), strict=True):
        line.seconds = seconds
    return read


def weights(read: Sequence[Line]) -> dict[str, int]:
    """What it says that two messages share a word: the rarer in this session, the more; 0 to about 100."""
    counts = Counter(word for line in read for word in line.words)
    return {word: round(8 * math.log2((len(read) + 1) / count)) for word, count in counts.items()}


def _known(messages: Sequence[Message], names: Names) -> dict[str, str]:
    """Authors by what they may be called: a whole name, or its first word where that is nobody else's."""
    ids = dict.fromkeys(message.author for message in messages if message.author is not None)
    found: dict[str, str | None] = {}
    for author in [*ids, *(name for name in names if name not in ids)]:
        for name in {called.lower() for called in (names.get(author) or (author,))}:
            for key in {name, *name.split()[:1]}:
                found[key] = author if found.get(key, author) == author else None
    return {key: author for key, author in found.items() if author is not None and len(key) > 1}


def _line(message: Message, known: Mapping[str, str]) -> Line:
    text = message.text.lower()
    parts = text.split()
    words = set(_WORD.findall(text))
    named: dict[str, int] = {}
    for place, part in enumerate(parts):
        bare = part if part in known else part.strip(_AROUND)
        who = known.get(bare)
        if who is not None and who != message.author:
            named[who] = max(named.get(who, 0), _how(place, part))
            words.discard(bare)
    stray = bool(not named and parts and len(parts[0]) > 2 and parts[0][-1] in ":," and parts[0][:-1].strip("@"))
    stems = {word[:_STEM] for word in words if len(word) > _STEM}
    asks = any(sign in text for sign in _QUESTIONS)
    return Line(message.author or "", 0.0, words, stems, named, asks, min(len(parts), 60), stray)


def _how(place: int, part: str) -> int:
    if part[0] == "@":
        return ADDRESSED
    if place:
        return NAMED
    return ADDRESSED if part[-1] in ":,;" else LED


def _common(read: Sequence[Line]) -> set[str]:
    """Those whose name is a word: it stands inside of texts far more often than it addresses anybody."""
    inside, plain = Counter[str](), Counter[str]()
    for line in read:
        for who, how in line.names.items():
            (inside if how == NAMED else plain)[who] += 1
    return {who for who, count in inside.items() if count > 5 and count > 3 * plain[who]}


def _seconds(messages: Sequence[Message]) -> list[float]:
    """Seconds since the first message; where all stand at whole minutes, those of a minute are spread over it."""
    found: list[float] = []
    first = last = 0.0
    for message in messages:
        if message.sent_at is not None:
            # A time without a zone counts as UTC, so that no machine's own zone makes a difference.
            now = (message.sent_at if message.sent_at.tzinfo else message.sent_at.replace(tzinfo=dt.UTC)).timestamp()
            first = first or now
            last = max(last, now - first)
        found.append(last)
    return found if any(second % 60 for second in found) else _spread(found)


def _spread(found: list[float]) -> list[float]:
    counts, seen = Counter(found), Counter[float]()
    spread = []
    for second in found:
        spread.append(second + 60 * seen[second] / counts[second])
        seen[second] += 1
    return spread
