"""The figures as lines for a terminal, of one model or of several side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..inspection.measured import figure_text as shown
from ..terminal import printable
from .comparison import rows
from .figures import Evaluation, Figure

_LEAST, _MOST = 30, 64
"""Columns of a name."""


def lines(evaluation: Evaluation) -> Iterator[str]:
    """Every metric: what it found in words, then its figures with interval, floor, ceiling, base model and n."""
    yield f"{printable(evaluation.persona)}: {printable(evaluation.model)} on {evaluation.device}"
    yield f"{evaluation.held_out:,} held-out replies, {evaluation.trained:,} that were trained on"
    wide = _width(figure.name for result in evaluation.results for figure in result.figures)
    for result in evaluation.results:
        yield ""
        yield f"{result.name}. {printable(result.told)}"
        if result.is_measured:
            yield f"  {'':{wide}}{'':>8}{'95 % interval':>18}{'floor':>8}{'ceiling':>9}{'base':>8}{'n':>7}"
        for figure in result.figures:
            yield _line(figure, wide)
        yield from (f"  Note: {printable(note)}" for note in result.notes)
    yield from (f"Note: {printable(line)}" for line in evaluation.remarks)


def side_by_side(names: Sequence[str], evaluations: Sequence[Evaluation]) -> Iterator[str]:
    """A figure a line, a model a column."""
    width = max(12, *(len(name) + 2 for name in names))
    found = list(rows(evaluations))
    wide = _width(row.name for row in found)
    yield f"{'':{wide}}" + "".join(f"{printable(name):>{width}}" for name in names)
    for row in found:
        values = (shown(one.value if one else None, row.unit) for one in row.figures)
        yield f"{row.name[:wide]:{wide}}" + "".join(f"{value:>{width}}" for value in values)


def _width(names: Iterable[str]) -> int:
    return max(_LEAST, min(max(map(len, names), default=0), _MOST))


def _line(figure: Figure, wide: int) -> str:
    name = f"  {figure.name[:wide]:{wide}}"
    if figure.value is None:
        return f"{name}       -  {figure.why}"
    unit = figure.unit
    spread = "" if figure.low is None else f"{shown(figure.low, unit)} .. {shown(figure.high, unit)}"
    numbers = (shown(one, unit) for one in (figure.floor, figure.ceiling, figure.base))
    floor, ceiling, base = numbers
    return f"{name}{shown(figure.value, unit):>8}{spread:>18}{floor:>8}{ceiling:>9}{base:>8}{figure.n:>7,}"
