"""Blogger: the posts of an Atom feed, as its backup and as Google Takeout write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Element, date_of, html_blocks, tag_of

from ..essay import Essay, Reading
from ..people import person
from ..xml import text_in, xml_elements

_SIGN = re.compile(rb"schemas\.google\.com/blogger|blogger\.com|kind#post|<generator[^>]*>Blogger<")
_KIND = re.compile(r"kind#(\w+)")


def is_blogger(head: bytes) -> bool:
    """Whether a file begins like Blogger's feed."""
    return b"<feed" in head and b"http://www.w3.org/2005/Atom" in head and _SIGN.search(head) is not None


def blogger_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The posts and pages in their order, comments and settings left out."""
    found = 0
    try:
        for entry in xml_elements(file, frozenset({"entry"})):
            if (essay := _essay(entry, file, reading)) is not None:
                found += 1
                yield essay
    except SourceError as error:
        if not found:
            raise
        reading.findings.report(file.name, error.line, f"left out: the rest of the file: {error.what}")


def _essay(entry: Element, file: SourceFile, reading: Reading) -> Essay | None:
    kind, status = _kind(entry), text_in(entry, "status", "blogger").upper()
    trashed = bool(text_in(entry, "trashed", "blogger").strip()) or status in ("TRASHED", "SOFT_TRASHED")
    if kind not in ("post", "page") or (kind == "page" and not reading.choices.pages) or trashed:
        reading.tally[f"type {'trash' if trashed else kind}"] += 1
        return None
    content = text_in(entry, "content") or text_in(entry, "summary")
    if not content.strip():
        reading.tally["type empty post"] += 1
        return None
    line = entry.sourceline or 1
    authors = [text_in(child, "name") for child in entry if tag_of(child) == "author"]
    return Essay(
        id=f"{file.name}#{text_in(entry, 'id').rpartition('-')[2] or line}",
        title=text_in(entry, "title").strip() or None,
        author=person(authors[0] if authors else None),
        date=date_of(text_in(entry, "published").strip()),
        blocks=[msgspec.structs.replace(block, line=line) for block in html_blocks(content)],
        file=file.name,
        draft=_is_draft(entry) or status in ("DRAFT", "SCHEDULED"),
        key=text_in(entry, "id").strip() or None,
        saved=date_of(text_in(entry, "updated").strip()),
    )


def _kind(entry: Element) -> str:
    if told := text_in(entry, "type", "blogger"):
        return told.strip().lower()
    terms = [str(child.get("term", "")) for child in entry if tag_of(child) == "category"]
    return next((match[1].lower() for term in terms if (match := _KIND.search(term))), "post")


def _is_draft(entry: Element) -> bool:
    controls = [child for child in entry if tag_of(child) == "control"]
    return any(text_in(control, "draft").strip() == "yes" for control in controls)
