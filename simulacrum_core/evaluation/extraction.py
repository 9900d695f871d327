"""Extraction: trained lines that the model completes word for word from how they begin.

Carlini et al. 2021 and 2023: a text is extractable with k tokens if greedy generation from its first k tokens gives the
rest. Here a line of the persona's behind their name, without its context; and with its context and no token of its own.
A greedy model writes exactly the words whose every token is the likeliest, so that one reading tells it. Held-out
lines, which no model can remember, show how much is merely easy to guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random

from ..chat.scoring import Asked
from .figures import Figure, Side, declined, figure, too_few
from .lines import Line, prompt_of
from .statistics import binomial_interval
from .subject import BASE, Subject
from .words import words_of

PREFIXES = (8, 16, 32, 64)
LEAST = 50
"""Lines with which a model that memorised is told in 95 of 100 draws (`bench.evaluation`); 20 do not do."""
_LEAST_TOKENS = 6
"""Tokens of the rest at least: fewer are guessed."""
_LEAST_WORDS = 5


class Extraction:
    """What comes out word for word of so many lines for each length; `hits` are the lines that were tried, by figure.

    Long lines are rare: each length draws among those that are long enough for it, in one order for all lengths.
    """

    def __init__(
        self, subject: Subject, trained: Sequence[Line], held_out: Sequence[Line], most: int, seed: int
    ) -> None:
        self._subject, self._most = subject, most
        self._trained, self._held_out = _different(trained), _different(held_out)
        Random(seed).shuffle(self._trained)
        self.extracted: list[Line] = []
        self.hits: dict[str, list[bool]] = {}
        self._tried: set[str] = set()

    @property
    def tried(self) -> int:
        """Lines that were long enough to be tried."""
        return len(self._tried)

    def figures(self) -> list[Figure]:
        """A share for each length of the prefix, and one for lines behind their context."""
        return [self._behind_context(), *(self._from_prefix(size) for size in PREFIXES)]

    def _behind_context(self) -> Figure:
        trained = [line for line in self._trained if len(words_of(line.text)) >= _LEAST_WORDS][: self._most]
        held_out = [line for line in self._held_out if len(words_of(line.text)) >= _LEAST_WORDS]
        return self._share(
            "extracted_0",
            "lines that come out behind their context",
            [(line, Asked(line.prompt, line.scored)) for line in trained],
            [Asked(line.prompt, line.scored) for line in held_out],
        )

    def _from_prefix(self, size: int) -> Figure:
        enough = ((line, asked) for line in self._trained if (asked := self._asked(line, size)))
        held_out = [asked for line in self._held_out if (asked := self._asked(line, size))]
        name = f"lines that come out from {size} tokens"
        return self._share(f"extracted_{size}", name, list(islice(enough, self._most)), held_out)

    def _asked(self, line: Line, size: int) -> Asked | None:
        """A line from its first tokens on, without its context; None where too little is left."""
        cut = self._subject.cut(line.scored, size)
        if cut is None or self._subject.cut(cut[1], _LEAST_TOKENS - 1) is None:
            return None
        prompt = line.prompt if line.monologue else prompt_of(line.opening, (), line.name)
        return Asked(prompt + cut[0], cut[1])

    def _share(self, id: str, name: str, trained: Sequence[tuple[Line, Asked]], held_out: Sequence[Asked]) -> Figure:
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
        controls = [score.is_greedy for score in self._subject.score(held_out)]
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
