"""An error that nobody foresaw: one line that tells where the bug is, and nothing of what somebody wrote."""

from __future__ import annotations

import importlib.metadata
import os
import traceback
from pathlib import Path
from types import FrameType

import click

from ..plugin.entry_points import GROUP
from ..terminal import printable

EXIT_CODE = 70
"""As `sysexits.h` has it: an internal error."""
VARIABLE = "SIMULACRUM_TRACEBACK"
"""Shows Python's traceback instead, which may hold words of the source."""
_OURS = "simulacrum_"


def bug(error: Exception) -> click.ClickException:
    """The error as it is shown; raises it as it is where the user wants to see the traceback."""
    if os.environ.get(VARIABLE):
        raise error
    frames = list(traceback.walk_tb(error.__traceback__))
    plugins = _plugins()
    known = [(frame, line) for frame, line in frames if _package(frame).startswith(_OURS) or _package(frame) in plugins]
    frame, line = (known or frames)[-1]
    package = _package(frame)
    asked = "Please report it" if package.startswith(_OURS) else "Please report it to the authors of the plugin"
    shown = click.ClickException(
        f"this is a bug in {printable(package)}, {type(error).__name__} at "
        f"{printable(Path(frame.f_code.co_filename).name)}:{line}. {asked}. "
        f"{VARIABLE}=1 shows the whole traceback, which may hold words of your messages"
    )
    vars(shown)["exit_code"] = EXIT_CODE
    return shown


def _package(frame: FrameType) -> str:
    """The package whose code a frame runs."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _plugins() -> set[str]:
    """The packages in which installed plugins are; their code is called by ours, which is not at fault then."""
    return {offer.module.partition(".")[0] for offer in importlib.metadata.entry_points(group=GROUP)}
