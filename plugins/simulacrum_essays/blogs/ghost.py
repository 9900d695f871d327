"""Ghost: the posts of its JSON export, in whichever of its editors' formats they are."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import Batch, Block, ElementDecoder, Fault, date_of, elements_of, html_blocks, walk_json

from ..essay import Essay, Reading
from .ghost_editors import lexical_blocks, mobiledoc_blocks

_SIGN = re.compile(rb'\A\s*\{\s*(?:"db"\s*:\s*\[\s*\{|"meta"\s*:|"data"\s*:)')
_KEYS = re.compile(rb'"(?:exported_on|posts_authors|posts_tags|mobiledoc|lexical|posts_meta|migrations|roles_users)"')
_POSTS = re.compile(rb'"posts"\s*:\s*\[')
_EDITORS = (("lexical", lexical_blocks), ("mobiledoc", mobiledoc_blocks))
_DRAFTS = frozenset("draft scheduled".split())


def is_ghost(head: bytes) -> bool:
    """Whether a file begins like Ghost's export; other tables may stand before the posts."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    return (
        _SIGN.match(head) is not None
        and len(_KEYS.findall(head)) > 0
        and (b'"version"' in head or bool(_POSTS.search(head)))
    )


def ghost_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The posts and pages in their order, each with its first author."""
    users = {str(user.get("id")): user for user in _table(file, "users", reading)}
    authors: dict[str, list[str]] = {}
    for row in sorted(_table(file, "posts_authors", reading), key=lambda row: _order(row.get("sort_order"))):
        authors.setdefault(str(row.get("post_id")), []).append(str(row.get("author_id")))
    for post in _table(file, "posts", reading, tell=True):
        ids = authors.get(str(post.get("id"))) or [str(post.get("author_id"))]
        names = [str(users[key].get("name") or "") for key in ids if key in users]
        if essay := _essay(post, ", ".join(filter(None, names)), file, reading):
            is_own = not any(_is_ghost(users[key]) for key in ids if key in users)
            yield essay if is_own else msgspec.structs.replace(essay, blocks=_not_own(essay.blocks))


def _is_ghost(user: dict[str, Any]) -> bool:
    """Whether a user is Ghost itself, in whose name a new blog has posts about how to blog."""
    return user.get("slug") == "ghost" or str(user.get("email")) in ("ghost-author@example.com", "ghost@ghost.org")


def _not_own(blocks: Sequence[Block]) -> list[Block]:
    return [Block("boilerplate", block.text, block.line) for block in blocks]


def _table(file: SourceFile, name: str, reading: Reading, *, tell: bool = False) -> Iterator[dict[str, Any]]:
    """The rows of a table; what is damaged is reported once."""
    decoder = ElementDecoder(dict[str, Any])
    for path in (("db", "*", "data", name), ("data", name)):
        found = False
        with file.open() as stream:
            for event in walk_json(stream, path, 4 * reading.limits.message_bytes):
                if isinstance(event, Batch):
                    found = True
                    for data, line in elements_of(event):
                        row = decoder.one(data, line, lambda line, what: reading.findings.report(file.name, line, what))
                        if row is not None:
                            yield {**row, "line": line}
                elif isinstance(event, Fault) and tell and found:
                    reading.findings.report(file.name, event.line, f"left out: the rest of the file: {event.what}")
        if found:
            return


def _order(value: object) -> int:
    return value if isinstance(value, int) else 0


def _essay(post: dict[str, Any], author: str, file: SourceFile, reading: Reading) -> Essay | None:
    kind = "page" if post.get("page") in (1, True) else str(post.get("type") or "post")
    if kind not in ("post", "page") or (kind == "page" and not reading.choices.pages):
        reading.tally[f"type {kind}"] += 1
        return None
    line = post["line"]
    blocks = [msgspec.structs.replace(block, line=line) for block in _blocks(post)]
    if not blocks and any(_is_damaged(post.get(key)) for key, _ in _EDITORS):
        reading.findings.report(file.name, line, "left out: the text of this post is damaged")
        return None
    if not blocks:
        reading.tally["type empty post"] += 1
        return None
    return Essay(
        id=f"{file.name}#{post.get('id') or line}",
        title=str(post.get("title") or "").strip() or None,
        author=author or None,
        date=_date(post.get("published_at")) or _date(post.get("created_at")),
        blocks=blocks,
        file=file.name,
        draft=str(post.get("status")) in _DRAFTS,
        key=str(post.get("uuid") or "") or None,
        saved=_date(post.get("updated_at")),
    )


def _date(value: object) -> dt.datetime | None:
    """Milliseconds, or ISO with or without a Z; Ghost's times are UTC."""
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return dt.datetime.fromtimestamp(value / 1000, dt.UTC)
        except (ValueError, OverflowError, OSError):
            return None
    date = date_of(value)
    return date and date.replace(tzinfo=date.tzinfo or dt.UTC)


def _blocks(post: dict[str, Any]) -> list[Block]:
    """The text in the first of its formats that has one."""
    html = post.get("html")
    if isinstance(html, str) and html.strip():
        return html_blocks(html)
    for key, read in _EDITORS:
        if document := _document(post.get(key)):
            return list(read(document))
    text = post.get("plaintext") or post.get("markdown")
    return [Block("text", text.strip())] if isinstance(text, str) and text.strip() else []


def _document(value: object) -> dict[str, Any] | None:
    if not isinstance(value, str):
        return None
    try:
        document = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _is_damaged(value: object) -> bool:
    """Whether an editor's document is there but cannot be read."""
    return isinstance(value, str) and bool(value.strip()) and _document(value) is None
