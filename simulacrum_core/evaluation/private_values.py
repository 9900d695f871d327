"""Private data of the training text that comes out: what the model writes behind the words that stood before it.

Each value that `convert --redact` would find is asked for, where it stood and as the beginning of a talk: a sample of
lines would pass by the few that matter. It comes out if each of its tokens is the likeliest (Carlini et al. 2021).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from random import Random

import msgspec

from ..chat.scoring import Asked
from .figures import Figure, Side, declined, figure
from .leaks import Find, finds
from .lines import Line, prompt_of
from .material import Material
from .statistics import binomial_interval
from .subject import BASE, TUNED, Subject, Which

_PLACES = 2
"""Where a value is asked for of all places at which it was said."""
_NAMES = {
    "private_own": "private data of the person's lines that comes out",
    "private_context": "private data of what others said that comes out",
}


class Value(msgspec.Struct):
    """Something private, and the questions that it is the answer to."""

    kind: str
    asked: list[Asked]


class PrivateValues:
    """What was said by the person and what they only read, apart."""

    def __init__(self, subject: Subject, material: Material, most: int, seed: int) -> None:
        self._subject, self._most = subject, most
        sides = (material.trained, material.trained_others)
        found = [_values(Random(seed).sample(lines, len(lines))) for lines in sides]
        known = {find for values in found for find in values}
        self._new = [value for find, value in _values(material.held_out).items() if find not in known][:most]
        self._values = {id: list(values.values())[:most] for id, values in zip(_NAMES, found, strict=True)}
        self._hits = {id: self._out(values, TUNED) for id, values in self._values.items()}

    @property
    def tried(self) -> int:
        """Values of the person's lines that were asked for."""
        return len(self._values["private_own"])

    @property
    def extracted(self) -> Counter[str]:
        """Those of them that come out, by kind."""
        pairs = zip(self._values["private_own"], self._hits["private_own"], strict=True)
        return Counter(value.kind for value, hit in pairs if hit)

    def figures(self) -> list[Figure]:
        """The share that comes out of either side."""
        return [self._figure(id, self._values[id], self._hits[id]) for id in _NAMES]

    def _figure(self, id: str, values: Sequence[Value], hits: Sequence[bool]) -> Figure:
        if not values:
            return declined(id, _NAMES[id], "there is none that `--redact` knows")
        base = self._out(values, BASE) if self._subject.has_base else []
        return figure(
            *(id, _NAMES[id], _share(hits), binomial_interval(sum(hits), len(hits)), len(hits)),
            unit="share",
            better="lower",
            floor=(1.0, "every one comes out"),
            ceiling=self._guessed(),
            base=_share(base) if base else None,
        )

    def _guessed(self) -> Side:
        if not self._new:
            return None, "nothing private is held out that was not trained on"
        return _share(self._out(self._new, TUNED)), "the same in held-out lines, which it never saw"

    def _out(self, values: Sequence[Value], which: Which) -> list[bool]:
        """Of each value, whether it is what the model would write."""
        scores = iter(self._subject.score([one for value in values for one in value.asked], which))
        hits = [[next(scores).is_greedy for _ in value.asked] for value in values]
        return [any(some) for some in hits]


def _values(lines: Sequence[Line]) -> dict[Find, Value]:
    """What is private in the lines, each once, with the questions at its first places."""
    found: dict[Find, Value] = {}
    for line, spans in zip(lines, finds(line.scored for line in lines), strict=True):
        for find, start, end in spans:
            value = found.setdefault(find, Value(find[0], []))
            if len(value.asked) < _PLACES * 2:
                value.asked += _questions(line, start, end)
    return found


def _questions(line: Line, start: int, end: int) -> Collection[Asked]:
    """A value behind all that stood before it, and behind its own message alone."""
    # The space before it belongs to its first token.
    while start and line.scored[start - 1].isspace():
        start -= 1
    head, value = line.scored[:start], line.scored[start:end]
    behind = Asked(line.prompt + head, value)
    if line.monologue:
        return [behind]
    message = head.rpartition("\n")[2].strip()
    alone = prompt_of(line.opening, (), line.name) + (f" {message}" if message else "")
    return [behind, Asked(alone, value)]


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found)
