"""TextBundle and Bear's backups: a folder for each note with its text, and what is known of it in `info.json`."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from simulacrum_core import Kind, SimulacrumError, SourceError, SourceFile
from simulacrum_core.sources import Block, content_of, date_of, decoded, stem_of, suffix_of

from ..essay import Essay, Reading, count_marks, text_of
from ..text.fields import read_fields
from ..text.markdown import markdown
from ..text.plain import plain

_TEXT = re.compile(r"(?:^|/)[^/]+\.text(?:bundle|pack)/text\.(?:md|markdown|txt|text)\Z", re.IGNORECASE)
_BUNDLE = re.compile(r"^(.*\.text(?:bundle|pack))/", re.IGNORECASE | re.DOTALL)
_BACKUP = re.compile(r"(?:^|/)[^/]+\.bear2bk/(?:[^/]+/)?(?:tags|backup)\.json\Z", re.IGNORECASE)
_INFO = "info.json"
_BEAR = "net.shinyfrog.bear"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d{4,6}Z?(?: \d{1,3})?")
"""How Bear calls a note without a title."""
_FILE = re.compile(r"(?<!!)\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)<!-- ?\{[^{}\n]{0,300}\} ?-->")
_HOW = re.compile(r"<!-- ?\{[^{}\n]{0,300}\} ?-->")
"""How large Bear shows a picture, and that it shows a file."""
_SPACED_TAG = re.compile(r"#(?! )[^#\n]{1,100}(?<! )#(?=[ \t]|\Z)")
_TAG = re.compile(r"#[^\s#][^\s]{0,200}")


def is_bundle_text(name: str) -> bool:
    """Whether a file is the text of a bundle."""
    return _TEXT.search(name) is not None


def beside_texts(files: Sequence[SourceFile]) -> set[str]:
    """The names of what lies in a bundle or a backup beside the texts."""
    bundles = {bundle[1] for file in files if is_bundle_text(file.name) and (bundle := _BUNDLE.match(file.name))}
    found = set[str]()
    for file in files:
        bundle = _BUNDLE.match(file.name)
        is_inside = bundle is not None and bundle[1] in bundles and not is_bundle_text(file.name)
        if is_inside or _BACKUP.search(file.name):
            found.add(file.name)
    return found


def bundle_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The note of a bundle; raises SourceError where it is encrypted."""
    info = _info(file, reading)
    bear = info.get(_BEAR)
    told: dict[str, Any] = bear if isinstance(bear, dict) else {}
    if _is_set(told.get("encrypted")):
        remedy = "Remove the lock from the note in Bear, then export again"
        raise SourceError("a note of Bear that is encrypted", file=file.name, remedy=remedy)
    essay = _read(file, reading, told)
    if not essay.blocks:
        reading.tally["type empty note"] += 1
        return
    yield msgspec.structs.replace(essay, kind=_kind(told))


def _info(file: SourceFile, reading: Reading) -> dict[str, Any]:
    """What is known of a note; nothing where that cannot be read, which is reported."""
    name = f"{file.name[: len(file.name) - len(file.base)]}{_INFO}"
    beside = reading.by_name.get(name)
    if beside is None:
        return {}
    try:
        found = json.loads(content_of(beside, reading.limits, "message_bytes").decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        reading.findings.report(name, None, "not read: it is damaged, so its note has no date")
        return {}
    except SimulacrumError as error:
        reading.findings.report(name, None, f"not read: {error}")
        return {}
    return found if isinstance(found, dict) else {}


def _read(file: SourceFile, reading: Reading, told: dict[str, Any]) -> Essay:
    try:
        text, _ = decoded(text_of(file, reading), reading.choices.encoding)
    except (ValueError, LookupError) as error:
        raise SourceError(f"not text that can be read ({error})", file=file.name, remedy="Export it again") from error
    if "\ufffd" in text:
        reading.findings.report(file.name, None, "bytes that are not text, shown as \N{REPLACEMENT CHARACTER}")
    marks: Counter[str] = Counter()
    text, files = _FILE.subn("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text, marks["attachments"] = _HOW.sub("", text), files
    fields = read_fields(_without_tags(text, marks) if told else text)
    # Bear writes Markdown whatever the file is called.
    is_plain = not told and suffix_of(file.name) in (".txt", ".text")
    read = _plain if is_plain else _markdown
    title, blocks = read(reading, fields.body, fields.line, fields.title, marks)
    count_marks(marks, reading)
    return Essay(
        file.name,
        title or _title(file.name),
        fields.author,
        _moment(told.get("creationDate")) or fields.date or _moment(told.get("modificationDate")),
        blocks,
        file.name,
        key=f"bear {told['uniqueIdentifier']}" if isinstance(told.get("uniqueIdentifier"), str) else fields.key,
        saved=_moment(told.get("modificationDate")) or fields.saved,
    )


def _plain(
    reading: Reading, body: str, line: int, title: str | None, marks: Counter[str]
) -> tuple[str | None, list[Block]]:
    """Title and blocks of plain text."""
    told = plain(body, line, unwrap=reading.choices.unwrap)
    return title or told.title, told.blocks


def _markdown(
    reading: Reading, body: str, line: int, title: str | None, marks: Counter[str]
) -> tuple[str | None, list[Block]]:
    """Title and blocks of Markdown."""
    found = markdown(body, line, title, notes=reading.choices.footnotes == "keep", unwrap="no")
    marks.update(found.removed)
    return found.title, found.blocks


def _without_tags(text: str, marks: Counter[str]) -> str:
    """A note without the lines that are nothing but tags."""
    lines = [("" if _is_tags(line.strip()) else line) for line in text.split("\n")]
    marks["tags"] += sum(old != new for old, new in zip(text.split("\n"), lines, strict=True))
    return "\n".join(lines)


def _is_tags(line: str) -> bool:
    if not line.startswith("#"):
        return False
    while line:
        # A tag of several words ends in a sign of its own.
        found = _SPACED_TAG.match(line) or _TAG.match(line)
        if found is None:
            return False
        line = line[found.end() :].lstrip()
    return True


def _title(name: str) -> str | None:
    bundle = _BUNDLE.match(name)
    stem = stem_of(bundle[1]) if bundle else ""
    return None if _MOMENT.fullmatch(stem) else stem or None


def _moment(value: object) -> dt.datetime | None:
    return date_of(value) if isinstance(value, str) else None


def _is_set(value: object) -> bool:
    return value is True or value == 1


def _kind(told: dict[str, Any]) -> Kind:
    """What is in the trash, and the notes that came with Bear, train nobody; what is archived does."""
    if _is_set(told.get("trashed")):
        return "trash"
    id = told.get("uniqueIdentifier")
    return "boilerplate" if isinstance(id, str) and id.startswith("SFNote") and "Intro" in id else "text"
