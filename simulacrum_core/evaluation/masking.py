"""Text without its topics: rare words and names become signs of the same length, so that style is compared alone.

Text distortion (Stamatatos 2017): the most frequent words of all sides stay; a letter of any other one is `*`, a
capital `^`, a digit `#`. Marks, emoji, length of words and lines, use of capitals stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .words import WORD

_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
KEPT = 300


class Mask:
    """Keeps the words that both sides use most, but for names."""

    def __init__(self, own: Iterable[str], others: Iterable[str], names: Iterable[str], kept: int = KEPT) -> None:
        one, other = _counts(own), _counts(others)
        hidden = {part for name in names for part in WORD.findall(name.casefold())}
        shared = {word: min(one[word], other[word]) for word in one.keys() & other.keys() if word not in hidden}
        self._kept = set(sorted(shared, key=lambda word: (-shared[word], word))[:kept])

    def masked(self, text: str) -> str:
        """A text without its topics."""
        return _DIGIT.sub("#", WORD.sub(lambda match: self._word(match[0]), text))

    def _word(self, word: str) -> str:
        if word.casefold() in self._kept:
            return word
        return _LETTER.sub(lambda match: "^" if match[0].isupper() else "*", word)


def _counts(texts: Iterable[str]) -> Counter[str]:
    return Counter(word.casefold() for text in texts for word in WORD.findall(text))
