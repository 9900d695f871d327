"""A page of `messages.html` as a tree, and the parts of it that Telegram Desktop marks with classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from simulacrum_core.sources import html_tree, nested_among

from .notes import lines_of

_DEEPEST = 100
"""Elements in one another, more than Telegram ever writes."""
_FRAME = re.compile(r"\A\n|\n *\Z")
_END = re.compile(r"\n *\Z")
_QUOTATION = "blockquote"
_VIA = re.compile(r"(?<!\s)\s+via @\w+\s*\Z")
_DIV = re.compile(rb"<(/?)div\b")
_MESSAGE = b'<div class="message '
Tag = Any
"""An element of lxml, which has no types of its own."""


def parse(data: bytes, file: str, tell: Callable[[str], None]) -> Tag | None:
    """The tree of a page, None where there is nothing; `tell` is told where it is not whole."""
    return html_tree(data.decode("utf-8", "replace"), file, "html", tell)


def is_whole(data: bytes) -> bool:
    """Whether a page ends as it should."""
    return data[-99:].rstrip().endswith(b"</html>")


def breaks_off(data: bytes) -> bool:
    """Whether the last message of a page is not whole."""
    tags = [match[1] for match in _DIV.finditer(data, max(data.rfind(_MESSAGE), 0))]
    return tags.count(b"") > tags.count(b"/")


def classes(tag: Tag) -> list[str]:
    """The classes of an element."""
    return str(tag.get("class", "")).split()


def parts(tag: Tag) -> dict[str, Tag]:
    """The children of an element by their classes, the first of each class."""
    found: dict[str, Tag] = {}
    for child in tag:
        for name in classes(child):
            found.setdefault(name, child)
    return found


def having(tag: Tag, name: str) -> Iterator[Tag]:
    """All elements in an element that have a class."""
    return (inner for inner in tag.iter() if name in classes(inner))


def separated(tag: Tag, name: str) -> list[Tag]:
    """The same, taken out of one another where they lie so on a damaged page: nobody says what another one said."""
    found = list(having(tag, name))
    for inner in nested_among(found):
        inner.getparent().remove(inner)
    return found


def text_of(tag: Tag, without: str = "", depth: int = 0) -> str:
    """What is written in an element: line breaks as such, elements of the class `without` not."""
    if depth > _DEEPEST:
        return "".join(tag.itertext())
    pieces = [tag.text or ""]
    for child in tag:
        if child.tag == "br":
            pieces.append("\n")
        elif without not in classes(child):
            pieces.append(text_of(child, without, depth + 1))
        pieces.append(child.tail or "")
    return "".join(pieces)


def framed(tag: Tag, without: str = "") -> str:
    """The same without the line breaks that Telegram puts at the begin and the end of every element."""
    return _FRAME.sub("", text_of(tag, without))


def quoted_in(tag: Tag) -> tuple[str, tuple[int, ...]]:
    """What is written in an element, framed, and the numbers of the lines that it quotes."""
    if all(child.tag != _QUOTATION for child in tag):
        return framed(tag), ()
    pieces = [(False, (tag.text or "").removeprefix("\n"))]
    for child in tag:
        is_quoted = child.tag == _QUOTATION
        pieces += [(is_quoted, "\n" if child.tag == "br" else text_of(child)), (False, child.tail or "")]
    pieces[-1] = False, _END.sub("", pieces[-1][1])
    return lines_of(pieces)


def shown_name(text: str | None) -> str:
    """A name without the bot that a message was sent through."""
    return _VIA.sub("", text or "").strip()


def names_bot(text: str | None) -> bool:
    """Whether a bot stands behind a name, through which the message was sent."""
    return _VIA.search(text or "") is not None
