"""Style: what each verifier says of the model's replies, between other people's lines, 0, and the person's own, 1.

Held-out lines of the person and of others, replies of the model and of its base are pooled to texts of the same length,
five hundred words and more: single messages hardly tell who wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from ..errors import MissingExtraError
from .embedding import Embedding
from .figures import Figure, declined, figure, too_few
from .masking import Mask
from .statistics import calibrated, mean, percentiles
from .verifiers import VERIFIERS, Verifier
from .words import tokens_of, words_of

LEAST_WORDS = 500
"""Four times what orders models of invented people in 95 of a hundred draws (`bench.evaluation`)."""
_REFERENCE_WORDS = 1000
_CHUNK = 125
"""Words of a piece: the mean over pieces is given, and how much they differ makes the interval."""
_TIMES = 500


class Pools(msgspec.Struct, frozen=True):
    """Lines by who wrote them; the first two were trained on, the others are held out or written."""

    own_reference: Sequence[str]
    others_reference: Sequence[str]
    own: Sequence[str]
    others: Sequence[str]
    model: Sequence[str]
    base: Sequence[str]


EMBEDDING = ("style_embedding", "style: embedding")


def style(
    pools: Pools, names: Sequence[str], seed: int, embedding: Callable[[], Embedding] | None = None
) -> list[Figure]:
    """A figure of each verifier, or why there is none; of the embedding where there is one."""
    if why := _missing(pools):
        declining = [(id, name) for id, (name, _) in VERIFIERS.items()] + ([EMBEDDING] if embedding else [])
        return [declined(id, name, why) for id, name in declining]
    mask, found = Mask(pools.own_reference, pools.others_reference, names), list[Figure]()
    masked = _chunked(pools, mask.masked)
    for id, (name, fit) in VERIFIERS.items():
        try:
            found.append(_figure(id, name, fit(masked[0], masked[1], seed), masked[2:], seed))
        except MissingExtraError as error:
            found.append(declined(id, name, str(error)))
    if embedding:
        whole = _chunked(pools, lambda text: text)
        found.append(_figure(*EMBEDDING, embedding().fit(whole[0], whole[1], seed), whole[2:], seed))
    return found


def _chunked(pools: Pools, change: Callable[[str], str]) -> list[list[list[str]]]:
    """Pieces of both sides' reference, then as many words of the person, the others, the model and its base each."""
    size = min(map(_size, (pools.own, pools.others, pools.model)))
    held = (pools.own, pools.others, pools.model, pools.base if _size(pools.base) >= LEAST_WORDS else [])
    return [
        *(chunks(lines, change=change) for lines in (pools.own_reference, pools.others_reference)),
        *(chunks(lines, size, change) if lines else [] for lines in held),
    ]


def _missing(pools: Pools) -> str:
    """Why nothing can be said."""
    for what, lines, least in (
        ("words of the person that were trained on", pools.own_reference, _REFERENCE_WORDS),
        ("words of others around them", pools.others_reference, _REFERENCE_WORDS),
        ("held-out words of the person", pools.own, LEAST_WORDS),
        ("held-out words of others", pools.others, LEAST_WORDS),
        ("words that the model wrote", pools.model, LEAST_WORDS),
    ):
        if (size := _size(lines)) < least:
            return too_few(what, size, least, "shorter texts do not tell who wrote them")
    return ""


def _figure(id: str, name: str, verifier: Verifier, pools: Sequence[Sequence[Sequence[str]]], seed: int) -> Figure:
    own, others, model, base = ([verifier.score(chunk) for chunk in chunked] for chunked in pools)
    floor, ceiling = mean(others), mean(own)
    if not ceiling > floor:
        return declined(id, name, "it does not tell the person from the others here", len(model))
    values = [calibrated(score, floor, ceiling) for score in model]
    size = sum(len(tokens_of(line)) for chunk in pools[2] for line in chunk)
    return figure(
        *(id, name, mean(values), _interval(own, others, model, seed), size),
        unit="of the way",
        better="higher",
        floor=(0.0, "other people"),
        ceiling=(1.0, "the person's held-out text"),
        base=calibrated(mean(base), floor, ceiling) if base else None,
    )


def _interval(
    own: Sequence[float], others: Sequence[float], model: Sequence[float], seed: int
) -> tuple[float, float] | None:
    """Floor, ceiling and the model's text are all drawn again: with little held-out text none of them is certain."""
    from random import Random

    random, found = Random(seed), []
    for _ in range(_TIMES):
        low, high, value = (mean(random.choices(scores, k=len(scores))) for scores in (others, own, model))
        if high > low:
            found.append(calibrated(value, low, high))
    return percentiles(found)


def chunks(
    lines: Sequence[str], most: int | None = None, change: Callable[[str], str] = lambda text: text
) -> list[list[str]]:
    """Pieces of about the same number of words, so many words in all at most; `change` is done to each line."""
    pieces: list[list[str]] = [[]]
    count = total = 0
    for line in lines:
        if most is not None and total >= most:
            break
        size = len(words_of(line))
        pieces[-1].append(change(line))
        count, total = count + size, total + size
        if count >= _CHUNK:
            pieces.append([])
            count = 0
    # A short rest would count as much as a whole piece.
    return pieces[:-1] if count < _CHUNK // 2 and len(pieces) > 1 else pieces


def _size(lines: Sequence[str]) -> int:
    return sum(len(words_of(line)) for line in lines)
