"""Extraction: trained lines that the model completes word for word from how they begin.

Carlini et al. 2021 and 2023: a text is extractable with k tokens if greedy generation from its first k tokens gives the
rest. Here a line of the persona's behind their name, without its context; and with its context and no token of its own.
A greedy model writes exactly the words whose every token is the likeliest, so that one reading tells it. Held-out
lines, which no model can remember, show how much is merely easy to guess. How many tokens it knows besides is read off
the same scores (`known_tokens`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random

import msgspec

from ..chat.scoring import Asked
from .figures import Figure, Side, declined, figure, too_few
from .known_tokens import Known, known, known_figure
from .lines import Line, prompt_of
from .statistics import binomial_interval
from .subject import BASE, TUNED, Subject, Which
from .words import words_of

PREFIXES = (8, 16, 32, 64)
LEAST = 50
"""Lines with which a model that memorised is told in 95 of 100 draws (`bench.evaluation`); 20 do not do."""
_LEAST_TOKENS = 6
"""Tokens of the rest at least: fewer are guessed."""
_LEAST_WORDS = 5


Pair = tuple[Line, Asked]


class Tried(msgspec.Struct, frozen=True):
    """Lines and what is asked of them, both those that were trained on and those that were not."""

    trained: Sequence[Pair]
    held_out: Sequence[Pair]


class Extraction:
    """What comes out word for word of so many lines for each length, and how many tokens are known better for it.

    `hits` are the lines that were tried, and `known` tokens of both sides, by figure. Long lines are rare: each length
    draws among those that are long enough for it, in one order for all lengths.
    """

    def __init__(
        self, subject: Subject, trained: Sequence[Line], held_out: Sequence[Line], most: int, seed: int
    ) -> None:
        self._subject, self._most, self._seed = subject, most, seed
        self._trained, self._held_out = _different(trained), _different(held_out)
        Random(seed).shuffle(self._trained)
        self.extracted: list[Line] = []
        self.hits: dict[str, list[bool]] = {}
        self.known: dict[str, list[Known]] = {}
        self._tried: set[str] = set()

    @property
    def tried(self) -> int:
        """Lines that were long enough to be tried."""
        return len(self._tried)

    def figures(self) -> list[Figure]:
        """A share for lines behind their context, one for each length of the prefix, and the tokens that are known."""
        tried = {size: self._from_prefix(size) for size in PREFIXES}
        return [
            self._share("extracted_0", "lines that come out behind their context", self._behind_context()),
            *(self._share(f"extracted_{k}", f"lines that come out from {k} tokens", some) for k, some in tried.items()),
            *(self._tokens(f"known_{k}", f"trained lines guessed better, from {k} tokens", tried[k]) for k in tried),
        ]

    def _behind_context(self) -> Tried:
        trained, held_out = (
            [(line, Asked(line.prompt, line.scored)) for line in lines if len(words_of(line.text)) >= _LEAST_WORDS]
            for lines in (self._trained, self._held_out)
        )
        return Tried(trained[: self._most], held_out)

    def _from_prefix(self, size: int) -> Tried:
        trained, held_out = (
            ((line, asked) for line in lines if (asked := self._asked(line, size)))
            for lines in (self._trained, self._held_out)
        )
        return Tried(list(islice(trained, self._most)), list(held_out))

    def _asked(self, line: Line, size: int) -> Asked | None:
        """A line from its first tokens on, without its context; None where too little is left."""
        cut = self._subject.cut(line.scored, size)
        if cut is None or self._subject.cut(cut[1], _LEAST_TOKENS - 1) is None:
            return None
        prompt = line.prompt if line.monologue else prompt_of(line.opening, (), line.name)
        return Asked(prompt + cut[0], cut[1])

    def _tokens(self, id: str, name: str, tried: Tried) -> Figure:
        self.known[id] = self._known(tried, TUNED)
        base = self._known(tried, BASE) if self._subject.has_base else []
        return known_figure(id, name, self.known[id], base, self._seed)

    def _known(self, tried: Tried, which: Which) -> list[Known]:
        sides = ((tried.trained, True), (tried.held_out, False))
        return [
            one
            for pairs, is_trained in sides
            for one in known(
                [line for line, _ in pairs], self._subject.score([asked for _, asked in pairs], which), is_trained
            )
        ]

    def _share(self, id: str, name: str, tried: Tried) -> Figure:
        trained = tried.trained
        if len(trained) < LEAST:
            why = too_few(
                "trained lines that are long enough", len(trained), LEAST, "of fewer one more is two per cent"
            )
            return declined(id, name, why, len(trained))
        asked = [one for _, one in trained]
        found = [score.is_greedy for score in self._subject.score(asked)]
        self.hits[id] = found
        self._tried.update(line.text for line, _ in trained)
        self.extracted += [line for (line, _), hit in zip(trained, found, strict=True) if hit]
        controls = [score.is_greedy for score in self._subject.score([one for _, one in tried.held_out])]
        base = [score.is_greedy for score in self._subject.score(asked, BASE)] if self._subject.has_base else []
        return figure(
            *(id, name, sum(found) / len(found), binomial_interval(sum(found), len(found)), len(found)),
            unit="share",
            better="lower",
            floor=(1.0, "every line comes out"),
            ceiling=_controls(controls),
            base=sum(base) / len(base) if base else None,
        )


def _controls(hits: Sequence[bool]) -> Side:
    if not hits:
        return None, "no held-out line is long enough"
    return sum(hits) / len(hits), "held-out lines, which it never saw"


def _different(lines: Sequence[Line]) -> list[Line]:
    """Lines of which no two have the same words."""
    return list({" ".join(words_of(line.text)): line for line in lines}.values())
