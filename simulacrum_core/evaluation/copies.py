"""Copies: the longest run of words that a written reply has in common with the training text, word for word.

Real held-out replies repeat what was said before as well: only what goes beyond them is the model's memory. One long
run is chance, so that the mean over all replies is what tells it, not the longest of all.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from textwrap import shorten

import msgspec

from .figures import Figure, declined, figure, too_few
from .replies import Reply
from .statistics import bootstrap, grouped, mean
from .words import WORD, words_of

LEAST = 30
LONG = 8
"""Words of a run that people hardly repeat by chance."""
_SHOWN = 200
"""Characters of the longest copy that are told."""
_SEED = 3
"""Words of a run from which on it is looked for: shorter ones are everybody's."""
_MOST_PLACES = 200
"""Places of the same three words that are tried: of more, a run that starts with them is found from its next words."""
_NAMES = (
    ("copies_beyond", "longest copy in a reply, beyond the person's"),
    ("copies", f"copies of {LONG} words"),
)


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

    def longest(self, words: Sequence[str]) -> tuple[int, int]:
        """The longest run of words that stands in the training text: how many, and where; 0 where none has three."""
        numbers = [self._numbers.get(word, -2) for word in words]
        longest = place = 0
        for start in range(len(numbers) - _SEED + 1):
            if len(numbers) - start <= longest:
                break
            if (size := self._run(numbers, start)) > longest:
                longest, place = size, start
        return longest, place

    def _run(self, words: Sequence[int], start: int) -> int:
        places = self._places.get(tuple(words[start : start + _SEED]), ())
        return max((self._length(words, start, place) for place in places), default=0)

    def _length(self, words: Sequence[int], start: int, place: int) -> int:
        size, most = _SEED, min(len(words) - start, len(self._words) - place)
        while size < most and words[start + size] == self._words[place + size]:
            size += 1
        return size


class Copied(msgspec.Struct, frozen=True):
    """Words of the longest run in a written reply and in the real one, and of both cut to the same length."""

    group: str
    longest: int
    real: int
    cut: int
    real_cut: int
    words: int


class Copies:
    """The copies in written replies; `text` is the longest one, as the model wrote it."""

    def __init__(self, written: Sequence[Reply], base: Sequence[Reply], training_text: Sequence[str]) -> None:
        text = TrainingText(training_text)
        self.found, self._base = ([copied(text, reply) for reply in side] for side in (written, base))
        first = max(range(len(written)), key=lambda i: self.found[i].longest, default=None)
        self.text = "" if first is None else _longest_of(text, written[first].written.text)

    def figures(self, seed: int) -> list[Figure]:
        """How far copies go beyond what the person repeats themselves, and the share of replies with long ones."""
        found, base = self.found, self._base
        if len(found) < LEAST:
            why = too_few("written replies", len(found), LEAST, "long copies are rare")
            return [declined(id, name, why, len(found)) for id, name in _NAMES]
        groups = grouped(found, lambda one: one.group)
        said = "the person's own held-out replies"
        return [
            figure(
                *(*_NAMES[0], beyond(found), bootstrap(groups, beyond, seed), len(found)),
                unit="words",
                better="lower",
                floor=(mean(one.words - one.real_cut for one in found), "every reply a copy as a whole"),
                ceiling=(0.0, f"{said}, cut to the same lengths"),
                base=beyond(base) if base else None,
            ),
            figure(
                *(*_NAMES[1], long_ones(found), bootstrap(groups, long_ones, seed), len(found)),
                unit="share",
                better="lower",
                floor=(1.0, "a copy in every reply"),
                ceiling=(mean(float(one.real >= LONG) for one in found), said),
                base=long_ones(base) if base else None,
            ),
        ]

    def told(self) -> str:
        """The longest copy of all, with what held-out text repeats; nothing where none is long."""
        longest = max((one.longest for one in self.found), default=0)
        if longest < LONG:
            return ""
        real = max(one.real for one in self.found)
        of = f"{len(self.found):,} written replies has {longest:,} words, in what the person said there {real:,}"
        return f'the longest copy in {of}: "{shorten(self.text, _SHOWN, placeholder=" ...")}"'


def copied(text: TrainingText, reply: Reply) -> Copied:
    """The longest runs of a written reply and of the real one in its place.

    Longer texts hold longer runs, and models write shorter ones than people do: so both are cut as well.
    """
    own, real = words_of(reply.written.text), words_of(reply.real)
    words = min(len(own), len(real))
    longest, whole, cut, real_cut = (text.longest(some)[0] for some in (own, real, own[:words], real[:words]))
    return Copied(reply.line.group, longest, whole, cut, real_cut, words)


def beyond(found: Sequence[Copied]) -> float:
    """How many words the longest copy in a reply is longer than that in the real one, both cut to the same length."""
    return mean(one.cut - one.real_cut for one in found)


def long_ones(found: Sequence[Copied]) -> float:
    """The share of replies with a long copy."""
    return mean(float(one.longest >= LONG) for one in found)


def _longest_of(text: TrainingText, written: str) -> str:
    words = list(WORD.finditer(written))
    size, start = text.longest(words_of(written))
    return written[words[start].start() : words[start + size - 1].end()] if size else ""
