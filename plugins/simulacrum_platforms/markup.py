"""Markup of posts as passages: what its author wrote, and what they quote."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from simulacrum_core import Kind, Message
from simulacrum_core.sources import Block, Element, blocks_of, html_tree

from .monologues import Passage, sound

_SIMPLE = re.compile(r"(?:[^<]++|</?p>|<br ?/?>|</?(?:a|span)(?: [^<>]{0,2000}+)?>)*+")
_INVISIBLE = re.compile(r'<span class="invisible">[^<]*+</span>')
_ELLIPSIS = re.compile(r'<span class="ellipsis">([^<]*+)</span>')
_PIECE, _PARAGRAPH, _BREAK = re.compile(r"</?(?:a|span)[^<>]{0,2001}+>"), re.compile(r"</?p>"), re.compile(r"<br ?/?>")
_BLANKS, _AROUND_BREAKS, _MANY_BREAKS = re.compile(r"[ \t\n\r\f]+"), re.compile(r" ?\n ?"), re.compile(r"\n{3,}")
_KINDS: dict[str, Kind] = {"quote": "quote", "code": "quote", "machine": "machine", "boilerplate": "boilerplate"}


def html_passages(markup: str, position: str, file: str) -> list[Passage]:
    """The paragraphs of a post; raises SourceError where it is nested too deeply."""
    if "quote-inline" not in markup and _SIMPLE.fullmatch(markup):
        return [Passage(text, position) for text in simple_paragraphs(sound(markup))]
    tree = html_tree(sound(markup), file, extra="html")
    return [] if tree is None else tree_passages(tree, position)


def simple_paragraphs(markup: str) -> list[str]:
    """The paragraphs of markup with nothing in it but paragraphs, breaks and links, as most posts of Mastodon are.

    A tree of each of very many posts would take ten times as long.
    """
    text = _PIECE.sub("", _ELLIPSIS.sub(r"\1…", _INVISIBLE.sub("", markup)))
    return [found for part in _PARAGRAPH.split(text) if (found := _shown(part))]


def _shown(part: str) -> str:
    text = html.unescape(_BREAK.sub("\n", _BLANKS.sub(" ", part)))
    return _MANY_BREAKS.sub("\n\n", _AROUND_BREAKS.sub("\n", text)).strip(" \n")


def tree_passages(tree: Element, position: str) -> list[Passage]:
    """The paragraphs of an element, addresses as the site shows them."""
    for element in list(tree.iter("span", "p")):
        told = str(element.get("class") or "").split()
        if "invisible" in told:
            element.clear(keep_tail=True)
        elif "ellipsis" in told:
            element.text = f"{element.text or ''}…"
        elif "quote-inline" in told:
            # The address of a quoted post, for servers that show none.
            element.set("hidden", "")
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
