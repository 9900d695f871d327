"""Copies: the longest run of words that a written reply has in common with the training text, word for word.

Real held-out replies repeat what was said before as well: only what goes beyond them is the model's memory.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

from .words import words_of

_SEED = 3
"""Words of a run from which on it is looked for: shorter ones are everybody's."""
_MOST_PLACES = 200
"""Places of the same three words that are tried: of more, a run that starts with them is found from its next words."""


class TrainingText:
    """The words of a training text, by the places of every three in a row; a run does not go beyond its turn."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._numbers: dict[str, int] = {}
        self._words = array("i")
        for text in texts:
            self._words.extend(self._numbers.setdefault(word, len(self._numbers)) for word in words_of(text))
            self._words.append(-1)
        self._places: dict[tuple[int, ...], array[int]] = defaultdict(lambda: array("i"))
        for place in range(len(self._words) - _SEED + 1):
            run = tuple(self._words[place : place + _SEED])
            if -1 not in run and len(found := self._places[run]) < _MOST_PLACES:
                found.append(place)

    def longest(self, text: str) -> int:
        """Words of the longest run in a text that stands in the training text; 0 where none has three."""
        words = [self._numbers.get(word, -2) for word in words_of(text)]
        return max((self._run(words, start) for start in range(len(words) - _SEED + 1)), default=0)

    def _run(self, words: Sequence[int], start: int) -> int:
        places = self._places.get(tuple(words[start : start + _SEED]), ())
        return max((self._length(words, start, place) for place in places), default=0)

    def _length(self, words: Sequence[int], start: int, place: int) -> int:
        size, most = _SEED, min(len(words) - start, len(self._words) - place)
        while size < most and words[start + size] == self._words[place + size]:
            size += 1
        return size
