"""Simplenote: all notes in one JSON file, with a text file of each beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import Batch, Block, ElementDecoder, Fault, date_of, elements_of, suffix_of, walk_json

from ..essay import Essay, Reading, count_marks
from ..text.markdown import markdown
from ..text.plain import plain

_BEGINNING = re.compile(rb'\A(?:\xef\xbb\xbf)?\s{0,99}\{\s{0,99}"(?:activeNotes|trashedNotes)"\s{0,9}:')
_LISTS = (("activeNotes", False), ("trashedNotes", True))
_FOLDER = "source/"
_SENTENCE = re.compile(r"[.!?…。！？।](?:\s+\S|[\"”’»)]?\s*\Z)")
"""A first line that is a sentence is text like those below it."""
_NOTES = ElementDecoder(dict[str, Any])
_HEAD = 4096


def is_simplenote(head: bytes) -> bool:
    """Whether a file begins like an export."""
    return _BEGINNING.match(head) is not None


def beside_simplenote(files: Sequence[SourceFile], exports: Sequence[SourceFile]) -> set[str]:
    """The names of text files that say what a note in an export says; they lie above its folder."""
    found = set[str]()
    for export in exports:
        folder = export.name[: len(export.name) - len(export.base)].removesuffix(_FOLDER)
        begins = {_first_line(_string(note.get("content"))) for note, _ in _notes(export, 1 << 26, lambda *_: None)}
        found |= {
            file.name
            for file in files
            if suffix_of(file.name) == ".txt"
            and file.name.startswith(folder)
            and file.name[len(folder) :].removeprefix("trash/") == file.base
            and _beginning(file) in begins
        }
    return found


def _beginning(file: SourceFile) -> str:
    with file.open() as stream:
        return _first_line(stream.read(_HEAD).decode("utf-8-sig", "replace"))


def _first_line(text: str) -> str:
    return next((line.strip()[:200] for line in text.split("\n") if line.strip()), "")


def simplenote_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The notes of an export; those in the trash are there to be counted."""

    def report(line: int, what: str) -> None:
        reading.findings.report(file.name, line, what)

    for note, is_trashed in _notes(file, 4 * reading.limits.message_bytes, report):
        line = note["line"]
        title, blocks = _parts(note, line, reading)
        if not blocks:
            reading.tally["type empty note"] += 1
            continue
        id = note.get("id")
        yield Essay(
            id=f"{file.name}#{id if isinstance(id, str) and id else line}",
            title=title,
            author=None,
            date=_moment(note.get("creationDate")) or _moment(note.get("lastModified")),
            blocks=blocks,
            file=file.name,
            key=f"simplenote {id}" if isinstance(id, str) and id else None,
            saved=_moment(note.get("lastModified")),
            kind="trash" if is_trashed else "text",
        )


def _notes(file: SourceFile, longest: int, report: Any) -> Iterator[tuple[dict[str, Any], bool]]:
    for key, is_trashed in _LISTS:
        with file.open() as stream:
            for event in walk_json(stream, (key,), longest):
                if isinstance(event, Fault):
                    report(event.line, f"left out: the rest of the file: {event.what}")
                elif isinstance(event, Batch):
                    for data, line in elements_of(event):
                        if (note := _NOTES.one(data, line, report)) is not None:
                            yield {**note, "line": line}, is_trashed


def _parts(note: dict[str, Any], line: int, reading: Reading) -> tuple[str | None, list[Block]]:
    """The title, which is a note's first line where more follows, and the text."""
    text = _string(note.get("content")).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if note.get("markdown") is True:
        found = markdown(text)
        count_marks(found.removed, reading)
        title, blocks = found.title, found.blocks
    else:
        first, _, rest = text.partition("\n")
        is_title = bool(rest.strip()) and len(first) <= 200 and not _SENTENCE.search(first)
        title = first.strip() if is_title else None
        blocks = plain(rest if is_title else text, unwrap="no").blocks if text.strip() else []
    return title or None, [msgspec.structs.replace(block, line=line) for block in blocks]


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: object) -> dt.datetime | None:
    return date_of(value) if isinstance(value, str) else None
