"""Medium's export: a page for every story and response, with what it is about marked by classes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import BlockKind, Element, blocks_of, date_of, hide, html_tree, markup_text, stem_of

from ..essay import Essay, Reading, text_of
from ..people import person
from ..web import without_title

_STORY = re.compile(rb"""<section[^>]{0,200}data-field=["']?body["']?[^>]{0,200}>""")
_ID = re.compile(r"-([0-9a-f]{10,12})\Z")
_BESIDE = frozenset(
    "blocks bookmarks claps highlights interests ips lists membership memberships partner-program profile"
    " pubs-following sessions"
    " social-accounts topics-following twitter user-suggestions users-following responses clicks".split()
)


def is_story(head: bytes) -> bool:
    """Whether a page is one of Medium's; its style sheet is long, but not longer than the first 64 kB."""
    return _STORY.search(head) is not None and b"h-entry" in head


def beside_stories(files: Sequence[SourceFile]) -> set[str]:
    """The names of the pages of an export that are no stories: bookmarks, highlights, claps."""
    folders = {file.name.rpartition("/")[0] for file in files}
    roots = {folder[: -len("posts")] for folder in folders if folder == "posts" or folder.endswith("/posts")}
    beside = {f"{root}{name}" for root in roots for name in _BESIDE}
    found = {file.name for file in files if file.name.rpartition("/")[0] in beside}
    return found | {f"{root}README.html" for root in roots} if found else found


def medium_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The story of a page."""
    tree = html_tree(markup_text(text_of(file, reading)), file.name)
    bodies = [] if tree is None else tree.xpath("//section[@data-field='body']")
    if tree is None or not bodies:
        raise SourceError("a story of Medium without a text", file=file.name, remedy="Export it again")
    title = _words(tree, "//*[contains(@class, 'p-name')]")
    date = next(iter(tree.xpath("//time[contains(@class, 'dt-published')]/@datetime")), None)
    author = person(_words(tree, "//*[contains(@class, 'p-author')]"))
    is_draft = file.base.startswith("draft_") or not tree.xpath("//time | //*[contains(@class, 'p-canonical')]")
    body = bodies[0]
    for kicker in body.xpath(".//*[contains(@class, 'graf--kicker')]"):
        hide(kicker)
    written = blocks_of(body)
    # A short response has nothing but its text for a title.
    blocks = without_title(written, title)
    if all(block.kind == "boilerplate" for block in blocks):
        kinds: tuple[BlockKind, ...] = ("text", "boilerplate")
        title = None
        blocks = [msgspec.structs.replace(block, kind=kinds[block.kind == "boilerplate"]) for block in written]
    found = _ID.search(stem_of(file.name))
    key = f"medium {found[1]}" if found else None
    yield Essay(file.name, title, author, date_of(date), blocks, file.name, is_draft, key=key)


def _words(tree: Element, path: str) -> str | None:
    return next((" ".join("".join(element.itertext()).split()) or None for element in tree.xpath(path)), None)
