"""Markup: what the HTML export made of a message's Markdown, turned back into what was typed."""

from __future__ import annotations

import re
from typing import Any

from ..marks import emoji

Element = Any
"""An element of lxml, which has no types."""

_AROUND = {"strong": "**", "em": "*", "u": "__", "s": "~~"}
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### "}
_SPOILERS = {"chatlog__markdown-spoiler", "spoiler-text--hidden", "spoiler"}
"""The class of a spoiler since April 2022, in the year before, and before that."""
_DEEPEST = 40
_LANGUAGE = re.compile(r"(?:^|\s)language-(\w{1,40})")


def typed(element: Element, depth: int = 0) -> str:
    """The text of an element and all that lies in it; deeper than the exporter ever goes, without its marks."""
    if depth > _DEEPEST:
        return "".join(element.itertext())
    return (element.text or "") + "".join(_child(child, depth + 1) + (child.tail or "") for child in element)


def _child(element: Element, depth: int) -> str:
    tag, classes = element.tag, element.get("class", "").split()
    if not isinstance(tag, str) or any("edited-timestamp" in name for name in classes):
        return ""
    if tag == "img":
        return emoji(str(element.get("alt", "")))
    if tag == "br":
        return "\n"
    inner = typed(element, depth)
    if tag in _AROUND:
        return f"{_AROUND[tag]}{inner}{_AROUND[tag]}"
    return _link(inner, element) if tag == "a" else _block(inner, tag, classes)


def _link(words: str, element: Element) -> str:
    """A bare address, or `[words](address)`."""
    return words if "://" in words else f"[{words}]({element.get('href', '')})"


def _block(inner: str, tag: str, classes: list[str]) -> str:
    if not _SPOILERS.isdisjoint(classes):
        return f"||{inner}||"
    if any(name in ("quote", "chatlog__markdown-quote") for name in classes):
        return re.sub(r"^(?!\Z)", "> ", inner, flags=re.MULTILINE)
    if any(name.endswith("pre--inline") for name in classes):
        return f"`{inner}`"
    if any(name.endswith("pre--multiline") for name in classes):
        language = _LANGUAGE.search(" ".join(classes))
        return f"```{language[1] if language else ''}\n{inner}\n```"
    if tag in _HEADINGS:
        return f"{_HEADINGS[tag]}{inner}\n"
    return f"- {inner}\n" if tag == "li" else inner
