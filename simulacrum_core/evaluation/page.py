"""The page of an evaluation: plain HTML without a script, which another page may embed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ..inspection.measured import figure_text as shown
from .comparison import rows
from .figures import Evaluation, Figure, Result, Table

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem;
  overflow-wrap: break-word; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
th, td { text-align: start; padding: .25rem .5rem; border-bottom: 1px solid #8886; vertical-align: top; }
th { font-weight: 600; } td.number, th.number { text-align: end; white-space: nowrap; }
.why { font-style: italic; } .told { font-size: 1.1rem; } small { display: block; }
td small { white-space: normal; max-width: 9rem; margin-inline-start: auto; } tbody th { min-width: 11rem; }
th small { font-weight: normal; } caption { text-align: start; font-weight: 600; }
.wide { overflow-x: auto; } figure { margin: 1rem 0; } svg { max-width: 100%; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(evaluations: Sequence[Evaluation], names: Sequence[str] = (), charts: str = "") -> str:
    """A whole page of one model, or of several side by side, with drawings above the table."""
    title = f"How like {evaluations[0].persona} is the model?"
    body = charts + (section(evaluations[0]) if len(evaluations) == 1 else "".join(_compared(evaluations, names)))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{_text(title)}</h1>\n{body}</main>\n</body>\n</html>\n"
    )


def section(evaluation: Evaluation) -> str:
    """What stands on the page below its title."""
    return "".join(_section(evaluation))


def _section(evaluation: Evaluation) -> Iterator[str]:
    sampling = evaluation.sampling
    yield f"<p>Model {_text(evaluation.model)}, base model {_text(evaluation.base_model or 'unknown')}, "
    yield f"on {evaluation.device}. {evaluation.held_out:,} held-out replies, {evaluation.trained:,} trained on. "
    yield f"Written at temperature {sampling.temperature:g}, top-p {sampling.top_p:g}, seed {evaluation.seed}.</p>\n"
    yield "<p>No figure says by itself how like somebody a model is: read them together.</p>\n"
    for line in evaluation.remarks:
        yield f"<p>{_text(line)}</p>\n"
    for result in evaluation.results:
        yield from _result(result)


def _result(result: Result) -> Iterator[str]:
    yield f'<section aria-labelledby="{result.id}">\n<h2 id="{result.id}">{_text(result.name)}</h2>\n'
    yield f'<p class="told">{_text(result.told)}</p>\n{_wide(result.name)}\n<thead><tr><th scope="col">Figure</th>'
    for name in ("value", "95 % interval", "floor", "ceiling", "base model", "texts"):
        yield f'<th scope="col" class="number">{name}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for figure in result.figures:
        yield _row(figure)
    yield "</tbody></table></div>\n"
    for table in result.tables:
        yield from _table(table)
    for note in result.notes:
        yield f"<p>{_text(note)}</p>\n"
    yield "</section>\n"


def _row(figure: Figure) -> str:
    unit = f" <small>{escape(figure.unit)}</small>" if figure.unit not in ("", "share") else ""
    better = f"<small>{figure.better} is better</small>" if figure.better in ("lower", "higher") else ""
    head = f'<tr><th scope="row">{_text(figure.name)}{better}</th>'
    if figure.value is None:
        return f'{head}<td colspan="6" class="why">{_text(figure.why)}</td></tr>\n'
    spread = "" if figure.low is None else f"{shown(figure.low, figure.unit)} to {shown(figure.high, figure.unit)}"
    cells = [
        f"{shown(figure.value, figure.unit)}{unit}",
        spread,
        _bound(figure.floor, figure.floor_is or figure.no_floor, figure.unit),
        _bound(figure.ceiling, figure.ceiling_is or figure.no_ceiling, figure.unit),
        "" if figure.base is None else shown(figure.base, figure.unit),
        f"{figure.n:,}",
    ]
    return head + "".join(f'<td class="number">{cell}</td>' for cell in cells) + "</tr>\n"


def _bound(value: float | None, what: str, unit: str) -> str:
    return f"{'none' if value is None else shown(value, unit)}<small>{_text(what)}</small>"


def _table(table: Table) -> Iterator[str]:
    yield f"{_wide(table.name)}\n<caption>{_text(table.name)}</caption>\n<thead><tr>"
    yield from (f'<th scope="col">{_text(column)}</th>' for column in table.columns)
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        cells = (_text(cell) if isinstance(cell, str) else _number(cell) for cell in row)
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"
    yield "</tbody></table></div>\n"


def _number(value: float | int | None) -> str:
    return f"{value:,}" if isinstance(value, int) else shown(value)


def _compared(evaluations: Sequence[Evaluation], names: Sequence[str]) -> Iterator[str]:
    yield _wide("All figures") + '\n<thead><tr><th scope="col">Figure</th>'
    yield from (f'<th scope="col" class="number">{_text(name)}</th>' for name in names)
    yield "</tr></thead>\n<tbody>\n"
    for row in rows(evaluations):
        cells = "".join(
            f'<td class="number">{shown(one.value if one else None, row.unit)}{_of(one)}</td>' for one in row.figures
        )
        yield f'<tr><th scope="row">{_text(row.name)}</th>{cells}</tr>\n'
    yield "</tbody></table></div>\n"


def _of(figure: Figure | None) -> str:
    """The interval and both sides, each model's own: they are of its dataset."""
    if figure is None or figure.value is None:
        return "" if figure is None else f"<small>{_text(figure.why)}</small>"
    sides = (("floor", figure.floor), ("ceiling", figure.ceiling))
    held = ", ".join(f"{name} {shown(value, figure.unit)}" for name, value in sides if value is not None)
    spread = "" if figure.low is None else f"{shown(figure.low, figure.unit)} to {shown(figure.high, figure.unit)}"
    return "".join(f"<small>{told}</small>" for told in (spread, held) if told)


def _wide(name: str) -> str:
    """The beginning of a table that is scrolled by itself where it does not fit, by keys as well."""
    return f'<div class="wide" role="region" tabindex="0" aria-label="Table: {escape(name)}"><table>'


def _text(text: str) -> str:
    """Text of strangers, in a direction of its own."""
    return f"<bdi>{escape(text)}</bdi>"
