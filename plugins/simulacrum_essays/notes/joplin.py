"""Joplin: a folder of Markdown files, one for each note, notebook and tag, with what is known of it at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core import Kind, SourceError, SourceFile
from simulacrum_core.sources import Block, date_of, html_blocks

from ..essay import Essay, Reading, count_marks, text_of
from ..people import person
from ..text.markdown import markdown

_NAME = re.compile(r"(?:^|/)[0-9a-f]{32}\.md$")
_TAIL = re.compile(rb"(?:^|\n)type_: (\d{1,3})\s{0,9}\Z")
_FIELD = re.compile(r"([a-z_]{1,40}):(?: (.*))?\Z")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\]\(:/[0-9a-f]{32}(?:#[^()\s]{0,200})?\)")
"""A link to another note, or to a file, which is shown as its words."""
_END = 1 << 16
_WELCOME = re.compile(
    r"[1-9]\. (?:Welcome to Joplin!?|Importing and exporting notes|Synchroni[sz]ing your notes|Tips"
    r"|Joplin Privacy Policy)"
)
_NOTE = "1"
_HTML = "2"


class Item(msgspec.Struct, frozen=True):
    """A file of Joplin's: `body` begins in line `line`."""

    title: str
    body: str
    line: int
    fields: dict[str, str]


def is_joplin_name(name: str) -> bool:
    """Whether a file is called like an item, by its id."""
    return _NAME.search(name) is not None


def joplin_type(file: SourceFile) -> str | None:
    """The number of an item's kind, which is its file's last line; None where the file is not Joplin's."""
    if not is_joplin_name(file.name):
        return None
    before = b""
    with file.open() as stream:
        # The last line tells; what is read before it is not kept.
        while block := stream.read(_END):
            before = (before + block)[-_END:]
    match = _TAIL.search(before[-200:])
    return match[1].decode() if match else None


def beside_items(files: Sequence[SourceFile]) -> set[str]:
    """The names of what was attached to notes, which lies in a folder beside them."""
    items: dict[str, SourceFile] = {}
    for file in files:
        if _NAME.search(file.name):
            items.setdefault(f"{file.name[: len(file.name) - len(file.base)]}resources/", file)
    folders = tuple(folder for folder, item in items.items() if joplin_type(item) is not None)
    return {file.name for file in files if file.name.startswith(folders)} if folders else set()


def is_joplin_note(kind: str | None) -> bool:
    """Whether a kind is that of a note, not of a notebook, a picture or a tag."""
    return kind == _NOTE


def joplin_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The note of a file; raises SourceError where it is encrypted."""
    data = text_of(file, reading)
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if "\ufffd" in text and "\ufffd".encode() not in data:
        reading.findings.report(file.name, None, "bytes that are not text, shown as \N{REPLACEMENT CHARACTER}")
    item = item_of(text)
    if item.fields.get("encryption_applied") == "1":
        raise SourceError(
            "a note of Joplin that is encrypted", file=file.name, remedy="Decrypt it in Joplin, then export again"
        )
    blocks = _blocks(item, reading)
    if not blocks:
        reading.tally["type empty note"] += 1
        return
    yield Essay(
        id=file.name,
        title=item.title or None,
        author=person(item.fields.get("author")),
        date=date_of(item.fields.get("user_created_time")) or date_of(item.fields.get("created_time")),
        blocks=blocks,
        file=file.name,
        key=f"joplin {item.fields['id']}" if item.fields.get("id") else None,
        saved=date_of(item.fields.get("user_updated_time")) or date_of(item.fields.get("updated_time")),
        kind="boilerplate" if _WELCOME.fullmatch(item.title) and "Joplin" in item.body else _kind(item.fields),
    )


def item_of(text: str) -> Item:
    """The parts of a file: a title, a text, and fields behind the last blank line."""
    lines = text.rstrip().split("\n")
    start = len(lines)
    while start and _FIELD.match(lines[start - 1]):
        start -= 1
    fields = {match[1]: match[2] or "" for match in map(_FIELD.match, lines[start:]) if match}
    title, *body = lines[:start] if start > 1 else [""]
    body_line = 2
    while body and not body[0].strip():
        body.pop(0)
        body_line += 1
    return Item(title.strip(), "\n".join(body).rstrip(), body_line, fields)


def _blocks(item: Item, reading: Reading) -> Sequence[Block]:
    if item.fields.get("markup_language") == _HTML:
        return [msgspec.structs.replace(block, line=item.line) for block in html_blocks(item.body)] if item.body else []
    body, links = _LINK.subn(r"\1", item.body)
    found = markdown(body, item.line, item.title)
    count_marks({**found.removed, "addresses of notes": links}, reading)
    return found.blocks


def _kind(fields: dict[str, str]) -> Kind:
    """What is in the trash, what two devices disagreed on, and clips of pages train nobody."""
    if fields.get("deleted_time", "0") not in ("", "0"):
        return "trash"
    if fields.get("is_conflict") == "1":
        return "superseded"
    return "quote" if fields.get("source_url") else "text"
