"""Where the persona's turn ends in what a model writes: at EOS, or at a line that another speaker begins."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator

_LONGEST_NAME = 40
_MOST_WORDS = 4
_NEWLINE = re.compile("\n")


class TurnEnd:
    """Finds the end of a turn in text that grows, by stop strings and by the names of all known speakers.

    At the `boundary` of its bubbles a turn goes on; one that is not there whole is held back like a name.
    """

    def __init__(self, stop: Iterable[str], names: Iterable[str], boundary: str = "") -> None:
        labels = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
        self._stop = [text for text in stop if text]
        self._names = labels
        self._boundary = boundary
        known = "|".join(map(re.escape, labels)) or r"(?!)"
        self._known = re.compile(rf"(?:\A\s*|\n)(?:{known}):")

    def find(self, text: str, start: int = 0) -> int | None:
        """The offset where the turn ends; None where it goes on. Up to `start` no end is looked for."""
        ends = [offset for mark in self._stop if (offset := text.find(mark, start)) >= 0]
        ends += [match.start() for match in [self._known.search(text, start)] if match]
        ends += [offset for offset in _line_starts(text, start) if self._is_stranger(text, offset)]
        return min(ends, default=None)

    def _is_stranger(self, text: str, newline: int) -> bool:
        """Whether somebody else begins behind a newline, be it under a name that nobody has."""
        start = text[newline : newline + len(self._boundary)]
        if start and self._boundary.startswith(start):
            # A bubble, or what may become one.
            return False
        return _is_label(_head_of_line(text, newline + 1))

    def held(self, text: str) -> int:
        """How many characters at the end could still become the beginning of somebody else's turn."""
        partial = max((_overlap(text, mark) for mark in (*self._stop, self._boundary)), default=0)
        line = text.rpartition("\n")[2]
        if any(f"{name}:".startswith(text.lstrip()) for name in self._names):
            return len(text)
        if "\n" in text and ":" not in line and len(line) <= max(_LONGEST_NAME, *map(len, self._names), 0):
            partial = max(partial, len(line) + 1)
        return partial

    def is_begun(self, text: str) -> bool:
        """Whether text that broke off, from a newline on, begins another speaker's line, or a bubble of no words."""
        line = text.removeprefix("\n")
        if text != line and line and self._boundary.startswith(text):
            return True
        return bool(line) and any(f"{name}:".startswith(line) for name in self._names)


def spoken(pieces: Iterable[str], end: TurnEnd) -> Generator[str, None, None]:
    """The persona's words out of what a model writes, piece by piece, as soon as they are certain."""
    text, told = "", 0
    for piece in pieces:
        text += piece
        # What was told holds no end and no beginning of one, so a long answer costs no more a piece than a short one.
        if (stop := end.find(text, told)) is not None:
            yield text[told:stop]
            return
        safe = len(text) - end.held(text)
        if safe > told:
            yield text[told:safe]
            told = safe
    if not end.is_begun(text[told:]):
        yield text[told:]


def _line_starts(text: str, start: int) -> Iterator[int]:
    return (match.start() for match in _NEWLINE.finditer(text, start))


def _head_of_line(text: str, start: int) -> str:
    """As much of a line as tells whether it is another speaker's: the longest name, its colon, and what follows it."""
    return text[start : start + _LONGEST_NAME + 2]


def _is_label(line: str) -> bool:
    """Whether a line begins like `Some Name: `, be it a name that nobody has."""
    name, colon, rest = line.partition(":")
    words = name.split()
    if not (colon and words) or "\n" in name or len(name) > _LONGEST_NAME or len(words) > _MOST_WORDS:
        return False
    return (not rest or rest[0].isspace()) and all(word[0].isupper() for word in words)


def _overlap(text: str, mark: str) -> int:
    """The longest end of `text` that is a beginning of `mark`."""
    return next((size for size in range(min(len(text), len(mark) - 1), 0, -1) if text.endswith(mark[:size])), 0)
