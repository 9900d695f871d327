"""An error that nobody foresaw: one line that tells where the bug is, and nothing of what somebody wrote."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import click

from ..terminal import printable

EXIT_CODE = 70
"""As `sysexits.h` has it: an internal error."""
VARIABLE = "SIMULACRUM_TRACEBACK"
"""Shows Python's traceback instead, which may hold words of the source."""


def bug(error: Exception) -> click.ClickException:
    """The error as it is shown; raises it as it is where the user wants to see the traceback."""
    if os.environ.get(VARIABLE):
        raise error
    frames = traceback.extract_tb(error.__traceback__)
    place = next((one for one in reversed(frames) if _package(one.filename).startswith("simulacrum_")), frames[-1])
    where = f"{printable(Path(place.filename).name)}:{place.lineno}"
    shown = click.ClickException(
        f"this is a bug in {printable(_package(place.filename))}, {type(error).__name__} at {where}. Please report it. "
        f"{VARIABLE}=1 shows the whole traceback, which may hold words of your messages"
    )
    vars(shown)["exit_code"] = EXIT_CODE
    return shown


def _package(file: str) -> str:
    """The package that a file belongs to, by the folder that holds it; of a module of its own its name."""
    path = Path(file)
    names = [name for name in path.parts if name.startswith("simulacrum_")]
    return names[-1].removesuffix(".py") if names else path.parent.name
