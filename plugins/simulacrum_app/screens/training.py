"""Screen 4: training, as a process of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from simulacrum_core import Manifest
from simulacrum_core.training import Loss, best, checkpoints, read_losses

from ..processes import Process, Processes, Script, Training
from ..work import Work
from ..workspace import MANIFEST, MODEL, Workspace
from .markup import card, command, first, hint, kept, page, progress, safe
from .settings import bar, kept_settings, settings

_TO_STOP = (
    "<p>It is running. You may close this page, and the browser: training goes on.</p>"
    '<p><button data-post="/stop-process">Stop and keep the best</button></p>'
)
_ENDING = (
    '<p role="status">It is being stopped: it ends with the batch at hand, and keeps what it has learned.</p>'
    '<p><button class="quiet" data-post="/stop-process" data-ask="End it at once? What it learned since its last checkpoint is '
    'lost.">End it at once</button></p>'
)
_TO_NAME = (
    "<p>Training begins with a model that others made, and none is named yet. Name one on the screen "
    '<a href="/you">You</a>, and make the dataset again. <code>Qwen/Qwen3-0.6B-Base</code> is small enough for most machines.</p>'
)
_TOLD_ABOVE = ("Talk with it: ", "Interrupted. Go on from ")
"""How the last line of a training begins that says what the buttons do."""
_ASK = "Delete this model, and the dataset that it was trained on?"


def screen(workspace: Workspace, work: Work, processes: Processes, losses: Sequence[Loss]) -> str:
    """Screen 4."""
    manifest, run = workspace.manifest(), processes.training
    if manifest is None or work.is_running:
        missing = "" if work.is_running else first("Make the dataset first", "/you", "You")
        return page("/training", "Training", progress(work), missing, _earlier(workspace))
    running = run.process is not None
    if running:
        state = bar(run.progress()) + (_ENDING if run.is_ending() else _TO_STOP) + kept_settings(workspace)
    else:
        state = _to_start(workspace, manifest, run) if manifest.base_model else _TO_NAME
    live = f' data-live="train" data-losses="{len(losses)}"' if running else ""
    title = "Running" if running else "This machine"
    body = f"<section{live}><h2>{title}</h2>{_curve(losses)}{_best(losses)}{state}{_last(run)}</section>"
    script = _script(processes.script) if manifest.base_model else ""
    same = command(*run.command()) if manifest.base_model else ""
    parts = (body, same, script, _earlier(workspace))
    return page("/training", f"Training {safe(manifest.template.name)}", *parts)


def _to_start(workspace: Workspace, manifest: Manifest, run: Training) -> str:
    if not run.goes_on():
        return settings(workspace, manifest, "Start training")
    step = max(checkpoints(workspace.dataset / MODEL))
    talk = '<a class="button" href="/talk/">Next: talk</a> ' if workspace.has_model() else ""
    kind = ' class="quiet"' if talk else ""
    stopped = (
        "<p>It was stopped before its end; what it learned best so far is kept.</p>" if workspace.named_model() else ""
    )
    return (
        f'{stopped}<p>{talk}<button{kind} data-post="/train">Go on training</button></p>'
        f'<p class="note">It goes on from step {step:,}, which is kept. To begin anew, make the dataset again on '
        f'<a href="/you">You</a>: what was trained so far is put aside, not deleted.</p>{kept_settings(workspace)}'
    )


def _best(losses: Sequence[Loss]) -> str:
    found = best(losses)
    if found is None or found.validation is None:
        return ""
    return (
        f"<p><b>{found.validation:.2f}</b> on what was held out, at step {found.step}: while this falls, it learns; when it "
        "rises, it memorises.</p>"
    )


def _last(run: Process) -> str:
    line = run.last_line()
    if not line or (run.process is None and line.startswith(_TOLD_ABOVE)):
        return ""
    return f'<p class="note">It wrote last: <code id="line">{safe(line, 300)}</code>{hint(line)}</p>'


def _script(script: Script) -> str:
    told = script.told()
    made = f'<pre tabindex="0">{_lines(told)}</pre>' if told else ""
    steps = (
        "<ol><li>Rent a machine with Linux and an NVIDIA card, such as RunPod's or vast.ai's.</li>"
        '<li><a href="/dataset.zip" download>Download <code>dataset.zip</code></a>: the dataset, and the script in it. Upload it '
        "to the machine, and unpack it there.</li>"
        f"{_model_too(told)}"
        "<li>There, start <code>bash dataset/train.sh</code>. If the connection is cut, start it again: it goes on.</li>"
        "<li>Bring the folder <code>dataset/model</code> back into the folder of your dataset here, and delete all of it there: "
        "it holds your messages.</li></ol>"
    )
    button = f'<p><button class="quiet" data-post="/script">{"Make the script again" if told else "Make the script"}</button></p>'
    said = f"<details><summary>The same by typing</summary>{made}</details>" if told else ""
    return card(
        "No graphics card?",
        '<p class="note">A model of 135 million parameters takes minutes on this machine, one of 8 billion days. A card can be '
        "rented by the hour; one script does all of it there.</p>",
        steps if told else "",
        button,
        said,
        command(*script.command()),
    )


def _model_too(told: str) -> str:
    """A step for a model that no other machine can fetch."""
    line = next((line for line in told.split("\n") if "base model is a folder" in line), "")
    return f"<li>{safe(line, 400)} Or name a model of the Hub on You, and make the dataset again.</li>" if line else ""


def _lines(text: str) -> str:
    return "\n".join(safe(line, 400) for line in text.split("\n"))


def _earlier(workspace: Workspace) -> str:
    rows = "".join(map(_earlier_row, workspace.earlier()))
    if not rows:
        return ""
    return card(
        "Earlier models",
        '<p class="note">Each lies in the folder with the dataset that it was trained on. Going back to one puts the one of now '
        "aside.</p>",
        f"<table><tbody>{rows}</tbody></table>",
    )


def _earlier_row(folder: Path) -> str:
    dated = folder / MANIFEST if (folder / MANIFEST).exists() else folder
    made = dt.datetime.fromtimestamp(dated.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
    found = best(read_losses(folder / "model"))
    told = "" if found is None or found.validation is None else f", {found.validation:.2f} on what was held out"
    name = safe(folder.name)
    return (
        f'<tr><th scope="row">{name}<small>its dataset was made on {made}{told}</small></th><td class="row">'
        f'<button class="quiet" data-post="/take-earlier" data-place="{kept(folder.name)}" '
        f'aria-label="Go back to {name}">Go back to it</button> '
        f'<button class="quiet" data-post="/delete-earlier" data-place="{kept(folder.name)}" data-ask="{_ASK}" '
        f'aria-label="Delete {name}">Delete</button></td></tr>'
    )


def _curve(losses: Sequence[Loss]) -> str:
    points = {
        "seen": [(loss.step, loss.train) for loss in losses if loss.train is not None],
        "held": [(loss.step, loss.validation) for loss in losses if loss.validation is not None],
    }
    values = [value for run in points.values() for _, value in run]
    if len(values) < 2:
        return ""
    low, high, last = min(values), max(values), max(losses[-1].step, 1)
    size = (high - low) or 1
    lines = "".join(
        f'<polyline class="{kind}" points="'
        + " ".join(f"{100 * step / last:.1f},{100 - 100 * (value - low) / size:.1f}" for step, value in run)
        + '"/>'
        for kind, run in points.items()
    )
    return (
        f'<svg class="curve" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="Losses, {high:.2f} to '
        f'{low:.2f}, in {last} steps">{lines}</svg><p class="legend"><i class="seen"></i> what it learns from '
        '<i class="held"></i> held out</p>'
    )
