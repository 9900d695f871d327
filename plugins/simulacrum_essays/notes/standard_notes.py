"""Standard Notes: a decrypted backup, one JSON file of all items, or a text file for each of them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from simulacrum_core import Kind, SourceError, SourceFile
from simulacrum_core.sources import (
    Batch,
    Block,
    ElementDecoder,
    Fault,
    date_of,
    decoded,
    elements_of,
    html_blocks,
    stem_of,
    walk_json,
)

from ..blogs.ghost_editors import lexical_blocks
from ..essay import Essay, Reading, count_marks, text_of
from ..text.markdown import markdown, same

_BACKUP = re.compile(rb'\A(?:\xef\xbb\xbf)?\s{0,99}\{(?=.{0,9999}"items"\s{0,9}:)', re.DOTALL)
_NOTE = re.compile(r"(?:^|/)Note/[^/]+-[0-9a-f]{8}\.txt$")
_ITEM = re.compile(r"(?:^|/)(?:SN_\w+|SF_\w+|SN\|\w+|Tag|Extension|Privileges)/[^/]+-[0-9a-f]{8}\.txt$")
_TAIL = re.compile(r"-[0-9a-f]{8}\Z")
_CIPHER = re.compile(r"00\d(?::|[0-9a-f]{64})")
_OWN = "org.standardnotes.sn"
_SUPER = re.compile(r'\s{0,99}\{\s{0,99}"root"\s{0,99}:')
_HTML = re.compile(r"\s{0,99}<(?:p|div|h[1-6]|ul|ol|blockquote|span|!doctype|html)\b", re.IGNORECASE)
_MARKED = re.compile(r"^(?:#{1,6} \S|> \S|```|~~~)", re.MULTILINE)
_DATA = frozenset("spreadsheet authentication".split())
"""Editors whose notes are data, not text."""
_REMEDY = "Export it decrypted: Preferences, Backups, Data backups, Decrypted"


def is_standard_notes(head: bytes) -> bool:
    """Whether a file begins like a backup, decrypted or not."""
    return b'"content_type"' in head and b'"uuid"' in head and _BACKUP.match(head) is not None


def is_note_file(name: str) -> bool:
    """Whether a file is called like a note in a backup's folder `Items`."""
    return _NOTE.search(name) is not None


def is_other_item(name: str) -> bool:
    """Whether a file is called like an item that is no note: an editor, a tag, settings."""
    return _ITEM.search(name) is not None


def beside_backup(files: Sequence[SourceFile], backups: Sequence[SourceFile]) -> set[str]:
    """The names of notes that a backup beside their folder holds too."""
    folders = {backup.name[: len(backup.name) - len(backup.base)] for backup in backups}
    notes = (file.name for file in files if is_note_file(file.name))
    return {name for name in notes if name.rpartition("Items/Note/")[0] in folders}


