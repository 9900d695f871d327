"""The map of invented names: one for all datasets of a key, kept beside it for the user's eyes only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ...errors import SimulacrumError
from ...files import write_private
from ..key import key_file


def names_file() -> Path:
    """Where it lies, not in any dataset: it undoes the names."""
    key = key_file()
    return key.with_name(f"{key.name}.names.json")


def known_names() -> dict[str, str]:
    """Who was called what in earlier runs, by folded name; raises SimulacrumError where the file is damaged."""
    path = names_file()
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (ValueError, RecursionError):
        what = "not a map of invented names"
        remedy = "Restore an older copy, or move it away: then names are chosen again, most of them the same"
        raise SimulacrumError(what, file=str(path), remedy=remedy) from None


def save_names(names: Mapping[str, str]) -> Path:
    """Add names to the map, whole or not at all; what another run has written in the meantime stays."""
    path = names_file()
    known = known_names()
    merged = {**names, **known}
    if merged != known:
        write_private(path, json.dumps(merged, indent=2, ensure_ascii=False, sort_keys=True) + "\n")
    return path
