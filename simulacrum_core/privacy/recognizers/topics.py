"""Topics: of what words speak, by the table of secret words, so that what one language teaches counts in all of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from .word_table import rows

LONGEST_ENDING, SHORTEST_STEM = 6, 2
Rest = tuple[str, ...]


@lru_cache(maxsize=1 << 12)
def topics(words: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of the table that have one of these words, which are in small letters, or several in a row."""
    found = dict.fromkeys(
        kind
        for place, word in enumerate(words)
        for rest, kinds in _beginning(word)
        if len(rest) < len(words) - place and all(map(_is_like, words[place + 1 :], rest))
        for kind in kinds
    )
    return tuple(found)


@lru_cache(maxsize=1 << 13)
def _beginning(word: str) -> tuple[tuple[Rest, frozenset[str]], ...]:
    """What begins with the word: the words that have to follow, and the kinds."""
    found = list(_table().get(word, {}).items())
    for end in range(max(SHORTEST_STEM, len(word) - LONGEST_ENDING), len(word) + 1):
        found += _table().get(f"{word[:end]}~", {}).items()
    return tuple((rest, frozenset(kinds)) for rest, kinds in found)


def _is_like(word: str, wanted: str) -> bool:
    return word == wanted or (wanted.endswith("~") and word.startswith(wanted[:-1]))


@cache
def _table() -> dict[str, dict[Rest, set[str]]]:
    """By the first word the others and their kinds."""
    table: dict[str, dict[Rest, set[str]]] = {}
    for kind, _, entries in rows():
        for first, *rest in itertools.chain.from_iterable(map(_ways, entries)):
            table.setdefault(first, {}).setdefault(tuple(rest), set()).add(kind)
    return table


def _ways(entry: str) -> Iterator[Sequence[str]]:
    """The words of an entry as they are read: what may be joined is, or is not."""
    for joint in ("", " ") if "_" in entry else ("",):
        words = entry.replace("_", joint).replace("'", " ' ").replace("-", " - ").split()
        if words:
            yield words
