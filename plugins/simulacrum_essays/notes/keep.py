"""Google Keep: a note is a JSON file with a web page of the same name beside it; old exports hold the page alone."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from simulacrum_core import Kind, SourceError, SourceFile
from simulacrum_core.sources import Block, Element, blocks_of, date_of, hide, html_tree, markup_text, stem_of, suffix_of

from ..essay import Essay, Reading, text_of

_HEAD = 1 << 16
_OBJECT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,99}\{")
_TEXTS = re.compile(rb'"(?:textContent|listContent|userEditedTimestampUsec|createdTimestampUsec)"\s{0,9}:')
_PAGE = re.compile(rb"""<div class=["']note[ "']""")
_PARTS = re.compile(rb"""class=["'](?:meta-icons|content|listitem)["' ]""")
_NAMED = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)_(\d\d)_(\d\d)(\.\d{1,6})?(Z|[+-]\d\d_\d\d)(?: ?\(\d+\))?")
_LABELS = "labels.txt"
_NOTE, _TITLE, _CONTENT, _HEADING = (
    f"//div[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    for name in ("note", "title", "content", "heading")
)
_UNSEEN = frozenset(("bullet", "meta-icons"))
_DAMAGED = "Export it again from Google Takeout"


def is_keep_note(head: bytes) -> bool:
    """Whether a file begins like a note's JSON."""
    flags = b'"isTrashed"' in head and b'"isPinned"' in head
    return flags and _OBJECT.match(head) is not None and _TEXTS.search(head) is not None


def is_keep_page(head: bytes) -> bool:
    """Whether a file begins like a note's web page."""
    return _PAGE.search(head) is not None and b'class="heading"' in head and _PARTS.search(head) is not None


def is_takeout_index(name: str, head: bytes) -> bool:
    """Whether a file is the list of contents that Takeout adds to an archive, whatever its language."""
    if suffix_of(name) != ".html":
        return False
    is_named = stem_of(name).casefold() == "archive_browser" or name.split("/")[-2:-1] == ["Takeout"]
    return is_named or b"<title>Google Data Export Archive" in head or b"data-english-name=" in head


def beside_notes(files: Sequence[SourceFile]) -> set[str]:
    """The names of pages that say what a note's JSON says, and of the lists of labels in such folders."""
    texts = {file.name.casefold(): file.name for file in files if suffix_of(file.name) in (".html", ".txt")}
    found: set[str] = set()
    for file in files:
        folder = file.name[: len(file.name) - len(file.base)]
        beside = [f"{file.name.casefold().removesuffix('.json')}.html", f"{folder.casefold()}{_LABELS}"]
        names = [texts[name] for name in beside if name in texts]
        if names and suffix_of(file.name) == ".json" and _begins_as_note(file):
            found.update(names)
    return found


def _begins_as_note(file: SourceFile) -> bool:
    with file.open() as stream:
        return is_keep_note(stream.read(_HEAD))


def keep_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The note of a JSON file; one in the trash is there to be counted."""
    note = _note(file, reading)
    blocks = _written(note)
    if not blocks:
        reading.tally["type empty note"] += 1
        return
    created, edited = _moment(note.get("createdTimestampUsec")), _moment(note.get("userEditedTimestampUsec"))
    yield Essay(
        id=file.name,
        title=" ".join(_string(note.get("title")).split()) or None,
        author=None,
        date=created or edited,
        blocks=blocks,
        file=file.name,
        key=_key(file, created, reading),
        saved=edited,
        kind="trash" if note.get("isTrashed") is True else "text",
    )


def _key(file: SourceFile, created: dt.datetime | None, reading: Reading) -> str | None:
    """What a note is told by in another export: when it was made, as it has no id.

    Programs that bring notes along make many in one moment, so that those of one folder are counted.
    """
    if created is None:
        return None
    moment = created.timestamp()
    place = f"keep {file.container} {file.name[: len(file.name) - len(file.base)]} {moment}"
    reading.tally[place] += 1
    return f"keep {moment} {reading.tally[place]}"


def _note(file: SourceFile, reading: Reading) -> dict[str, Any]:
    text = text_of(file, reading).decode("utf-8-sig", "replace")
    if "\ufffd" in text:
        reading.findings.report(file.name, None, "bytes that are not text, shown as \N{REPLACEMENT CHARACTER}")
    try:
        note = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise SourceError("a note that breaks off or is damaged", file=file.name, line=line, remedy=_DAMAGED) from error
    if not isinstance(note, dict):
        raise SourceError("a note that is damaged", file=file.name, remedy=_DAMAGED)
    return note


def _written(note: dict[str, Any]) -> list[Block]:
    """The text and the list; what a link shows of another page is in neither."""
    listed = note.get("listContent")
    items = [_string(item.get("text")) for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    parts = [_string(note.get("textContent")), "\n".join(f"- {item}" for item in items if item.strip())]
    return [Block("text", part) for part in parts if part.strip()]


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(micros: object) -> dt.datetime | None:
    """A moment of microseconds since 1970; 0 is none."""
    if not isinstance(micros, int) or isinstance(micros, bool) or micros <= 0:
        return None
    try:
        return dt.datetime.fromtimestamp(micros // 1_000_000, dt.UTC) + dt.timedelta(microseconds=micros % 1_000_000)
    except (ValueError, OverflowError, OSError):
        return None


def keep_page_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The note of a web page that has no JSON beside it."""
    tree = html_tree(markup_text(text_of(file, reading)), file.name)
    notes = [] if tree is None else tree.xpath(_NOTE)
    if not notes:
        raise SourceError("a page of Google Keep without a note", file=file.name, remedy=_DAMAGED)
    note = notes[0]
    heading = _first(note, _HEADING)
    is_trashed = heading is not None and any("trashed" in _classes(element) for element in heading.iter("span", "div"))
    for element in list(note.iter("span", "div")):
        if _classes(element) & _UNSEEN:
            hide(element)
    content = _first(note, _CONTENT)
    blocks = [] if content is None else blocks_of(content)
    if not blocks:
        reading.tally["type empty note"] += 1
        return
    date = _named_moment(file.name) or date_of(_words(heading))
    kind: Kind = "trash" if is_trashed else "text"
    yield Essay(file.name, _words(_first(note, _TITLE)) or None, None, date, blocks, file.name, kind=kind)


def _first(note: Element, path: str) -> Element | None:
    return next(iter(note.xpath(f".{path}")), None)


def _classes(element: Element) -> frozenset[str]:
    return frozenset(str(element.get("class") or "").split())


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _named_moment(name: str) -> dt.datetime | None:
    """The moment by which a note without a title is called."""
    match = _NAMED.fullmatch(stem_of(name))
    if match is None:
        return None
    day, hour, minute, second, part, zone = match.groups()
    return date_of(f"{day}T{hour}:{minute}:{second}{part or ''}{zone.replace('_', ':')}")
