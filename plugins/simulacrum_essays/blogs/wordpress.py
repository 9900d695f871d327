"""WordPress: the posts and pages of an export (WXR), each with its author."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator

import msgspec

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Block, Element, date_of, html_blocks, tag_of

from ..essay import Essay, Reading
from ..xml import text_in, xml_elements
from .wordpress_comments import comment_conversation
from .wordpress_defaults import is_default
from .wordpress_markup import as_html

_SIGN = re.compile(rb"https?://wordpress\.org/export/\d")
_DRAFTS = frozenset("draft pending future private auto-draft".split())
_URL = re.compile(r"https?://\S+")
_LINE = 1


def is_wordpress(head: bytes) -> bool:
    """Whether a file begins like an export of WordPress."""
    return _SIGN.search(head) is not None and b"<rss" in head


def wordpress_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The posts and pages in their order; raises SourceError at the end where the file breaks off."""
    names: dict[str, str] = {}
    users: dict[str, str] = {}
    seen: set[str] = set()
    try:
        for element in xml_elements(file, frozenset({"author", "item"})):
            if tag_of(element) == "author":
                login, name = text_in(element, "author_login"), text_in(element, "author_display_name")
                names[login] = name
                users[text_in(element, "author_id").strip()] = name or login
            elif (essay := _essay(element, file, names, reading)) is not None:
                if essay.kind == "text":
                    found = comment_conversation(element, essay.key or essay.id, essay.title, users, reading)
                    reading.talks.extend([found] if found is not None else [])
                yield _once(essay, seen)
    except SourceError as error:
        if not seen:
            raise
        reading.findings.report(file.name, error.line, f"left out: the rest of the file: {error.what}")


def _once(essay: Essay, seen: set[str]) -> Essay:
    """The essay with an id that no other one has."""
    from msgspec.structs import replace

    name, number = essay.id, 2
    while essay.id in seen:
        essay, number = replace(essay, id=f"{name}-{number}"), number + 1
    seen.add(essay.id)
    return essay


def _essay(item: Element, file: SourceFile, names: dict[str, str], reading: Reading) -> Essay | None:
    kind, status = text_in(item, "post_type") or "post", text_in(item, "status")
    if kind not in ("post", "page") or (kind == "page" and not reading.choices.pages):
        reading.tally[f"type {kind}"] += 1
        return None
    content = text_in(item, "encoded", "content")
    if not content.strip():
        reading.tally["type empty post"] += 1
        return None
    login = text_in(item, "creator").strip()
    line = item.sourceline or _LINE
    blocks = [*_blocks(content, line, reading), *_notes(item, line)]
    return Essay(
        id=f"{file.name}#{text_in(item, 'post_id') or line}",
        title=_title(text_in(item, "title")),
        author=names.get(login) or login or None,
        date=_date(item),
        blocks=_not_own(blocks) if is_default(item, content) else blocks,
        file=file.name,
        draft=status in _DRAFTS,
        login=login or None,
        # What was thrown away is no later version of what is still there.
        key=None if status == "trash" else _key(item),
        saved=_utc(text_in(item, "post_modified_gmt")) or _utc(text_in(item, "post_date_gmt")),
        kind="trash" if status == "trash" else "text",
    )


def _notes(item: Element, line: int) -> Iterator[Block]:
    """The footnotes of a post, which its editor keeps beside it as JSON."""
    for meta in (child for child in item if tag_of(child) == "postmeta"):
        if text_in(meta, "meta_key").strip() != "footnotes":
            continue
        try:
            found = json.loads(text_in(meta, "meta_value"))
        except (ValueError, RecursionError):
            return
        for note in found if isinstance(found, list) else []:
            words = note.get("content") if isinstance(note, dict) else None
            for block in html_blocks(words) if isinstance(words, str) else []:
                yield Block("note", block.text, line)


def _not_own(blocks: list[Block]) -> list[Block]:
    return [Block("boilerplate", block.text, block.line) for block in blocks]


def _title(text: str) -> str | None:
    if "<" in text:
        text = " ".join(block.text for block in html_blocks(text) if block.kind != "boilerplate")
    return html.unescape(text).strip() or None


def _date(item: Element) -> dt.datetime | None:
    """When it was published; the local time of the blog where that is all that is known, as of drafts."""
    if (absolute := _utc(text_in(item, "post_date_gmt"))) is not None:
        return absolute
    return date_of(text_in(item, "post_date").strip()) or _published(text_in(item, "pubdate"))


def _utc(text: str) -> dt.datetime | None:
    date = date_of(text.strip())
    return date and date.replace(tzinfo=dt.UTC)


def _key(item: Element) -> str | None:
    """What a post is called in every export of its blog."""
    address, number = text_in(item, "guid").strip() or text_in(item, "link").strip(), text_in(item, "post_id").strip()
    return f"{address}#{number}" if address and number.strip("0") else None


def _published(text: str) -> dt.datetime | None:
    """RSS's own date; the one that stands for none is before the year 1."""
    return None if "-0001" in text or ("30 Nov" in text and "0000" in text) else date_of(text.strip())


def _blocks(content: str, line: int, reading: Reading) -> list[Block]:
    page, shortcodes = as_html(content)
    reading.tally["shortcodes"] += shortcodes
    found = html_blocks(page)
    return [msgspec.structs.replace(block, line=line) for block in found if not _URL.fullmatch(block.text)]
