"""Which of two models a metric has to find better, and the size of test set from which on it does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from simulacrum_core.evaluation.figures import Result

from .draws import Values

ORDERS = (
    ("bits_per_byte", "right", "<", "untrained"),
    ("bits_per_byte", "right", "<", "wrong person"),
    ("bits_per_byte", "right", "<", "similar person"),
    ("bits_per_byte", "right", "<", "shuffled contexts"),
    ("context_gain", "right", ">", "shuffled contexts"),
    ("hits_at_1", "right", ">", "shuffled contexts"),
    ("mrr", "right", ">", "shuffled contexts"),
    ("author_llr", "right", ">", "wrong person"),
    ("author_llr", "right", ">", "similar person"),
    ("author_auc", "right", ">", "untrained"),
    ("author_auc", "right", ">", "wrong person"),
    ("style_characters", "right", ">", "untrained"),
    ("style_characters", "right", ">", "wrong person"),
    ("style_characters", "right", ">", "similar person"),
    ("style_delta", "right", ">", "untrained"),
    ("style_delta", "right", ">", "wrong person"),
    ("style_delta", "right", ">", "similar person"),
    ("style_grammar", "right", ">", "untrained"),
    ("style_grammar", "right", ">", "wrong person"),
    ("style_grammar", "right", ">", "similar person"),
    ("habit_bubbles", "right", "<", "wrong person"),
    ("habit_bubbles", "right", "<", "similar person"),
    ("habit_first_capital", "right", "<", "wrong person"),
    ("habit_ends_marked", "right", "<", "wrong person"),
    ("habit_laughter", "right", "<", "wrong person"),
    ("habit_laughter", "right", "<", "similar person"),
    ("habit_long_letters", "right", "<", "wrong person"),
    ("copies", "right", "<", "memorising"),
    ("copies_beyond", "right", "<", "memorising"),
    ("extracted_0", "right", "<", "memorising"),
    ("known_8", "right", "<", "memorising"),
    ("known_16", "right", "<", "memorising"),
    ("known_32", "right", "<", "memorising"),
    ("known_64", "right", "<", "memorising"),
    ("exposure_own", "right", "<", "memorising"),
)
"""A figure, and two models of which the first has the smaller or the larger value."""
ENOUGH = 0.95
"""The share of draws in which an order has to be right."""

Measured = tuple[str, int, Sequence[Result], Values]
"""A condition, a seed, the figures, and their values on draws."""


def report(cells: Iterable[Measured]) -> str:
    """A table of the values on all held-out replies, and one of the orders by size of the test set."""
    measured = list(cells)
    if not measured:
        return "Nothing was measured."
    return "\n".join([*_values(measured), "", *_orders(measured)])


def needed(measured: Sequence[Measured], id: str, one: str, sign: str, other: str) -> int | None:
    """The smallest size from which on the order is right in 95 of 100 draws of every seed; None where there is none."""
    found = shares(measured, id, one, sign, other)
    enough = None
    for size in sorted(found, reverse=True):
        if min(found[size]) < ENOUGH:
            break
        enough = size
    return enough


def shares(measured: Sequence[Measured], id: str, one: str, sign: str, other: str) -> dict[int, list[float]]:
    """By size, in which share of the draws the order is right, a number a seed."""
    by_key = {(condition, seed): values.get(id, {}) for condition, seed, _, values in measured}
    found: dict[int, list[float]] = {}
    for seed in sorted({seed for _, seed, _, _ in measured}):
        first, second = by_key.get((one, seed), {}), by_key.get((other, seed), {})
        for size in first.keys() & second.keys():
            pairs = list(zip(first[size], second[size], strict=True))
            right = sum(_is_right(a, b, sign) for a, b in pairs)
            found.setdefault(size, []).append(right / len(pairs))
    return dict(sorted(found.items()))


def _is_right(one: float | None, other: float | None, sign: str) -> bool:
    """What cannot be computed orders nothing."""
    return one is not None and other is not None and (one > other if sign == ">" else one < other)


def _values(measured: Sequence[Measured]) -> Iterable[str]:
    conditions = list(dict.fromkeys(condition for condition, _, _, _ in measured))
    yield f"Means over {len({seed for _, seed, _, _ in measured})} seeds, all held-out replies"
    yield f"{'':22}" + "".join(f"{condition:>19}" for condition in conditions)
    ids = dict.fromkeys(figure.id for _, _, results, _ in measured for result in results for figure in result.figures)
    for id in ids:
        yield f"{id:22}" + "".join(f"{_mean(measured, condition, id):>19}" for condition in conditions)


def _mean(measured: Sequence[Measured], condition: str, id: str) -> str:
    found = [
        figure.value
        for name, _, results, _ in measured
        for result in results
        for figure in result.figures
        if name == condition and figure.id == id and figure.value is not None
    ]
    return f"{math.fsum(found) / len(found):.3f}" if found else "-"


def _orders(measured: Sequence[Measured]) -> Iterable[str]:
    yield "Draws in which the order is right, in the worst seed, by size of the test set; and the size that is needed"
    for id, one, sign, other in ORDERS:
        found = shares(measured, id, one, sign, other)
        if found:
            cells = "  ".join(f"{size}: {min(some):4.0%}" for size, some in found.items())
            told = needed(measured, id, one, sign, other)
            yield f"{id + ': ' + one + ' ' + sign + ' ' + other:52}{told or '-':>6}   {cells}"
