"""What is known of a message and each earlier one that it might answer, as whole numbers; constant time a message."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from .words import Line, weight_of

NEAREST = 20
"""Messages before a message that it may answer, besides its author's last and those that name or are named."""
CLOSE, LATELY = 5, 12
"""Messages before a message that are looked at in any case, and those of which the last one of each author is."""
FEW = 3
"""Messages of a named author, and messages that name this author, that are looked at however far back they are."""
NEARBY = 12
"""The same as `NEAREST` where hardly anybody is named."""
FAR = 200
"""Messages after which nothing is answered any more, unless its source says so."""
NEVER = 999
RARE = 40
"""Weight from which a word that two messages share makes the earlier one a candidate."""

Row = tuple[int, ...]

FEATURES = (
    # of the two messages
    "back seconds same_author i_names_j j_names_i j_names_others shared_name later_of_j own_between is_last_naming_me "
    "overlap rarest stems j_asks j_long j_burst named_since met said_of_j j_alone "
    # of the answering message
    "i_names stray asks long own_back own_seconds named_me rate said novelty naming_share people pause opens goes_on"
).split()
"""The names of the numbers in a row."""


class History(msgspec.Struct, gc=False):
    """What is kept of the messages before the one at hand."""

    read: Sequence[Line]
    idf: Mapping[str, int]
    said: dict[str, list[int]] = {}
    naming: dict[str, deque[int]] = {}
    met: dict[tuple[str, str], int] = {}
    naming_count: int = 0
    words: dict[str, int] = {}
    spoken: dict[str, int] = {}
    recent: dict[str, int] = {}
    rare: frozenset[str] = frozenset()
    known_words: int = 0

    def __post_init__(self) -> None:
        once = weight_of(1, len(self.read))
        self.rare = frozenset([word for word, weight in self.idf.items() if RARE < weight < once])

    def add(self, i: int) -> None:
        """Take in message `i`, which all later ones may answer."""
        line = self.read[i]
        author, spoken, recent = line.author, self.spoken, self.recent
        if author in self.said:
            self.said[author].append(i)
        else:
            self.said[author] = [i]
        recent.pop(author, None)
        recent[author] = i
        for who in line.names:
            self.naming.setdefault(who, deque(maxlen=FEW)).append(i)
            self.met[author, who] = self.met[who, author] = i
        self.naming_count += bool(line.names)
        spoken[author] = spoken.get(author, 0) + 1
        if i >= NEAREST:
            gone = self.read[i - NEAREST].author
            spoken[gone] -= 1
            if not spoken[gone]:
                del spoken[gone]

    def latest_words(self, i: int) -> Mapping[str, int]:
        """Where each rare word was last said before message `i`; read when it is asked for, as few messages ask."""
        for j in range(self.known_words, i):
            self.words.update(dict.fromkeys(self.read[j].words & self.rare, j))
        self.known_words = max(self.known_words, i)
        return self.words


def candidates(history: History, i: int) -> list[int]:
    """The messages that message `i` may answer, itself first and the nearest next."""
    read, said, naming = history.read, history.said, history.naming
    line = read[i]
    me, names, rare = line.author, line.names, line.words & history.rare
    first = max(0, i - NEAREST)
    found = [*range(i, max(first, i - CLOSE) - 1, -1)]
    for j in range(i - CLOSE - 1, first - 1, -1):
        other = read[j]
        you = other.author
        if (
            you == me
            or you in names
            or me in other.names
            or (said[you][-1] == j and i - j <= LATELY)
            or (rare and not rare.isdisjoint(other.words))
        ):
            found.append(j)
    far: set[int] = set()
    far.update(said.get(me, ())[-FEW:])
    far.update(naming.get(me, ()))
    for who in names:
        far.update(said.get(who, ())[-FEW:])
    if rare:
        far.update(_alike(history, i, rare, first))
    found += sorted([j for j in far if i - FAR < j < first], reverse=True)
    return found


