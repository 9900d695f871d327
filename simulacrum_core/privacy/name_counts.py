"""What invented names would change: for each person how often, and some places in which they are named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from .anonymizer import Pseudonyms

EXAMPLES = 3
AROUND = 24


class NameCounts:
    """Counts messages by people and by who is named in them, under the names of `pseudonyms`."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self.written: Counter[str] = Counter()
        self.named: Counter[str] = Counter()
        self.examples: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)

    def add(self, author: str | None, text: str, place: str) -> None:
        """Count a message of `author`, none for the persona, after what is private in it was replaced."""
        if author is not None:
            self.written[author] += 1
        seen = set()
        for start, end, standin in self._pseudonyms.places(text):
            if standin in seen:
                continue
            seen.add(standin)
            self.named[standin] += 1
            if len(self.examples[standin]) < EXAMPLES:
                left, right = text[max(0, start - AROUND) : start], text[end : end + AROUND]
                self.examples[standin].append((place, left + text[start:end] + right, left + standin + right))

    def third_parties(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where somebody is named who takes no part, if a recognizer looks for them."""
        find = getattr(self._pseudonyms, "third_parties", None)
        return iter(()) if find is None else find(text)

    def people(self) -> Iterator[tuple[str, str, int, int]]:
        """Everybody who writes: name, invented name, messages written and named in; the busiest first."""
        told = {name: self._pseudonyms.named(name) for name in self.written}
        for name, standin in sorted(told.items(), key=lambda pair: (-self.written[pair[0]], pair[0])):
            yield name, standin, self.written[name], self.named[standin]
