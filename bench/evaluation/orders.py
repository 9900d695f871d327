"""Which of two models a metric has to find better, and how often it does, by the number of held-out replies."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from simulacrum_core.evaluation.figures import Figure, Result

ORDERS = (
    ("bits_per_byte", "right", "<", "wrong person"),
    ("bits_per_byte", "right", "<", "untrained"),
    ("context_gain", "right", ">", "shuffled contexts"),
    ("hits_at_1", "right", ">", "shuffled contexts"),
    ("mrr", "right", ">", "shuffled contexts"),
    ("author_llr", "right", ">", "wrong person"),
    ("author_auc", "right", ">", "untrained"),
    ("style_characters", "right", ">", "wrong person"),
    ("style_characters", "right", ">", "untrained"),
    ("style_delta", "right", ">", "wrong person"),
    ("style_grammar", "right", ">", "wrong person"),
    ("habit_words", "right", "<", "wrong person"),
    ("habit_bubbles", "right", "<", "wrong person"),
    ("habit_first_capital", "right", "<", "wrong person"),
    ("habit_ends_marked", "right", "<", "wrong person"),
    ("habit_laughter", "right", "<", "wrong person"),
    ("cut", "right", "<", "untrained"),
    ("copies", "right", "<", "memorising"),
    ("extracted_0", "right", "<", "memorising"),
    ("extracted_8", "right", "<", "memorising"),
    ("extracted_16", "right", "<", "memorising"),
    ("forgetting", "untrained", "<", "memorising"),
)
"""A figure, and two models of which the first has the smaller or the larger value."""

Measured = tuple[str, int, int, Sequence[Result]]
"""A condition, a seed, the number of held-out replies, and what was found."""


def report(cells: Iterable[Measured]) -> str:
    """A table of the values with the largest test set, and one of the orders by size."""
    found = {
        (condition, seed, count): {figure.id: figure for result in results for figure in result.figures}
        for condition, seed, count, results in cells
    }
    if not found:
        return "Nothing was measured."
    return "\n".join([*_values(found), "", *_orders(found)])


Found = dict[tuple[str, int, int], dict[str, Figure]]


def _values(found: Found) -> Iterable[str]:
    conditions = list(dict.fromkeys(condition for condition, _, _ in found))
    most = max(count for _, _, count in found)
    yield f"Means over seeds, {most} held-out replies"
    yield f"{'':22}" + "".join(f"{condition:>19}" for condition in conditions)
    for id in dict.fromkeys(id for figures in found.values() for id in figures):
        cells = [_mean(found, condition, most, id) for condition in conditions]
        yield f"{id:22}" + "".join(f"{cell:>19}" for cell in cells)


def _mean(found: Found, condition: str, count: int, id: str) -> str:
    values = [
        value
        for (one, _, size), figures in found.items()
        if (one, size) == (condition, count) and (value := _value(figures, id)) is not None
    ]
    return f"{math.fsum(values) / len(values):.3f}" if values else "-"


def _orders(found: Found) -> Iterable[str]:
    sizes = sorted({count for _, _, count in found})
    yield "Ordered rightly / clearly (intervals apart) / measured, by held-out replies"
    yield f"{'':58}" + "".join(f"{size:>12}" for size in sizes)
    for id, one, sign, other in ORDERS:
        cells = []
        for size in sizes:
            counts: dict[str, int] = defaultdict(int)
            for seed in {seed for _, seed, _ in found}:
                _compare(found, id, (one, seed, size), (other, seed, size), sign, counts)
            shown = f"{counts['right']}/{counts['clear']}/{counts['measured']}" if counts["measured"] else "-"
            cells.append(f"{shown:>12}")
        yield f"{id + ': ' + one + ' ' + sign + ' ' + other:58}" + "".join(cells)


def _compare(
    found: Found,
    id: str,
    one: tuple[str, int, int],
    other: tuple[str, int, int],
    sign: str,
    counts: dict[str, int],
) -> None:
    first, second = (found.get(key, {}).get(id) for key in (one, other))
    if first is None or second is None or first.value is None or second.value is None:
        return
    if sign == ">":
        first, second = second, first
    counts["measured"] += 1
    counts["right"] += (first.value or 0) < (second.value or 0)
    counts["clear"] += first.high is not None and second.low is not None and first.high < second.low


def _value(figures: dict[str, Figure], id: str) -> float | None:
    return figures[id].value if id in figures else None
