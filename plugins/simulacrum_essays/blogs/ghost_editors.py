"""What Ghost's two editors keep, and that of Standard Notes: Lexical's tree and Mobiledoc's sections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from simulacrum_core.sources import Block, BlockKind, html_blocks

from ..text.markdown import markdown

Node = Any
"""A piece of a document that somebody else's program wrote: of any type."""

_DEEPEST = 60
_FRAMES = frozenset("collapsible-container collapsible-content layout-container layout-item root".split())
"""Nodes that hold paragraphs as the root does."""
_HEADER: dict[str, BlockKind] = {"header": "heading", "subheader": "text"}
_HEADINGS, _QUOTES = ("heading", "extended-heading"), ("quote", "extended-quote", "aside")


def lexical_blocks(document: dict[str, Any]) -> Iterator[Block]:
    """The blocks of Lexical's tree."""
    yield from _nodes(document.get("root"), 0)


def _nodes(parent: Node, depth: int) -> Iterator[Block]:
    for node in _children(parent) if depth < _DEEPEST else []:
        kind = str(node.get("type"))
        if kind in _FRAMES:
            yield from _nodes(node, depth + 1)
        else:
            yield from _LEXICAL.get(kind, _paragraph)(node)


def _paragraph(node: Node) -> Iterator[Block]:
    kind: BlockKind = "quote" if node.get("type") in _QUOTES else "heading" if node.get("type") in _HEADINGS else "text"
    yield from _written(kind, _inline(node))


def _written(kind: BlockKind, text: str) -> Iterator[Block]:
    if text.strip():
        yield Block(kind, text.strip("\n"))


def _list(node: Node) -> Iterator[Block]:
    yield from _written("text", "\n".join(_items(node, 0)))


def _items(node: Node, depth: int) -> Iterator[str]:
    for number, item in enumerate(_children(node), _start(node)):
        bullet = f"{number}. " if node.get("listType") == "number" else "- "
        inner = [child for child in _children(item) if child.get("type") == "list"]
        if words := _inline({"children": [child for child in _children(item) if child not in inner]}).strip():
            yield f"{'  ' * depth}{bullet}{words}"
        for child in inner if depth < _DEEPEST else []:
            yield from _items(child, depth + 1)


def _start(node: Node) -> int:
    start = node.get("start")
    return start if isinstance(start, int) else 1


def _inline(node: Node, depth: int = 0) -> str:
    """The words in a node."""
    if depth > _DEEPEST:
        return ""
    pieces = []
    for child in _children(node):
        kind = child.get("type")
        if kind == "linebreak":
            pieces.append("\n")
        elif kind == "tab":
            pieces.append("\t")
        else:
            text = child.get("text")
            pieces.append(text if isinstance(text, str) else _inline(child, depth + 1))
    return "".join(pieces)


def _children(node: Node) -> list[dict[str, Any]]:
    children = node.get("children") if isinstance(node, dict) else None
    return [child for child in children if isinstance(child, dict)] if isinstance(children, list) else []


def _card(key: str, read: Callable[[str], list[Block]]) -> Callable[[Node], Iterator[Block]]:
    def blocks(node: Node) -> Iterator[Block]:
        text = node.get(key)
        return iter(read(text) if isinstance(text, str) else [])

    return blocks


def _code(text: str) -> list[Block]:
    return list(_written("code", text))


def _highlighted(node: Node) -> Iterator[Block]:
    return _written("code", _inline(node))


def _table(node: Node) -> Iterator[Block]:
    """A table as pages have it: a line for each row, tabs between the cells."""
    rows = ("\t".join(_cell(cell) for cell in _children(row)) for row in _children(node))
    return _written("text", "\n".join(row for row in rows if row.strip()))


def _cell(cell: Node) -> str:
    return " ".join(_inline(part).strip() for part in _children(cell))


def _toggle(node: Node) -> Iterator[Block]:
    for key in ("heading", "content"):
        yield from _card(key, html_blocks)(node)


def _nothing(node: Node) -> Iterator[Block]:
    return iter(())


def _beside(*keys: str) -> Callable[[Node], Iterator[Block]]:
    """A reader of what a card says that is no part of the text: captions, previews of links, calls to subscribe."""

    def blocks(node: Node) -> Iterator[Block]:
        for source in (node, node.get("metadata"), node.get("payload")):
            for key in keys if isinstance(source, dict) else ():
                found = _card(key, html_blocks)(source)
                yield from (Block("boilerplate", block.text, block.line) for block in found)

    return blocks


