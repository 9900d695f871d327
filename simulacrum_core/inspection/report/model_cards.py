"""What the check found, how the training went, and what an evaluation measured: each where it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...training.losses import Loss, best
from ..measured import MeasuredFigure, MeasuredPart, figure_place, figure_sides, figure_text
from .markup import card, legend, note, number, safe, table
from .pictures import axis, curves, dots, marked
from .shown import Shown

if TYPE_CHECKING:
    from ...checks.rows import Check

_FAULTS = 10


def checked(shown: Shown) -> str:
    """What `check` finds; a fault may quote the text, so that it is only counted where names are hidden."""
    check = shown.check
    if check is None:
        return ""
    from ...checks.trained_text import KINDS

    if check.fault_count:
        verdict = f"<b>{number(check.fault_count)} promises are broken</b>: see <code>simulacrum check</code>."
    elif check.suspects:
        verdict = "Every promise that a program can check holds. Some places may not be your words:"
    else:
        verdict = "Every promise holds: no example is over the budget, and the trainer reads what the model will read."
    lines = (
        [] if shown.names.hidden else [_fault(fault.file, fault.line, fault.what) for fault in check.faults[:_FAULTS]]
    )
    lines += [
        f"{number(one.count)} {KINDS[kind]}, the first in {safe(one.file)}:{one.line}"
        for kind, one in check.suspects.items()
    ]
    lines += _secrets(check)
    return card("check", "Checked", note(verdict), _list(lines))


def _fault(file: str, line: int | None, what: str) -> str:
    place = safe(file) if line is None else f"{safe(file)}:{line}"
    return f"{place}: {safe(what, 300)}"


def _secrets(check: Check) -> list[str]:
    if not check.grave:
        return []
    kinds = ", ".join(f"{number(count)} {kind}" for kind, count in check.grave.most_common())
    return [f"What looks like secrets is in the text: {kinds}. <code>--redact</code> replaces it."]


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""


def trained(losses: Sequence[Loss]) -> str:
    """Plot 10: both losses by step, and the best step."""
    if len(losses) < 2:
        return ""
    measured = {
        "others": [(loss.step, loss.train) for loss in losses if loss.train is not None],
        "you": [(loss.step, loss.validation) for loss in losses if loss.validation is not None],
    }
    values = [value for run in measured.values() for _, value in run]
    last, high, low = losses[-1].step, max(values), min(values)
    height = (high - low) or 1.0
    runs = [
        (kind, [(step / last, (value - low) / height) for step, value in run])
        for kind, run in measured.items()
        if len(run) > 1
    ]
    found = best(losses)
    marks = [] if found is None else [(found.step / last, "now", f"best: step {found.step}")]
    told = [
        f"{value:.2f} {what}"
        for what, value in (
            ("on what it learns from, which falls always and says little", losses[-1].train),
            (
                "at best on what was held out: while this falls, it learns; when it rises, it memorises",
                found and found.validation,
            ),
        )
        if value is not None
    ]
    kinds = (("others", "what it learns from"), ("you", "held out"))
    keys = "".join(f'<span><i class="key {kind}"></i>{word}</span>' for kind, word in kinds)
    rows = [
        (str(loss.step), _loss(loss.train), _loss(loss.validation)) for loss in losses[:: max(len(losses) // 20, 1)]
    ]
    heard = table(("Step", "what it learns from", "held out"), rows)
    return card(
        "training",
        "How the training went",
        note(". ".join(told) + "."),
        f'<p class="legend">{keys}</p>',
        marked(curves(runs), *marks),
        axis([(0, "step 0"), (1, f"{last}")]),
        f'<div class="heard">{heard}</div>',
    )


def _loss(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def evaluated(page: Shown) -> str:
    """The profile that `evaluate` measured: each figure between other people's text and the person's own."""
    found = page.measured
    if found is None:
        return ""
    quick = "A quick look, so that the intervals are wide. " if found.quick else ""
    first = (
        f"{number(found.held_out)} replies that were held out. {quick}No figure says by itself how like somebody a "
        "model is: read them together. At the left of a line stands what other people's text reaches, chance or the "
        "worst that there is, at the right your own other text; what lies beyond stands at the end."
    )
    kinds = legend(("you", "the model, with its 95 % interval"), ("others", "the base model"))
    parts = (_part(part, told="" if page.names.hidden else part.told) for part in found.results)
    return card("evaluation", "How the model writes, measured", note(first), kinds, *parts)


def _part(part: MeasuredPart, told: str) -> str:
    rows = [_measured(figure) for figure in part.figures if figure.value is not None]
    why = [f"{safe(one.name)}: {safe(one.why, 300)}" for one in part.figures if one.value is None and one.why]
    return f"<h3>{safe(part.name)}</h3>{note(safe(told, 600)) if told else ''}" + (
        table(("Figure", "model", ""), rows, "profile") if rows else _list(why[:1])
    )


def _measured(figure: MeasuredFigure) -> tuple[str, str, str]:
    low, high = figure_text(figure.low, figure.unit), figure_text(figure.high, figure.unit)
    spread = "" if figure.low is None else f"<small>{low} to {high}</small>"
    name = f"{safe(figure.name)}<small>{safe(figure_sides(figure), 400)}</small>"
    return name, f"{figure_text(figure.value, figure.unit)}{spread}", _scale(figure)


def _scale(figure: MeasuredFigure) -> str:
    value, base = figure_place(figure, figure.value), figure_place(figure, figure.base)
    low, high = figure_place(figure, figure.low), figure_place(figure, figure.high)
    if value is None:
        return ""
    spread = None if low is None or high is None else (min(low, high), max(low, high))
    return dots((value, "you"), *([(base, "others")] if base is not None else []), spread=spread)
