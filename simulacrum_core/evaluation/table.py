"""The figures as lines for a terminal, of one model or of several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..inspection.measured import figure_text as shown
from ..terminal import printable
from .figures import Evaluation, Figure, Result

_NAME = 46


def lines(evaluation: Evaluation) -> Iterator[str]:
    """Every metric: what it found in words, then its figures with interval, floor, ceiling, base model and n."""
    yield f"{printable(evaluation.persona)}: {printable(evaluation.model)} on {evaluation.device}"
    yield f"{evaluation.held_out:,} held-out replies, {evaluation.trained:,} that were trained on"
    for result in evaluation.results:
        yield ""
        yield f"{result.name}. {printable(result.told)}"
        if result.is_measured:
            yield f"  {'':{_NAME}}{'':>8}{'95 % interval':>18}{'floor':>8}{'ceiling':>9}{'base':>8}{'n':>7}"
        for figure in result.figures:
            yield _line(figure)
        yield from (f"  Note: {printable(note)}" for note in result.notes)
    yield from (f"Note: {printable(line)}" for line in evaluation.remarks)


def side_by_side(names: Sequence[str], evaluations: Sequence[Evaluation]) -> Iterator[str]:
    """A figure a line, a model a column."""
    width = max(12, *(len(name) + 2 for name in names))
    yield f"{'':{_NAME}}" + "".join(f"{printable(name):>{width}}" for name in names)
    for figure in _all(evaluations[0].results):
        values = [_found(evaluation, figure.id) for evaluation in evaluations]
        yield f"{figure.name[:_NAME]:{_NAME}}" + "".join(f"{shown(value, figure.unit):>{width}}" for value in values)


def _line(figure: Figure) -> str:
    name = f"  {figure.name[:_NAME]:{_NAME}}"
    if figure.value is None:
        return f"{name}       -  {figure.why}"
    unit = figure.unit
    spread = "" if figure.low is None else f"{shown(figure.low, unit)} .. {shown(figure.high, unit)}"
    numbers = (shown(one, unit) for one in (figure.floor, figure.ceiling, figure.base))
    floor, ceiling, base = numbers
    return f"{name}{shown(figure.value, unit):>8}{spread:>18}{floor:>8}{ceiling:>9}{base:>8}{figure.n:>7,}"


def _all(results: Sequence[Result]) -> Iterator[Figure]:
    return (figure for result in results for figure in result.figures)


def _found(evaluation: Evaluation, id: str) -> float | None:
    return next((figure.value for figure in _all(evaluation.results) if figure.id == id), None)
