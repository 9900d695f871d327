"""What can be set before a training, and how far one is."""

from __future__ import annotations

import time
from pathlib import Path

from simulacrum_core import Manifest
from simulacrum_core.training import RunProgress, seconds_left

from ..settings import DOWNLOAD, MAIN, MORE, chosen, fitting, steps, trainer
from ..workspace import Workspace
from .decisions import entry
from .markup import box, field, left, safe

_TO_SET = (
    '<p class="note">Leave them empty: what stands there in grey fits your dataset and the model. Read more often, it learns your '
    "words by heart; fewer examples at once take less memory; a lower rate learns more slowly and forgets less.</p>"
)


def settings(workspace: Workspace, manifest: Manifest, begin: str) -> str:
    """The form that starts a training."""
    wanted, fits = chosen(workspace), fitting(workspace, manifest)
    main = "".join(
        field(name, label, wanted.get(name, ""), _shown(getattr(fits, name))) for name, label in MAIN.items()
    )
    fields = trainer().model_fields
    more = "".join(
        f"<p><label>{safe(fields[name].description or name, 300).rstrip('.')} "
        f"{entry(name, fields, wanted.get(name, ''), _shown(getattr(fits, name)))}</label></p>"
        for name in MORE
    )
    download = box(DOWNLOAD, "Fetch the model from the Hub if it is not on this machine", DOWNLOAD in wanted)
    return (
        f'<form data-post="/train"><div class="three">{main}</div>{_TO_SET}{download}'
        f'<details class="more"><summary>More settings</summary>{more}</details>'
        f'<p class="note">That makes about {steps(workspace, manifest):,} steps with what was set last.</p>'
        f"<p><button>{begin}</button></p></form>"
    )


def kept_settings(workspace: Workspace) -> str:
    """With what a training goes on or runs."""
    wanted = chosen(workspace)
    told = ", ".join(f"{MAIN.get(name, name)}: {value}" for name, value in wanted.items())
    return f'<p class="note">Set: {safe(told, 400)}.</p>' if told else ""


def bar(progress: RunProgress | None) -> str:
    """How far a training is, and how long the rest takes."""
    if progress is None or not progress.steps:
        return (
            '<progress max="1" aria-label="Training"></progress><p class="note"><span class="percent">'
            "The model is being loaded.</span></p>"
        )
    share = progress.step / progress.steps
    return (
        f'<progress max="1" value="{share:.3f}" aria-label="Training"></progress>'
        f'<p class="note"><span class="percent">{100 * share:.0f} %{left(seconds_left(progress, time.time()))}</span>, '
        f"{progress.steps:,} steps in all</p>"
    )


def _shown(value: object) -> str:
    if isinstance(value, bool | None | Path):
        return "as by default"
    return f"{value:g}" if isinstance(value, float) else str(value)
