"""What all entries of a source tell together: which lines an app put into most of them, which are there twice."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from itertools import groupby

import msgspec

from .entries import Entry, Piece, turns

_LONGEST_LINE = 200
_MANY_LINES = 50_000
_FEWEST, _FEWEST_PLAIN = 3, 5
_ASKING = ("?", ":", "？", "：", "؟", "…", "...", "**", "__")
_SHORTEST_TEXT = 20
_NONE = frozenset[str]()
_PLACES, _SIZES = 1 << 40, 1 << 24


class Place(msgspec.Struct, frozen=True):
    """Where an entry stands: its file, and the folder with the name of its format."""

    file: str
    folder: str


class Overview(msgspec.Struct, frozen=True):
    """Lines that recur in most entries of a file or a folder, and the place of the newest version of each entry."""

    recurring: Mapping[str, Set[str]]
    newest: Mapping[int, int]

    def prompts(self, place: Place) -> Set[str]:
        """The lines that recur where an entry stands."""
        return self.recurring.get(place.file, _NONE) | self.recurring.get(place.folder, _NONE)

    def is_newest(self, entry: Entry, number: int) -> bool:
        """Whether an entry, the one with this number in the source, is there once, or in its newest version."""
        key = _key(entry)
        return key is None or self.newest.get(key, number) % _PLACES == number

    def count(self) -> int:
        """How many lines recur."""
        return len(_NONE.union(*self.recurring.values()))


def overview(entries: Iterable[tuple[Place, Entry]]) -> Overview:
    """What entries tell; holds some bytes for each entry and what recurs, and no texts."""
    folders: dict[str, _Lines] = defaultdict(_Lines)
    recurring: dict[str, Set[str]] = {}
    newest: dict[int, int] = {}
    numbered = enumerate(entries)
    for file, group in groupby(numbered, key=lambda pair: pair[1][0].file):
        lines = _Lines()
        for number, (place, entry) in group:
            lines.add(entry)
            folders[place.folder].add(entry)
            if (key := _key(entry)) is not None:
                newest[key] = max(newest.get(key, -1), _rank(entry) * _PLACES + number)
        recurring[file] = lines.recurring()
    recurring |= {folder: lines.recurring() for folder, lines in folders.items()}
    return Overview({place: found for place, found in recurring.items() if found}, newest)


class _Lines:
    """How many of some entries hold which lines; what is rare is forgotten where there are too many."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._entries = 0

    def add(self, entry: Entry) -> None:
        """Count each line of an entry once."""
        self._entries += 1
        held = (line.strip() for text in _own_texts(entry) for line in text.split("\n"))
        self._counts.update({line for line in held if line and len(line) <= _LONGEST_LINE})
        if len(self._counts) > _MANY_LINES:
            self._counts = Counter({line: count for line, count in self._counts.items() if count > 1})

    def recurring(self) -> Set[str]:
        """Questions, labels and headings in most entries, and other lines in nearly all."""
        return {line for line, count in self._counts.items() if _recurs(line, count, self._entries)}


def with_prompts(entry: Entry, recurring: Set[str]) -> Entry:
    """An entry whose lines that recur in most entries are nobody's words, but context."""
    if not recurring:
        return entry
    pieces = tuple(part for piece in entry.pieces for part in (_parted(piece, recurring) if piece.own else (piece,)))
    return msgspec.structs.replace(entry, pieces=pieces)


def _parted(piece: Piece, recurring: Set[str]) -> Iterable[Piece]:
    groups = groupby(piece.text.split("\n"), key=lambda line: line.strip() in recurring)
    return (Piece("\n".join(lines), own=not is_prompt, prompt=is_prompt) for is_prompt, lines in groups)


def _own_texts(entry: Entry) -> Iterable[str]:
    """The texts of an entry that are no assistant's: what it says in each answer is no line of the author's."""
    spoken = turns(entry.pieces)
    for number, piece in enumerate(entry.pieces):
        if piece.own and spoken is None:
            yield piece.text
        elif piece.own and spoken is not None:
            yield from (text for text, is_theirs in spoken[number] if not is_theirs)


def _recurs(line: str, count: int, entries: int) -> bool:
    if count >= _FEWEST and count * 2 > entries and _asks(line):
        return True
    return count >= _FEWEST_PLAIN and count * 5 > entries * 4 and any(map(str.isalpha, line))


def _asks(line: str) -> bool:
    return line.startswith("#") or (line.endswith(_ASKING) and any(map(str.isalpha, line)))


def _key(entry: Entry) -> int | None:
    """What tells that two entries are one: the id that their app gave, or moment and text."""
    if entry.uuid:
        told = [entry.uuid.casefold(), "" if entry.version else _written(entry.moment)]
    else:
        text = "\n".join(piece.text for piece in entry.pieces)
        if entry.moment is None or len(text) < _SHORTEST_TEXT:
            return None
        told = [_written(entry.moment), entry.title or "", text]
    digest = hashlib.blake2b("\0".join(told).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest())


def _rank(entry: Entry) -> int:
    """The later a change, the newer; of two that tell the same, the longer text is what was added to."""
    size = sum(len(piece.text) for piece in entry.pieces)
    return entry.version * _SIZES + min(size, _SIZES - 1)


def _written(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""
