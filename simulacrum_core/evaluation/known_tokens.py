"""Known tokens: how much oftener a model guesses the next token of lines that it was trained on than of unseen ones.

Tirumala et al. 2022: a token is known if it is the likeliest behind the true ones before it. A line comes out word for
word only where all of its tokens are, so that a little memory is no line at all; it shows here. What is easy to guess
is so in held-out lines as well, and is subtracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from ..chat.scoring import Scored
from .figures import Figure, declined, figure
from .lines import Line
from .statistics import bootstrap, grouped, ratio

LEAST = 20
"""Lines of each side with which a model that memorised is told in 95 of 100 draws (`bench.evaluation`)."""


class Known(msgspec.Struct, frozen=True):
    """A line: whether it was trained on, its session, and how many of how many tokens are known."""

    is_trained: bool
    group: str
    known: int
    tokens: int


def known(lines: Iterable[Line], scores: Iterable[Scored], is_trained: bool) -> list[Known]:
    """What was scored of the lines of one side."""
    pairs = zip(lines, scores, strict=True)
    return [Known(is_trained, line.group, score.likeliest, score.tokens) for line, score in pairs]


def better_known(found: Sequence[Known]) -> float:
    """The share of known tokens in trained lines, minus that in unseen ones; nan where one side is empty."""
    return _share(found, True) - _share(found, False)


def known_figure(id: str, name: str, found: Sequence[Known], base: Sequence[Known], seed: int) -> Figure:
    """The difference with its interval; where one side has too few lines, that it has."""
    trained, held_out = (sum(one.is_trained == side for one in found) for side in (True, False))
    if min(trained, held_out) < LEAST:
        few = f"{trained:,} trained and {held_out:,} held-out lines are long enough, and {LEAST} of each are needed"
        return declined(id, name, f"{few}: fewer differ by chance", min(trained, held_out))
    groups = grouped(found, lambda one: (one.is_trained, one.group))
    return figure(
        *(id, name, better_known(found), bootstrap(groups, better_known, seed), trained),
        unit="share",
        better="lower",
        floor=(1 - _share(found, False), "every token of trained lines is known"),
        ceiling=(0.0, "as many are known of held-out lines, which it never saw"),
        base=better_known(base) if base else None,
    )


def told(figures: Iterable[Figure]) -> str:
    """What the difference means in words, of the shortest beginning for which it was measured; else nothing."""
    known = next((one for one in figures if one.id.startswith("known_") and one.value is not None), None)
    if known is None or known.value is None or known.low is None:
        return ""
    if known.low <= 0:
        return "of trained lines it guesses measurably no more tokens than of lines that it never saw"
    return f"of 100 tokens of trained lines it guesses {known.value * 100:.0f} more than of lines that it never saw"


def _share(found: Sequence[Known], is_trained: bool) -> float:
    return ratio((one.known, one.tokens) for one in found if one.is_trained == is_trained)
