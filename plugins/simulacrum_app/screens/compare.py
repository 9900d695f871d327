"""The sixth screen: a blind test for friends, and what was measured of the model."""

from __future__ import annotations

from pathlib import Path

from simulacrum_core import (
    Measured,
    MeasuredFigure,
    MeasuredPart,
    figure_place,
    figure_sides,
    figure_text,
    read_measured,
    read_progress,
)

from ..processes import Process, Processes
from ..work import Work
from ..workspace import Workspace
from .markup import command, first, hint, page, progress, safe

QUIZ, _EVALUATION = Path("evaluation", "quiz.html"), Path("evaluation", "evaluation.json")
_OLD = '<p class="bad">It is of the model as it was before the last training.</p>'
_GOES_ON = (
    '<p>You may close this page: it goes on.</p><p><button class="quiet" data-post="/stop-process">Stop</button></p>'
)
_ENDING = '<p role="status">It is being stopped.</p>'
_TO_COMPARE = "Who is who? Your own replies beside the model's, and what can be measured of it."


def share(workspace: Workspace) -> float | None:
    """How much of what runs is done, None before it is known."""
    found = read_progress(workspace.dataset)
    return found.done / found.total if found.total else None


def screen(workspace: Workspace, work: Work, processes: Processes) -> str:
    """Screen 6: the blind test, and the profile."""
    manifest = workspace.manifest()
    if work.is_running:
        return _nothing_yet(progress(work))
    if manifest is None:
        return _nothing_yet(first("Make the dataset first", "/you", "You"))
    if not workspace.has_model():
        return _nothing_yet(first("Train a model first", "/training", "Training"))
    title = f"Which one is {safe(manifest.template.name)}?"
    return page("/compare", title, _test(workspace, processes.quiz), _profile(workspace, processes.measuring))


def _nothing_yet(what: str) -> str:
    return page("/compare", "Compare", f'<p class="note">{_TO_COMPARE}</p>', what)


def _test(workspace: Workspace, run: Process) -> str:
    place = workspace.dataset / QUIZ
    there = place.is_file()
    told = (
        '<p class="note">For friends who know you: twenty moments that the model has not seen, with your own reply and the '
        "model's side by side. Half is found by guessing; from 15 of 20 on it is more than that.</p>"
    )
    opened = '<p><a class="button" href="/quiz" target="_blank">Open the test</a></p>' if there else ""
    old = _OLD if workspace.is_older(place) else ""
    kind = ' class="quiet"' if there else ""
    button = f'<p><button{kind} data-post="/make-quiz">{"Make another one" if there else "Make the test"}</button></p>'
    return _card("The blind test", run, told, (QUIZ, old + opened), button, workspace)


def _profile(workspace: Workspace, run: Process) -> str:
    found = read_measured(workspace.dataset)
    told = (
        '<p class="note">Does it sound like you, does it listen, does it give away what it read? A first look, with wide '
        "intervals; on a machine without a graphics card it takes a while. What was measured is kept when it is stopped.</p>"
    )
    old = _OLD if workspace.is_older(workspace.dataset / _EVALUATION) else ""
    kind = ' class="quiet"' if found else ""
    button = f'<p><button{kind} data-post="/measure">{"Measure again" if found else "Measure it"}</button></p>'
    return _card(
        "What can be measured", run, told, (_EVALUATION, old + (_measured(found) if found else "")), button, workspace
    )


def _card(title: str, run: Process, told: str, result: tuple[Path, str], button: str, workspace: Workspace) -> str:
    running = run.process is not None
    live = f' data-live="{run.name}"' if running else ""
    line = "" if not running and run.has_made(workspace.dataset / result[0]) else run.last_line()
    last = f'<p class="note">It wrote last: <code>{safe(line, 600)}</code>{hint(line)}</p>' if line else ""
    body = (
        f"{told}{_progress(title, share(workspace), is_ending=run.is_ending())}{last}"
        if running
        else f"{told}{result[1]}{button}{last}"
    )
    return f"<section{live}><h2>{title}</h2>{body}{command(*run.command())}</section>"


def _progress(title: str, done: float | None, *, is_ending: bool) -> str:
    value = "" if done is None else f' value="{done:.3f}"'
    percent = "" if done is None else f"{100 * done:.0f} %"
    return (
        f'<progress max="1"{value} aria-label="{title}"></progress><p class="note"><span class="percent">{percent}</span></p>'
        + (_ENDING if is_ending else _GOES_ON)
    )


def _measured(found: Measured) -> str:
    parts = "".join(map(_part, found.results))
    remarks = "".join(f"<p>{safe(line, 600)}{hint(line)}</p>" for line in found.remarks)
    return (
        f"<p>{found.held_out:,} replies were held out. No figure says by itself how like somebody a model is: read them "
        f"together.</p>{remarks}"
        '<p class="legend"><i class="held"></i> the model, with its interval <i class="seen"></i> the base model</p>'
        '<p class="note">At the left of a line stands what other people\'s text reaches, chance or the worst that there is; '
        f"at the right your own other text; what lies beyond stands at the end.</p>{parts}"
        '<p><a href="/evaluation" target="_blank">All figures</a>, a page of its own.</p>'
    )


def _part(part: MeasuredPart) -> str:
    rows = "".join(_row(figure) for figure in part.figures if figure.value is not None)
    why = next((figure.why for figure in part.figures if figure.why), "")
    body = f"<p>{safe(part.told, 600)}</p>" if part.told else ""
    if rows:
        body += (
            '<table class="profile"><thead><tr><th scope="col">Figure</th><th scope="col" class="number">model</th>'
            f"<td></td></tr></thead><tbody>{rows}</tbody></table>"
        )
    elif why and why not in part.told:
        body += f'<p class="note">{safe(why, 600)}</p>'
    return f"<h3>{safe(part.name)}</h3>{body}"


def _row(figure: MeasuredFigure) -> str:
    low, high = figure_text(figure.low, figure.unit), figure_text(figure.high, figure.unit)
    spread = "" if figure.low is None else f"<small>{low} to {high}</small>"
    return (
        f'<tr><th scope="row">{safe(figure.name)}<small>{safe(figure_sides(figure), 400)}</small></th>'
        f'<td class="number">{figure_text(figure.value, figure.unit)}{spread}</td><td class="scale">{_scale(figure)}</td></tr>'
    )


def _scale(figure: MeasuredFigure) -> str:
    value, base = figure_place(figure, figure.value), figure_place(figure, figure.base)
    low, high = figure_place(figure, figure.low), figure_place(figure, figure.high)
    if value is None:
        return ""
    lines = '<line x1="0" x2="100%" y1="50%" y2="50%"/>'
    if low is not None and high is not None:
        lines += f'<line class="spread" x1="{100 * low:.4g}%" x2="{100 * high:.4g}%" y1="50%" y2="50%"/>'
    dots = "" if base is None else f'<circle class="seen" cx="{100 * base:.4g}%" cy="50%" r="5"/>'
    return f'<svg aria-hidden="true">{lines}{dots}<circle class="held" cx="{100 * value:.4g}%" cy="50%" r="5"/></svg>'
