"""Drafts: posts that were written and not sent, as Markdown or as the site's own rich text."""

from __future__ import annotations

import json
from collections.abc import Iterator

from simulacrum_core import Conversation

from ..monologues import Passage, Writer, monologue
from ..tables import Row
from .markdown import markdown_passages
from .posts import Tally
from .tables import Request, moment_of

_PARAGRAPHS = frozenset("par h li blockquote code table".split())
_DEEPEST = 100


def draft_conversations(request: Request, writer: Writer, tally: Tally) -> Iterator[Conversation]:
    """Each draft as a text; of one that is only a link, the title is what was written."""
    for row, position in request.rows("drafts"):
        id = f"draft {row['id'].strip()}"
        if id in tally.read:
            tally.counts["repeated"] += 1
            continue
        tally.read.add(id)
        title, passages = row["title"].strip() or None, _passages(row, position)
        if not passages:
            passages, title = [Passage(title or "", position)], None
        tally.counts["drafts"] += 1
        yield monologue(writer, id, title, moment_of(row.get("created", "")), passages)


def _passages(row: Row, position: str) -> list[Passage]:
    body, kind = row["body"].strip(), row["kind"].strip().lower()
    if kind == "link":
        return []
    if kind == "richtext" or body.startswith('{"document":'):
        try:
            return list(_rich(json.loads(body), position))
        except (ValueError, RecursionError):
            return [Passage(body, position, "machine")] if body else []
    return markdown_passages(body, position)


def _rich(value: object, position: str) -> Iterator[Passage]:
    """The paragraphs of a document."""
    blocks = value.get("document") if isinstance(value, dict) else None
    for block in blocks if isinstance(blocks, list) else []:
        is_own = not (isinstance(block, dict) and block.get("e") in ("blockquote", "code"))
        if text := _text(block, _DEEPEST).strip("\n"):
            yield Passage(text, position, "text" if is_own else "quote")


def _text(value: object, depth: int) -> str:
    """The words of an element and of those in it, each item and paragraph a line."""
    if isinstance(value, list):
        return "".join(_text(item, depth - 1) for item in value) if depth else ""
    if not isinstance(value, dict):
        return ""
    if value.get("e") == "br":
        return "\n"
    words = value.get("t")
    inner = _text(value.get("c"), depth - 1) if depth else ""
    text = words if isinstance(words, str) else inner
    return f"{text}\n" if value.get("e") in _PARAGRAPHS else text