def nearby(history: History, i: int) -> list[int]:
    """The same where hardly anybody is named: fewer, and nothing that was said long ago by somebody else."""
    read, said = history.read, history.said
    line = read[i]
    me, rare = line.author, line.words & history.rare
    own = said.get(me, ())
    first, close = max(0, i - NEARBY), max(0, i - CLOSE)
    found = [*range(i, close - 1, -1)]
    for j in range(close - 1, first - 1, -1):
        you = read[j].author
        if you == me or said[you][-1] == j or (rare and not rare.isdisjoint(read[j].words)):
            found.append(j)
    found += [j for j in own[: -FEW - 1 : -1] if i - FAR < j < first]
    return found


def _alike(history: History, i: int, rare: Iterable[str], first: int) -> list[int]:
    """The latest far messages that share one of the two rarest words."""
    last, idf = history.latest_words(i), history.idf
    shared = [(idf[word], last[word], word) for word in rare if last.get(word, first) < first]
    return [j for _, j, _ in sorted(shared, reverse=True)[:2]] if shared else []


def rows(history: History, i: int, them: Sequence[int]) -> list[Row]:
    """A row for each message that message `i` may answer; the first one is of `i` itself."""
    read, said, met, naming = history.read, history.said, history.met, history.naming
    line = read[i]
    me, names, words, stems, now = line.author, line.names, line.words, line.stems, line.seconds
    idf = history.idf
    own = said.get(me, [])
    mine = own[-1] if own else -NEVER
    calls = naming.get(me)
    called = calls[-1] if calls and calls[-1] > mine else -NEVER
    tail = _tail(history, i, mine, called)
    found = [(0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NEVER, 0, 0, *tail)]
    for j in them[1:]:
        other = read[j]
        you = other.author
        theirs = other.names
        yours = said[you]
        common = words & other.words
        overlap = rarest = 0
        if common:
            shared = [idf[word] for word in common]
            overlap, rarest = sum(shared), max(shared)
        calls = naming.get(you)
        later = calls[-1] - j if calls else 0
        since = i - met.get((me, you), -NEVER)
        found.append(
            (
                i - j,
                int(now - other.seconds),
                1 if you == me else 0,
                names.get(you, 0) if names else 0,
                theirs.get(me, 0) if theirs else 0,
                len(theirs) - (me in theirs) if theirs else 0,
                1 if names and theirs and not names.keys().isdisjoint(theirs) else 0,
                0 if yours[-1] == j else len(yours) - bisect_right(yours, j),
                0 if j >= mine else len(own) - bisect_right(own, j),
                1 if j == called else 0,
                overlap,
                rarest,
                len(stems & (other.known_stems or other.stems)) if stems else 0,
                other.asks,
                other.long,
                1 if j and read[j - 1].author == you else 0,
                later if 0 < later < NEVER else NEVER if later > 0 else 0,
                since if since < NEVER else NEVER,
                len(yours) if len(yours) < 50 else 50,
                len(theirs) + other.stray,
                *tail,
            )
        )
    return found


def _tail(history: History, i: int, mine: int, called: int) -> Row:
    """What all rows of message `i` share."""
    read = history.read
    line = read[i]
    back = max(0, i - NEAREST)
    idf = history.idf
    return (
        max(line.names.values(), default=0),
        line.stray,
        line.asks,
        line.long,
        min(i - mine, NEVER),
        min(int(line.seconds - read[mine].seconds), 9999) if mine >= 0 else 9999,
        min(i - called, NEVER),
        min(int(line.seconds - read[back].seconds), 99999),
        min(len(history.said.get(line.author, ())), 50),
        sum([idf[word] for word in line.words]) // (len(line.words) or 1),
        100 * history.naming_count // (i or 1),
        len(history.spoken),
        min(int(line.seconds - read[i - 1].seconds), 9999) if i else 9999,
        *line.tells,
    )
