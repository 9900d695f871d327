"""Posts as the site's interface for programs gives them, which backups of blogs keep: a file for each, or many in one.

Source: Tumblr's API, version 2: posts of the older types, and of blocks (NPF), where `trail` is what was reblogged.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from simulacrum_core import Conversation, Findings, Participant, SourceError, SourceFile
from simulacrum_core.sources import Limits, content_of, date_of

from ..markup import html_passages
from ..monologues import Passage, monologue, sound
from .posts import Tally, answer, without_names, writer_of

_OWN = ("body", "description", "caption", "answer")
_QUOTED = ("text", "source", "excerpt")
_OTHERS = frozenset(("quote", "chat"))
_UNPUBLISHED = frozenset(("draft", "queue", "queued"))
Post = Mapping[str, Any]


def json_conversations(file: SourceFile, limits: Limits, findings: Findings, tally: Tally) -> Iterator[Conversation]:
    """The posts of a file; raises SourceError where it is no JSON."""
    try:
        document = json.loads(content_of(file, limits, "page_bytes"))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not JSON that can be read ({error})", file=file.name, remedy="Save it again") from error
    for post in _posts(document):
        id = sound(str(post.get("id_string") or post.get("id") or ""))
        if id and id in tally.read:
            tally.counts["repeated"] += 1
            continue
        try:
            found = _conversation(post, id or file.name, f"{file.name}:1", file.name, tally)
        except SourceError as error:
            findings.report(file.name, None, f"left out: a post: {error.what}")
            continue
        tally.read.add(id)
        yield found


def _posts(document: object) -> Iterator[Post]:
    """The posts in what the interface answers: one, a list, or `response` around a list."""
    if isinstance(document, list):
        for item in document:
            yield from _posts(item) if isinstance(item, dict) else ()
    elif isinstance(document, dict) and "blog_name" in document:
        yield document
    elif isinstance(document, dict):
        for name in ("response", "posts"):
            if isinstance(inner := document.get(name), dict | list):
                yield from _posts(inner)


def _conversation(post: Post, id: str, position: str, file: str, tally: Tally) -> Conversation:
    blog = _text(post, "blog_name")
    tally.blogs[blog] = tally.blogs.get(blog, 0) + 1
    tally.counts["drafts"] += post.get("state") in _UNPUBLISHED
    is_reblog = any(post.get(key) for key in ("reblogged_from_id", "reblogged_from_name", "parent_post_id"))
    is_reblog = is_reblog or any(_blog(item) != blog for item in _items(post, "trail"))
    tally.counts["reblogs"] += is_reblog
    writer, date = writer_of(blog), _moment(post)
    passages = list(_passages(post, blog, position, file, is_reblog=is_reblog))
    asked = [passage for passage in passages if passage.kind == "call"]
    if asked and not is_reblog:
        name = _text(post, "asking_name")
        asker = Participant(name, name) if name and name.lower() != "anonymous" else None
        rest = [passage for passage in passages if passage.kind != "call"]
        return answer(id, asked, rest, date, writer, asker)
    passages = [msgspec.structs.replace(one, kind="quote") if one.kind == "call" else one for one in passages]
    title = _text(post, "title").strip()
    if title and post.get("type") == "link":
        passages, title = [Passage(title, position, "boilerplate"), *passages], ""
    if title and not passages:
        passages, title = [Passage(title, position)], ""
    media = any(_items(post, key) for key in ("photos", "attachments")) or bool(post.get("video_url"))
    empty = Passage("", position, "media" if media else "text")
    return monologue(writer, id, title or None, date, passages or [empty])


def _passages(post: Post, blog: str, position: str, file: str, *, is_reblog: bool) -> Iterator[Passage]:
    """The passages of a post; a question that was sent is of the kind `call`, until it is known what becomes of it."""
    if _items(post, "content"):
        yield from _of_blocks(post, blog, position, is_reblog=is_reblog)
        return
    told = post.get("reblog")
    reblog = told if isinstance(told, dict) else {}
    own = [_text(reblog, "comment")] if is_reblog and reblog else [_text(post, name) for name in _OWN]
    others = [_text(reblog, "tree_html")] if is_reblog and reblog else [_text(post, name) for name in _QUOTED]
    if is_reblog and not reblog:
        # Nothing tells what the owner has added, if they have.
        own, others = [], [*own, *others]
    if post.get("type") in _OTHERS:
        own, others = own if is_reblog else [], [*others, *(own if not is_reblog else [])]
    yield from _marked(_text(post, "question"), "call", position, file)
    for markup in others:
        yield from _marked(markup, "quote", position, file)
    for photo in _items(post, "photos"):
        yield from _marked(_text(photo, "caption"), "boilerplate", position, file)
    for markup in own:
        yield from without_names(html_passages(markup, position, file)) if markup.strip() else ()


def _marked(markup: str, kind: Any, position: str, file: str) -> Iterator[Passage]:
    if markup.strip():
        yield from (msgspec.structs.replace(one, kind=kind) for one in html_passages(markup, position, file))


def _of_blocks(post: Post, blog: str, position: str, *, is_reblog: bool) -> Iterator[Passage]:
    """What is written in blocks: those of the trail are of whoever blogs there, those of a question of its sender."""
    for item in _items(post, "trail"):
        kind: Any = "text" if _blog(item) == blog else "quote"
        yield from (Passage(text, position, kind) for text, _ in _written(item) if text)
    asked = {
        number
        for layout in _items(post, "layout")
        if layout.get("type") == "ask" and isinstance(layout.get("blocks"), list)
        for number in layout["blocks"]
        if isinstance(number, int)
    }
    for number, (text, subtype) in enumerate(_written(post)):
        if text:
            is_quote = subtype in ("quote", "chat")
            yield Passage(text, position, "call" if number in asked else "quote" if is_quote else "text")


def _written(item: Post) -> Iterator[tuple[str, str]]:
    """The words of each block, "" of those that hold none, and what kind of text they are."""
    for block in _items(item, "content"):
        is_text = block.get("type") == "text"
        text, subtype = _text(block, "text").strip() if is_text else "", _text(block, "subtype")
        yield (f"- {text}" if text and subtype.endswith("list-item") else text), subtype


def _items(item: Post, name: str) -> list[Post]:
    found = item.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _blog(item: Post) -> str:
    found = item.get("blog")
    return _text(found, "name") if isinstance(found, dict) else ""


def _text(item: Post, name: str) -> str:
    found = item.get(name)
    return sound(found) if isinstance(found, str) else ""


def _moment(post: Post) -> dt.datetime | None:
    seconds = post.get("timestamp")
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC) if isinstance(seconds, int | str) else None
    except (ValueError, OverflowError, OSError):
        return date_of(_text(post, "date"))
