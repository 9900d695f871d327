"""Names of files in a source: their last part, the ending that tells the kind, and copies that a program keeps."""

from __future__ import annotations

import functools
import re

_SUFFIX = re.compile(r"(?!\d+\Z)\w[\w~-]{0,11}")
"""An ending is a word: `2024.01.02` and `Mr. Finch goes home` have none."""

_PAGE_ID = re.compile(r"(?<=[^/])[ _-]([0-9a-f]{32})(?:_all)?\Z")
_CONFLICT = re.compile(
    r"(.{1,200}?)(?: \((?:[^()\n]{0,60}\s)?(?:conflicted copy|conflict|konflikt(?:kopie)?|in konflikt stehende kopie"
    r"|copie en conflit|copia en conflicto|copia in conflitto|cópia em conflito)\b[^()\n]{0,60}\)"
    r"|[.~]sync-conflict-\d{8}-\d{6}(?:-\w{1,20})?)",
    re.IGNORECASE | re.DOTALL,
)
"""How Dropbox, Nextcloud, Obsidian and Syncthing call a copy that they make where two devices disagree."""
_COPIES = re.compile(r"/(?:logseq/(?:bak|\.recycle|version-files)|\.trash|\.stversions|\.history)/", re.IGNORECASE)


@functools.lru_cache(maxsize=1 << 14)
def suffix_of(name: str) -> str:
    """The ending of a name in small letters with its dot, "" where it has none."""
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f".{suffix.lower()}" if dot and stem and _SUFFIX.fullmatch(suffix) else ""


def without_suffix(name: str) -> str:
    """A path without the ending of its last part."""
    return name[: len(name) - len(suffix_of(name))]


@functools.lru_cache(maxsize=1 << 14)
def stem_of(name: str) -> str:
    """The last part of a path without its ending."""
    return without_suffix(name).rpartition("/")[2]


def page_id(stem: str) -> str | None:
    """The id with which Notion ends the names of files: 32 digits of hexadecimal."""
    match = _PAGE_ID.search(stem)
    return match[1] if match else None


def without_page_id(stem: str) -> str:
    """A path that has no suffix without the id at its end."""
    return _PAGE_ID.sub("", stem)


def is_kept_copy(name: str) -> bool:
    """Whether a path lies where a program keeps older versions and what was thrown away: `logseq/bak`, `.trash`."""
    return _COPIES.search(f"/{name}") is not None


def conflict_of(name: str) -> str | None:
    """The name of the file of which a program made this copy where two devices disagreed; None for any other file."""
    stem = stem_of(name)
    match = _CONFLICT.fullmatch(stem)
    whole = without_suffix(name)
    return f"{whole[: len(whole) - len(stem)]}{match[1]}{name[len(whole) :]}" if match else None
