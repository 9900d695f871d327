"""What the ranker reads of each message: its words, whom it names, when it was sent."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache, lru_cache
from itertools import chain

import msgspec

from ..models import Message

NAMED, LED, ADDRESSED = 1, 2, 3
"""A name inside of a text, at its beginning, and at its beginning with a sign (`Ada:`, `@Ada`)."""

Names = Mapping[str, Iterable[str]]
"""The names of authors by their ids."""

Habits = Mapping[str, tuple[int, int]]
"""What a word says for starting a talk and for going on with one's own words, against answering somebody else."""

_WORD = re.compile(r"\w+")
_STEM = 5
_AROUND = "@,:;.!?()\"'<>-~*"
_BARE = 20_000
"""Parts of texts that are kept at most."""
_EXTRAS = "_-|`^0123456789"
_EPOCH_WITHOUT_ZONE = dt.datetime(1970, 1, 1)
_EPOCH = _EPOCH_WITHOUT_ZONE.replace(tzinfo=dt.UTC)
_OTHER_QUESTIONS = ("？", "؟", "¿")


class Line(msgspec.Struct, gc=False):
    """A message as the ranker reads it; `seconds` never go back, `names` gives whom it names and how plainly."""

    author: str
    seconds: float
    words: Set[str]
    names: dict[str, int]
    asks: int
    long: int
    stray: int
    habits: Habits = {}
    known_stems: Set[str] | None = None

    @property
    def tells(self) -> tuple[int, int]:
        """What its words say for starting a talk and for going on; few messages are asked for it more than once."""
        habits = self.habits
        opens = goes_on = 0
        for word in filter(habits.__contains__, self.words):
            tells = habits[word]
            opens += tells[0]
            goes_on += tells[1]
        return opens, goes_on

    @property
    def stems(self) -> Set[str]:
        """The beginnings of the long words."""
        if self.known_stems is None:
            self.known_stems = {word[:_STEM] for word in self.words if len(word) > _STEM}
        return self.known_stems


def lines(messages: Sequence[Message], names: Names, habits: Habits) -> list[Line]:
    """The messages of a session as the ranker reads them; an author of no name is known by the id."""
    ids = dict.fromkeys([message.author for message in messages if message.author is not None])
    known = known_names({**dict.fromkeys(ids, ()), **names})
    bare_of = _bare()
    read = [_line(message, known, habits, bare_of) for message in messages]
    common = _common(read)
    for line in read:
        if common and not common.isdisjoint(line.names):
            line.names = {who: how for who, how in line.names.items() if how > NAMED or who not in common}
    for line, second in zip(read, seconds(messages), strict=True):
        line.seconds = second
    return read


def weights(read: Sequence[Line]) -> dict[str, int]:
    """What it says that two messages share a word: the rarer in this session, the more; 0 to about 100."""
    counts = Counter(chain.from_iterable([line.words for line in read]))
    by_count = {count: weight_of(count, len(read)) for count in set(counts.values())}
    return {word: by_count[count] for word, count in counts.items()}


def weight_of(count: int, messages: int) -> int:
    """The weight of a word that is in `count` messages of a session."""
    return round(8 * math.log2((messages + 1) / count))


def known_names(names: Names) -> dict[str, str]:
    """Authors by what they may be called: a whole name, or its first word where that is nobody else's, else an id."""
    found: dict[str, str | None] = {}
    for author, called in names.items():
        for key in _keys(tuple(called) or (author,)):
            found[key] = author if found.get(key, author) == author else None
    short: dict[str, str | None] = {}
    for key, whose in found.items():
        bare = _without_extras(key)
        if whose is not None and len(bare) > 3 and bare not in found:
            short[bare] = whose if short.get(bare, whose) == whose else None
    return {key: author for key, author in [*short.items(), *found.items()] if author is not None and len(key) > 1}


# The same few come again in each session of a chat.
@lru_cache(maxsize=4096)
def _keys(called: tuple[str, ...]) -> tuple[str, ...]:
    names = [name.lower() for name in called]
    return tuple(dict.fromkeys(key for name in names for key in (name, *name.split()[:1])))


@lru_cache(maxsize=4096)
def _without_extras(key: str) -> str:
    return key.strip(_EXTRAS)


def named_in(message: Message, known: Mapping[str, str]) -> set[str]:
    """Whom of others a message names, by what they may be called."""
    parts = message.text.lower().split()
    called = {part if part in known else part.strip(_AROUND) for part in parts} & known.keys()
    return {known[name] for name in called} - {message.author or ""}


class _Bare(dict[str, str]):
    """Parts without what stands around their words; most of a chat's parts come again."""

    def __missing__(self, part: str) -> str:
        if len(self) >= _BARE:
            self.clear()
        self[part] = bare = part.strip(_AROUND)
        return bare


@cache
def _bare() -> _Bare:
    return _Bare()


def _line(message: Message, known: Mapping[str, str], habits: Habits, bare_of: Mapping[str, str]) -> Line:
    text = message.text.lower()
    parts = text.split()
    stripped = [*map(bare_of.__getitem__, parts)]
    words = _words(stripped)
    named: dict[str, int] = {}
    keys = known.keys()
    # Most messages name nobody.
    if not (keys.isdisjoint(stripped) and keys.isdisjoint(parts)):
        for place, part in enumerate(parts):
            called = part if part in known else stripped[place]
            if called in known and (who := known[called]) != message.author:
                named[who] = max(named.get(who, 0), _how(place, part))
                words.discard(called)
    start = "" if named or not parts else parts[0]
    return Line(
        message.author or "",
        0.0,
        words,
        named,
        1 if "?" in text or (not text.isascii() and any(sign in text for sign in _OTHER_QUESTIONS)) else 0,
        min(len(parts), 60),
        1 if len(start) > 2 and start[-1] in ":," and start[:-1].strip("@") else 0,
        habits,
    )


def _words(parts: Sequence[str]) -> set[str]:
    """The words of parts, most of which are words."""
    words = set(parts)
    words.discard("")
    if words and not "".join(words).isalnum():
        others = [part for part in words if not part.isalnum()]
        words.difference_update(others)
        words.update(_WORD.findall(" ".join(others)))
    return words


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


def seconds(messages: Sequence[Message]) -> list[float]:
    """Seconds since the first message; where all stand at whole minutes, those of a minute are spread over it."""
    found: list[float] = []
    first = last = 0.0
    whole = True
    for message in messages:
        sent_at = message.sent_at
        if sent_at is not None:
            # A time without a zone counts as UTC, so that no machine's own zone makes a difference.
            now = (sent_at - (_EPOCH if sent_at.tzinfo else _EPOCH_WITHOUT_ZONE)).total_seconds()
            first = first or now
            if now - first > last:
                last = now - first
            whole = whole and not sent_at.second
        found.append(last)
    return _spread(found) if whole else found


def _spread(found: list[float]) -> list[float]:
    counts, seen = Counter(found), Counter[float]()
    spread = []
    for second in found:
        spread.append(second + 60 * seen[second] / counts[second])
        seen[second] += 1
    return spread