def standard_notes_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The notes of a backup; raises SourceError where it is encrypted."""
    has_notes, encrypted = False, 0
    for item in _items(file, reading):
        content, is_note = item.get("content"), item.get("content_type") == "Note"
        if isinstance(content, str) and _CIPHER.match(content):
            encrypted += 1
        elif is_note and isinstance(content, dict) and item.get("deleted") is not True:
            has_notes = True
            yield from _essay(item, content, file, reading)
    if encrypted and not has_notes:
        raise SourceError("a backup of Standard Notes that is encrypted", file=file.name, remedy=_REMEDY)
    if encrypted:
        reading.tally["type encrypted item"] += encrypted


def _items(file: SourceFile, reading: Reading) -> Iterator[dict[str, Any]]:
    decoder = ElementDecoder(dict[str, Any])
    with file.open() as stream:
        for event in walk_json(stream, ("items",), 4 * reading.limits.message_bytes):
            if isinstance(event, Fault):
                reading.findings.report(file.name, event.line, f"left out: the rest of the file: {event.what}")
            elif isinstance(event, Batch):
                for data, line in elements_of(event):
                    item = decoder.one(data, line, lambda line, what: reading.findings.report(file.name, line, what))
                    if item is not None:
                        yield {**item, "line": line}


def _essay(item: dict[str, Any], content: dict[str, Any], file: SourceFile, reading: Reading) -> Iterator[Essay]:
    line = item["line"]
    text, editor = content.get("text"), content.get("noteType")
    found = blocks_of_note(text if isinstance(text, str) else "", reading, str(editor or ""))
    blocks = [msgspec.structs.replace(block, line=line) for block in found]
    if not blocks:
        reading.tally["type empty note"] += 1
        return
    named = content.get("title")
    title = named.strip() if isinstance(named, str) else ""
    yield Essay(
        id=f"{file.name}#{item.get('uuid') or line}",
        title=title or None,
        author=None,
        date=date_of(item.get("created_at")),
        blocks=without_heading(blocks, title),
        file=file.name,
        key=f"standard notes {item['uuid']}" if item.get("uuid") else None,
        saved=_saved(item, content),
        kind=_kind(item, content, blocks),
    )


def without_heading(blocks: list[Block], title: str) -> list[Block]:
    """The blocks without a heading that repeats the title, unless nothing else is there."""
    is_repeated = len(blocks) > 1 and blocks[0].kind == "heading" and same(title, blocks[0].text)
    return blocks[1:] if is_repeated else blocks


def _kind(item: dict[str, Any], content: dict[str, Any], blocks: Sequence[Block]) -> Kind:
    """A note in the trash, or a copy that was made when two devices disagreed, trains nobody."""
    own = content.get("appData")
    own = own.get(_OWN) if isinstance(own, dict) else None
    if content.get("trashed") is True or (isinstance(own, dict) and own.get("trashed") is True):
        return "trash"
    is_data = all(block.kind == "machine" for block in blocks)
    if content.get("noteType") in _DATA or (content.get("noteType") == "task" and is_data):
        return "machine"
    return "superseded" if item.get("duplicate_of") or content.get("conflict_of") else "text"


def _saved(item: dict[str, Any], content: dict[str, Any]) -> dt.datetime | None:
    """When a note was changed last; what the server tells can be 1970."""
    own = content.get("appData")
    own = own.get(_OWN) if isinstance(own, dict) else None
    told = date_of(own.get("client_updated_at")) if isinstance(own, dict) else None
    return told or date_of(item.get("updated_at"))


def blocks_of_note(text: str, reading: Reading, editor: str = "") -> list[Block]:
    """What is written in a note, in whichever of the editors it was made; what is no word of it is counted."""
    if not text.strip():
        return []
    if editor in _DATA:
        return [Block("machine", text)]
    if editor == "task" and text.lstrip().startswith("{"):
        return _tasks(text)
    if editor == "super" or _SUPER.match(text):
        return _lexical(text)
    if editor == "rich-text" or (not editor and _HTML.match(text)):
        return html_blocks(text)
    # Older backups do not tell the editor.
    if editor in ("markdown", "task") or (not editor and _MARKED.search(text)):
        found = markdown(text)
        count_marks(found.removed, reading)
        return found.blocks
    return [Block("code" if editor == "code" else "text", text.strip("\n"))]


def _tasks(text: str) -> list[Block]:
    """The tasks of a checklist by the groups that they stand in."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return [Block("machine", text)]
    groups = document.get("groups") if isinstance(document, dict) else None
    if not isinstance(groups, list):
        return [Block("machine", text)]
    blocks = list[Block]()
    for group in groups:
        name, tasks = (group.get("name"), group.get("tasks")) if isinstance(group, dict) else (None, None)
        told = [task.get("description") for task in tasks if isinstance(task, dict)] if isinstance(tasks, list) else []
        lines = [f"- {words.strip()}" for words in told if isinstance(words, str) and words.strip()]
        blocks += [Block("heading", name.strip())] if isinstance(name, str) and name.strip() and lines else []
        blocks += [Block("text", "\n".join(lines))] if lines else []
    return blocks


def _lexical(text: str) -> list[Block]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return [Block("machine", text)]
    return list(lexical_blocks(document)) if isinstance(document, dict) else [Block("machine", text)]


def note_file_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The note of a file in the folder `Items`, which tells no date."""
    data = text_of(file, reading)
    try:
        text, _ = decoded(data, reading.choices.encoding)
    except (ValueError, LookupError) as error:
        raise SourceError(f"not text that can be read ({error})", file=file.name, remedy="Save it as UTF-8") from error
    if "\ufffd" in text and "\ufffd".encode() not in data:
        reading.findings.report(file.name, None, "bytes that are not text, shown as \N{REPLACEMENT CHARACTER}")
    if _CIPHER.match(text):
        raise SourceError("a note of Standard Notes that is encrypted", file=file.name, remedy=_REMEDY)
    blocks = blocks_of_note(text.replace("\r\n", "\n"), reading)
    if not blocks:
        reading.tally["type empty note"] += 1
        return
    yield Essay(file.name, _TAIL.sub("", stem_of(file.name)), None, None, blocks, file.name)
