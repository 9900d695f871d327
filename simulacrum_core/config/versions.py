"""Versions of the files that people keep: an older one is brought up to date, a newer one is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import SimulacrumError

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes what the next version has of what a version has."""
UPDATE = "Update Simulacrum to use it"


def upgraded(
    content: Mapping[str, Any], steps: Sequence[Step], file: str, error: type[SimulacrumError] = SimulacrumError
) -> dict[str, Any]:
    """The content of a file in the newest version, which is one more than there are steps.

    A file that does not say its version has the first one. Raises `error` where it is newer than the newest.
    """
    newest, version = len(steps) + 1, content.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise error(f"its version is {version!r}, not a number from 1", file=file)
    if version > newest:
        what = f"written by a newer Simulacrum: its version is {version}, the newest that this one reads is {newest}"
        raise error(what, file=file, remedy=UPDATE)
    found = dict(content)
    for step in steps[version - 1 :]:
        found = step(found)
    return found | {"version": newest}
