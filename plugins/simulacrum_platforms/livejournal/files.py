"""Files of a journal: the site's own months and comments, and what ljdump makes of each entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import as_utf8

from ..tables import columns_of

NAME = "livejournal"
Kind = Literal["month", "table", "comments", "dumped entry", "dumped comments"]
ENTRIES: tuple[Kind, ...] = ("month", "table", "dumped entry")
_HEAD = 1 << 14
_COLUMNS = frozenset(("eventtime", "subject", "event"))
_MONTH = re.compile(rb"<livejournal\b[^>]{0,200}>\s{0,99}<(?:entry|event)\b")
_ENTRY, _DUMPED = re.compile(r"(?:^|/)L-\d{1,9}(?:\.xml)?$"), re.compile(r"(?:^|/)C-\d{1,9}(?:\.xml)?$")


class Part(msgspec.Struct, frozen=True):
    """A file, what it holds, and whose journal it is where its folder tells it."""

    file: SourceFile
    kind: Kind
    journal: str = ""


def parts_of(files: Sequence[SourceFile]) -> list[Part]:
    """The files of a journal, entries first."""
    found = [Part(as_utf8(file), kind, _journal(file, kind)) for file in files if (kind := kind_of(file)) is not None]
    return sorted(found, key=lambda part: part.kind not in ENTRIES)


def kind_of(file: SourceFile) -> Kind | None:
    """What a file holds, by its name and its first bytes."""
    if file.base.lower().endswith(".csv"):
        return "table" if _COLUMNS.issubset(columns_of(file)) else None
    is_entry, is_dumped = _ENTRY.search(file.name), _DUMPED.search(file.name)
    if not (is_entry or is_dumped or file.base.lower().endswith(".xml")):
        return None
    with as_utf8(file).open() as stream:
        head = stream.read(_HEAD)
    if is_entry or is_dumped:
        if is_entry:
            return "dumped entry" if b"<event" in head and b"<eventtime" in head else None
        return "dumped comments" if b"<comments" in head else None
    if _MONTH.search(head):
        return "month"
    return "comments" if b"<livejournal" in head and b"<comment" in head else None


def _journal(file: SourceFile, kind: Kind) -> str:
    """The folder of a file, which ljdump calls like the journal."""
    return file.name.rpartition("/")[0].rpartition("/")[2] if kind.startswith("dumped") else ""


def number_of(file: SourceFile) -> str:
    """The number of the entry that a file of ljdump's belongs to."""
    return file.base.removesuffix(".xml").partition("-")[2]
