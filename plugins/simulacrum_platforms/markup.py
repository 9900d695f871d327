"""Markup of posts as passages: what its author wrote, and what they quote."""

from __future__ import annotations

import html
from collections.abc import Sequence

from simulacrum_core import Kind, Message
from simulacrum_core.sources import Block, Element, blocks_of, html_tree

from .monologues import Passage, sound

_KINDS: dict[str, Kind] = {"quote": "quote", "code": "quote", "machine": "machine", "boilerplate": "boilerplate"}


def html_passages(markup: str, position: str, file: str) -> list[Passage]:
    """The paragraphs of a post; raises SourceError where it is nested too deeply."""
    if "<" not in markup:
        return [Passage(text, position)] if (text := html.unescape(markup).strip()) else []
    tree = html_tree(sound(markup), file, extra="html")
    return [] if tree is None else tree_passages(tree, position)


def tree_passages(tree: Element, position: str) -> list[Passage]:
    """The paragraphs of an element, addresses as the site shows them."""
    for element in list(tree.iter("span")):
        told = str(element.get("class") or "").split()
        if "invisible" in told:
            element.clear(keep_tail=True)
        elif "ellipsis" in told:
            element.text = f"{element.text or ''}…"
    return [Passage(block.text, position, _kind(block)) for block in blocks_of(tree)]


def _kind(block: Block) -> Kind:
    return _KINDS.get(block.kind, "text")


def spoken(message: Message, passages: Sequence[Passage]) -> list[Message]:
    """A message of a talk with the passages that are its author's, and each quotation as a message of nobody's."""
    quoted = [passage for passage in passages if passage.kind != "text"]
    quotes = [
        Message(f"{message.id} {number}", None, message.sent_at, passage.text, passage.kind, position=passage.position)
        for number, passage in enumerate(quoted, 1)
    ]
    return [*quotes, message] if message.text or message.attachments or not quotes else quotes


def own_text(passages: Sequence[Passage]) -> str:
    """The words of a post's author, without what they quote."""
    return sound("\n\n".join(passage.text for passage in passages if passage.kind == "text"))