def _header(node: Node) -> Iterator[Block]:
    """A large heading, with a line below it that is its author's too."""
    for key, kind in _HEADER.items():
        yield from (msgspec.structs.replace(block, kind=kind) for block in _card(key, html_blocks)(node))
    yield from _beside("buttonText")(node)


_MARKDOWN = _card("markdown", lambda text: markdown(text).blocks)
_HTML = _card("html", html_blocks)


def _mailed(node: Node) -> Iterator[Block]:
    """What is sent to subscribers alone is no part of the post."""
    return (Block("boilerplate", block.text, block.line) for block in _HTML(node))


_OBJECTS: dict[str, Callable[[Node], Iterator[Block]]] = {
    **dict.fromkeys("image gallery embed video".split(), _beside("caption")),
    "bookmark": _beside("title", "description", "caption"),
    "audio": _beside("title"),
    "button": _beside("buttonText"),
    "file": _beside("fileTitle", "fileCaption"),
    "signup": _beside("header", "subheader", "disclaimer", "buttonText"),
    "product": _beside("productTitle", "productDescription", "productButton"),
    "header": _header,
    "call-to-action": _beside("textValue", "buttonText", "sponsorLabel"),
}
"""What a card holds that is shown beside a text, by the keys of its words."""
_LEXICAL: dict[str, Callable[[Node], Iterator[Block]]] = {
    "list": _list,
    "code": _highlighted,
    "table": _table,
    "codeblock": _card("code", _code),
    "markdown": _MARKDOWN,
    "html": _HTML,
    "callout": _card("calloutText", html_blocks),
    "toggle": _toggle,
    "email": _mailed,
    "email-cta": _mailed,
    **_OBJECTS,
    **dict.fromkeys("horizontalrule paywall transistor snfile snbubble".split(), _nothing),
}
_CARDS: dict[str, Callable[[Node], Iterator[Block]]] = {
    "markdown": _MARKDOWN,
    "card-markdown": _MARKDOWN,
    "html": _HTML,
    "code": _card("code", _code),
    "email": _mailed,
    "callout": _card("calloutText", html_blocks),
    "toggle": _toggle,
    "email-cta": _mailed,
    **_OBJECTS,
}
_TAGS: dict[str, BlockKind] = {
    "blockquote": "quote",
    "pull-quote": "quote",
    "aside": "quote",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
}


def mobiledoc_blocks(document: dict[str, Any]) -> Iterator[Block]:
    """The blocks of Mobiledoc's sections: 1 is a paragraph, 3 a list, 10 a card."""
    atoms, cards = _list_of(document, "atoms"), _list_of(document, "cards")
    for section in _list_of(document, "sections"):
        if not isinstance(section, list) or len(section) < 2:
            continue
        if section[0] == 1 and len(section) > 2:
            yield from _written(_TAGS.get(str(section[1]), "text"), _marked(section[2], atoms))
        elif section[0] == 3 and len(section) > 2:
            yield from _written("text", "\n".join(_listed(section, atoms)))
        elif section[0] == 10:
            yield from _carded(section[1], cards)


def _listed(section: list[Any], atoms: list[Any]) -> Iterator[str]:
    for number, item in enumerate(section[2] if isinstance(section[2], list) else [], 1):
        yield (f"{number}. " if section[1] == "ol" else "- ") + _marked(item, atoms)


def _marked(markers: Any, atoms: list[Any]) -> str:
    pieces = []
    for marker in markers if isinstance(markers, list) else []:
        if isinstance(marker, list) and len(marker) > 3:
            pieces.append(_atom(marker[3], atoms) if marker[0] == 1 else str(marker[3]))
    return "".join(pieces)


def _atom(index: Any, atoms: list[Any]) -> str:
    """A line break, or what an atom shows."""
    atom = atoms[index] if isinstance(index, int) and 0 <= index < len(atoms) else None
    if not isinstance(atom, list) or len(atom) < 2:
        return ""
    return "\n" if atom[0] == "soft-return" else str(atom[1])


def _carded(index: Any, cards: list[Any]) -> Iterator[Block]:
    card = cards[index] if isinstance(index, int) and 0 <= index < len(cards) else None
    if isinstance(card, list) and len(card) > 1 and isinstance(card[1], dict):
        yield from _CARDS.get(str(card[0]), _nothing)(card[1])


def _list_of(document: dict[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else []
