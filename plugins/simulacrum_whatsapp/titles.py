"""The name of a chat, from the localised names of the files."""

from __future__ import annotations

import re

from simulacrum_core import SourceFile

from .phrases import TITLES

_COPY = re.compile(r" ?\(\d{1,3}\)$| ?- ?Copy$")


def title_of(file: SourceFile) -> str | None:
    """The chat's name: from the file, the folder or the zip it lies in; None where neither tells."""
    for part in reversed(file.name.split("/")):
        title = _title_in(re.sub(r"\.(txt|text|log|zip)$", "", part, flags=re.IGNORECASE))
        if title:
            return title
    return None


def _title_in(stem: str) -> str | None:
    for text in (stem, stem.replace("_", " ")):
        plain = _COPY.sub("", text.replace("\u00a0", " "))
        for prefix, suffix in TITLES:
            if plain.startswith(prefix) and plain.endswith(suffix) and len(plain) > len(prefix) + len(suffix):
                return plain[len(prefix) : len(plain) - len(suffix)].strip()
    return None
