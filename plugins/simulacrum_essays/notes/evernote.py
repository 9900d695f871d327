"""Evernote: the notes of an ENEX file, each a page of its own inside of the XML."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from simulacrum_core import Kind, SourceError, SourceFile
from simulacrum_core.sources import Block, Element, blocks_of, hide, html_tree, tag_of

from ..essay import Essay, Reading
from ..people import person
from ..titles import plausible
from ..xml import etree, text_in, xml_elements
from .without_data import WithoutData

_SIGN = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,99}<")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\s?Z")
_PROLOG = re.compile(r"\A\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!DOCTYPE[^>]{0,300}>\s*)?")
_CODE = re.compile(r"-en-codeblock\s{0,9}:\s{0,9}true")
_TASKS = re.compile(r"-en-task-group\s{0,9}:\s{0,9}true")
_CLIPS = ("web.clip", "mail.", "webclipper")
_UNTITLED = re.compile(r"\A\s*Untitled Note\s*\Z", re.IGNORECASE)
_INNER = frozenset(
    "address article aside blockquote center dd details div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table"
    " tbody td th thead tr ul".split()
)
_BREAKS = _INNER | {"br"}
_ITEMS = frozenset("li td th".split())


def is_evernote(head: bytes) -> bool:
    """Whether a file begins like an ENEX file."""
    return _SIGN.match(head) is not None and b"<en-export" in head[:4096]


def evernote_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The notes one by one; pictures and other data are passed over while the file is read."""
    slim = msgspec.structs.replace(file, opener=lambda: cast(BinaryIO, WithoutData(file.open())))
    seen: Counter[str] = Counter()
    for number, note in enumerate(xml_elements(slim, frozenset(("note",))), 1):
        for essay in _essay(note, number, file, reading):
            # An export has each note once: of one title and one moment there may be several, as of imported notes.
            seen[essay.key or ""] += 1
            again = seen[essay.key or ""]
            is_another = essay.key is not None and again > 1
            yield msgspec.structs.replace(essay, key=f"{essay.key} {again}") if is_another else essay


def _essay(note: Element, number: int, file: SourceFile, reading: Reading) -> Iterator[Essay]:
    line = note.sourceline or 1
    try:
        blocks = [
            msgspec.structs.replace(block, line=line) for block in note_blocks(text_in(note, "content"), file.name)
        ]
    except SourceError as error:
        reading.findings.report(file.name, line, f"left out: {error.what}")
        return
    blocks += [Block("text", task, line) for task in ["\n".join(_tasks(note))] if task]
    if not blocks:
        reading.tally["type empty note"] += 1
        return
    about = next((child for child in note if tag_of(child) == "note-attributes"), None)
    told = {tag_of(child): (child.text or "").strip() for child in about} if about is not None else {}
    title = plausible(_UNTITLED.sub("", text_in(note, "title")))
    created, updated = _moment(text_in(note, "created")), _moment(text_in(note, "updated"))
    yield Essay(
        id=f"{file.name}#{number}",
        title=title,
        author=person(told.get("author")),
        date=created or updated,
        blocks=blocks,
        file=file.name,
        key=f"evernote {created.isoformat()} {title}" if created and title else None,
        saved=updated,
        kind=_kind(told),
    )


def _tasks(note: Element) -> Iterator[str]:
    """The tasks of a note, which stand behind its page, as items of a list."""
    for child in note:
        if tag_of(child) == "task" and (words := " ".join(text_in(child, "title").split())):
            yield f"- {words}"


def _kind(told: dict[str, str]) -> Kind:
    """A note that was cut out of a web page or sent as a mail is not its owner's writing."""
    origins = (told.get("source", ""), told.get("source-application", ""))
    is_clip = any(origin.lower().startswith(_CLIPS) for origin in origins)
    return "quote" if is_clip or told.get("source-url", "").lower().startswith(("http:", "https:")) else "text"


def _moment(text: str) -> dt.datetime | None:
    match = _STAMP.fullmatch(text.strip())
    try:
        return dt.datetime(*map(int, match.groups()), tzinfo=dt.UTC) if match else None  # type: ignore[arg-type,misc]
    except ValueError:
        return None


def note_blocks(content: str, file: str) -> list[Block]:
    """What is written in a note's page; what is encrypted in it is machine text."""
    tree = html_tree(_PROLOG.sub("", content, count=1), file)
    if tree is None:
        return []
    ciphers = [Block("machine", "".join(element.itertext())) for element in tree.iter("en-crypt")]
    _hide(tree)
    _join_lines(tree)
    return [*blocks_of(tree), *(block for block in ciphers if block.text.strip())]


def _hide(tree: Element) -> None:
    """Hide what is no text, and make code of what Evernote calls so."""
    for element in list(tree.iter("en-crypt")):
        hide(element)
    for div in list(tree.iter("div")):
        style = str(div.get("style") or "")
        if _TASKS.search(style):
            hide(div)
        elif _CODE.search(style):
            _make_code(div)


def _make_code(div: Element) -> None:
    """A code block has a `div` for each line."""
    lines = ["".join(line.itertext()) for line in div] if any(tag_of(line) == "div" for line in div) else []
    text, tail = "\n".join(lines) or "".join(div.itertext()), div.tail
    div.clear()
    div.tag, div.text, div.tail = "pre", text, tail


def _join_lines(tree: Element) -> None:
    """Lines, which are `div`s in Evernote, into lines of a paragraph; an empty one ends it."""
    lxml = etree()
    for div in list(tree.iter("div")):
        parent = div.getparent()
        if parent is None or div.get("hidden") is not None or any(tag_of(child) in _INNER for child in div):
            continue
        if _stands_behind_words(div, parent):
            div.addprevious(lxml.Element("br"))
        div.tag = "span"
        is_last = tag_of(parent) in _ITEMS and div.getnext() is None and not (div.tail or "").strip()
        if not is_last and not _ends_a_line(div):
            div.append(lxml.Element("br"))


def _stands_behind_words(div: Element, parent: Element) -> bool:
    """Whether words that are no line of their own stand right before a line."""
    before = div.getprevious()
    if ((parent.text if before is None else before.tail) or "").strip():
        return True
    return before is not None and tag_of(before) not in _BREAKS and not _ends_a_line(before)


def _ends_a_line(element: Element) -> bool:
    last = element[-1] if len(element) else None
    return last is not None and tag_of(last) == "br" and not (last.tail or "").strip()
