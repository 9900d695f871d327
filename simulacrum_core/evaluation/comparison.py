"""Several models side by side: every figure that one of them has, metric by metric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from .figures import Evaluation, Figure


class Row(msgspec.Struct, frozen=True):
    """A figure of each model, None where it has none by that id; name and unit are those of one that was measured."""

    name: str
    unit: str
    figures: tuple[Figure | None, ...]


def rows(evaluations: Sequence[Evaluation]) -> Iterator[Row]:
    """The figures in the order of the first model; those that only another one has behind the rest of their metric."""
    for metric in dict.fromkeys(result.id for evaluation in evaluations for result in evaluation.results):
        found = [_figures(evaluation, metric) for evaluation in evaluations]
        for id in dict.fromkeys(id for some in found for id in some):
            yield _row([some.get(id) for some in found])


def _figures(evaluation: Evaluation, metric: str) -> dict[str, Figure]:
    return {one.id: one for result in evaluation.results if result.id == metric for one in result.figures}


def _row(found: Sequence[Figure | None]) -> Row:
    """One that was not measured has no unit."""
    known = sorted((one for one in found if one), key=lambda one: one.value is None)
    return Row(known[0].name, known[0].unit, tuple(found))
