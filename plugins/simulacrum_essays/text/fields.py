"""Fields before a text, in the front matter or as `Key: value` lines, and what they say about it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence

import msgspec

from simulacrum_core.sources import answers, date_of, split_front_matter

_KNOWN = frozenset(
    "title subtitle date author authors category categories tags tag slug summary status lang modified keywords"
    " description published created updated layout template url".split()
)
_NOTIONS = frozenset(("created time", "last edited time", "created by", "publish date", "published date", "type"))
_NOTION = re.compile(r"(# [^\n]+\n\n)((?:[A-Z][A-Za-z ]{1,24}: [^\n]*\n){1,20})(?=\n)")
_FIELD = re.compile(r"([A-Za-z][A-Za-z _-]{1,20}):[ \t]+(\S.*)")
_DATES = (
    "date pubdate pub_date publishdate publish_date published_at published published_date publication_date"
    " datepublished date_published created created_at created_time date_created datecreated creation_date"
).split()
_SAVED = "modified updated updated_at last_modified_at last_modified lastmod last_edited_time date_modified".split()
_LONG_ID = 8
_SOURCES = ("source", "source_url", "clipped_from", "original_url", "article_url", "page_url", "clipped_url")
"""Where web clippers say which page they copied."""
_OF_PAGES = frozenset(
    "site sitename site_name domain hostname publisher saved saved_at date_saved clipped clipped_at clipped_on excerpt"
    " wordcount word_count highlights_count date_clipped archived archived_at".split()
)
"""Fields of a page that was saved, beside its `url`; a blog has the address of its own post there."""
_MAKERS = ("generated_by", "model", "generator")
_ORIGINS = ("source", "created_by", "origin")
_PROGRAM = re.compile(
    r"chat ?gpt\b|gpt-?\d|(?:google )?gemini\Z|(?:microsoft |github )?copilot\Z|deepseek|perplexity"
    r"|claude (?:\d|opus|sonnet|haiku|ai)",
    re.IGNORECASE,
)
"""Assistants whose names no person bears, where a field may name a friend."""
_GROUPS = ("tags", "tag", "category", "categories", "type", "kind", "class")
_CLIPPING = re.compile(r"\b(?:web[ -]?)?clip(?:ping)?s?\b|\bclipped\b|\bread[ -]?later\b|\binstapaper\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*https?://")
_WORKS = frozenset("citekey citation_key citationkey zotero zotero_key isbn isbn10 isbn13 totalpage".split())
"""Fields of a note on somebody's work, whose author they name too."""
_AUTHORS = "author authors by byline creator writer".split()


class Fields(msgspec.Struct, frozen=True):
    """What fields say; `line` is where the text after them begins."""

    body: str
    line: int = 1
    title: str | None = None
    author: str | None = None
    date: dt.datetime | None = None
    draft: bool = False
    is_text: bool = True
    key: str | None = None
    saved: dt.datetime | None = None
    gone: bool = False
    is_board: bool = False
    is_clip: bool = False


@functools.lru_cache(maxsize=1)
def read_fields(text: str) -> Fields:
    """The fields of a text and the text without them."""
    found, body, line = split_front_matter(text)
    if line == 1:
        found, body, line = _plain_fields(text) if not text.startswith("# ") else _notion_fields(text)
    fields = {key.strip().lower().replace("-", "_").replace(" ", "_"): value for key, value in found.items()}
    return Fields(
        body,
        line,
        title=_words(fields.get("title")),
        author=None if _WORKS.intersection(fields) else author_of(_first(fields, _AUTHORS)),
        date=next(filter(None, (date_of(fields[key]) for key in _DATES if key in fields)), None),
        draft=_is_draft(fields),
        key=next(
            (str(fields[key]) for key in ("uuid", "guid", "id") if len(str(fields.get(key) or "")) >= _LONG_ID), None
        ),
        gone=any(fields.get(key) is True for key in ("deleted", "trashed")),
        is_board="kanban_plugin" in fields,
        is_clip=_is_clip(fields),
        saved=next(filter(None, (date_of(fields[key]) for key in _SAVED if key in fields)), None),
    )


def _is_clip(fields: Mapping[str, object]) -> bool:
    """Whether a page was copied: where from is told, or that it is a clipping, or what such a page has."""
    if not fields:
        return False
    if any(_ADDRESS.match(str(fields.get(key) or "")) for key in _SOURCES):
        return True
    if any(key in fields and _CLIPPING.search(str(fields[key])) for key in _GROUPS):
        return True
    if any(answers(f"{fields[key]} says") for key in _MAKERS if fields.get(key)) or fields.get("ai_generated") is True:
        return True
    if any(_PROGRAM.match(str(fields.get(key) or "")) for key in _ORIGINS):
        return True
    return _ADDRESS.match(str(fields.get("url") or "")) is not None and not _OF_PAGES.isdisjoint(fields)


def _first(fields: Mapping[str, object], keys: Sequence[str]) -> object:
    return next((fields[key] for key in keys if fields.get(key)), None)


def _plain_fields(text: str) -> tuple[dict[str, object], str, int]:
    """Pelican's and MultiMarkdown's fields: lines up to the first blank one, all with a key that is known."""
    found: dict[str, object] = {}
    position, line = 0, 1
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        row = text[position:end].rstrip()
        position, line = min(end + 1, len(text)), line + 1
        if not row:
            break
        match = _FIELD.fullmatch(row)
        if match is None or match[1].strip().lower() not in _KNOWN:
            return {}, text, 1
        found[match[1].strip()] = match[2]
    return (found, text[position:], line) if len(found) > 1 and "title" in map(str.lower, found) else ({}, text, 1)


def _notion_fields(text: str) -> tuple[dict[str, object], str, int]:
    """Notion's fields, which stand below the title; blank lines take their place."""
    match = _NOTION.match(text)
    rows = match[2].strip().split("\n") if match else []
    found: dict[str, object] = {key.strip(): value.strip() for key, _, value in (row.partition(":") for row in rows)}
    if match is None or not any(key.lower().replace("_", " ") in _KNOWN | _NOTIONS for key in found):
        return {}, text, 1
    return found, match[1] + "\n" * len(rows) + text[match.end() :], 1


def _words(value: object) -> str | None:
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).strip() or None


def author_of(value: object) -> str | None:
    """Names out of a field: a name, a mapping with one, or a list of either."""
    if isinstance(value, dict):
        return author_of(value.get("name") or value.get("display_name"))
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(author_of, value[:20]))) or None
    return _words(value)


def _is_draft(fields: Mapping[str, object]) -> bool:
    told = str(fields.get("draft", "")).lower() in ("true", "yes", "1")
    hidden = fields.get("published") is False or str(fields.get("status", "")).lower() in ("draft", "hidden")
    return told or hidden
