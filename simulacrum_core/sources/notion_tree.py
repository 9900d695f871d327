"""A page that Notion exports as HTML: its title, what its properties tell, and its text without what is Notion's."""

from __future__ import annotations

from collections import Counter

import msgspec

from .html.blocks import Block, Element, blocks_of, hide, tag_of
from .notion import NotionFacts, moment_in

_TITLE, _BODY = "page-title", "page-body"
_ROW = "property-row-"
_LINKS = frozenset(("bookmark", "link-to-page"))
_APART = frozenset(("table_of_contents", "collection-content"))
"""Contents, and tables of databases, whose rows are pages of their own."""
_ICONS = frozenset(("icon", "page-header-icon", "checkbox"))


class NotionHtml(msgspec.Struct, frozen=True):
    """A page; `removed` counts what is no word of it, and what of that has words is `boilerplate` after the text."""

    title: str
    facts: NotionFacts
    blocks: list[Block]
    removed: Counter[str]


def notion_html(tree: Element | None) -> NotionHtml | None:
    """The page in a tree; None where there is none."""
    article = None if tree is None else next((item for item in tree.iter("article") if "page" in _classes(item)), None)
    if article is None:
        return None
    removed: Counter[str] = Counter()
    body = _found(article, _BODY)
    others, facts = list[Block](), _facts(article, removed)
    blocks: list[Block] = []
    if body is not None:
        others = _prepare(body, removed)
        blocks = blocks_of(body)
    description = _found(article, "page-description")
    if description is not None and _words(description):
        blocks = [Block("text", _words(description), description.sourceline or 1), *blocks]
    others += _properties(article)
    return NotionHtml(_words(_found(article, _TITLE)), facts, [*blocks, *others], removed)


def _properties(article: Element) -> list[Block]:
    """The table of properties, a line for each."""
    table = _found(article, "properties")
    rows = list(table.iter("tr")) if table is not None else []
    lines = [": ".join(filter(None, map(_words, row.iter("th", "td")))) for row in rows]
    return [Block("boilerplate", "\n".join(filter(None, lines)), rows[0].sourceline or 1)] if any(lines) else []


def _facts(article: Element, removed: Counter[str]) -> NotionFacts:
    """What the rows of properties tell, whose kinds have names that are in no language."""
    table = _found(article, "properties")
    told: dict[str, str] = {}
    for row in table.iter("tr") if table is not None else ():
        kinds = [name.removeprefix(_ROW) for name in _classes(row) if name.startswith(_ROW)]
        removed["properties and clocks"] += 1
        for kind in kinds:
            told.setdefault(kind, _words(next(row.iter("td"), None)))
    day = moment_in(told.get("created_time", "")) or moment_in(told.get("date", ""))
    return NotionFacts(day, moment_in(told.get("last_edited_time", "")), told.get("created_by") or None)


def _prepare(body: Element, removed: Counter[str]) -> list[Block]:
    """Hide previews of other pages, contents, icons and ways to pages, and take toggles for what they are: paragraphs.

    What is hidden and has words is returned.
    """
    found = list[Block]()
    for element in list(body.iter()):
        names = _classes(element) if isinstance(element.tag, str) else frozenset()
        if names & (_LINKS | _APART):
            is_first = element.get("hidden") is None and (tag_of(element) != "div" or "collection-content" in names)
            is_first = is_first and not any(parent.get("hidden") is not None for parent in element.iterancestors())
            removed["links"] += is_first and not names & _APART
            if is_first and (words := _shown(element)):
                found.append(Block("boilerplate", words, element.sourceline or 1))
            hide(element)
        elif names & _ICONS:
            hide(element)
        elif "toggle" in names:
            _unlist(element)
    return found


def _shown(element: Element) -> str:
    """What a preview or a table of contents shows, a line for each part of it."""
    return "\n".join(words for text in element.itertext() if (words := " ".join(text.split())))


def _unlist(element: Element) -> None:
    element.tag = "div"
    for item in element:
        if tag_of(item) == "li":
            item.tag = "div"


def _classes(element: Element) -> frozenset[str]:
    return frozenset(str(element.get("class") or "").split())


def _found(element: Element, name: str) -> Element | None:
    return next((item for item in element.iter() if isinstance(item.tag, str) and name in _classes(item)), None)


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
