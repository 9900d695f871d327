"""The table of contents of a book: what its chapters are called."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from simulacrum_core import SourceError
from simulacrum_core.sources import Element, tag_of

from ..xml import xml_tree
from .documents import Members, content_in

_NCX = "application/x-dtbncx+xml"


def table_of_contents(members: Members, folder: str, package: Element, file: str) -> dict[str, str]:
    """The first label of each member; none where the table is missing or damaged."""
    found: dict[str, str] = {}
    for item in package.iter():
        if tag_of(item) == "item" and ("nav" in str(item.get("properties")).split() or item.get("media-type") == _NCX):
            name = _joined(folder, str(item.get("href")))
            try:
                root = xml_tree(content_in(members, name), f"{file}/{name}")
            except SourceError:
                continue
            for href, label in _entries(root):
                found.setdefault(_joined(posixpath.dirname(name), href), label)
    return found


def _entries(root: Element) -> list[tuple[str, str]]:
    """Links and their words, in a page or in the older format."""
    links = [(str(link.get("href")), _words(link)) for link in root.iter() if tag_of(link) == "a" and link.get("href")]
    for point in root.iter():
        if tag_of(point) == "navpoint":
            parts = {tag_of(part): part for part in point}
            if "content" in parts and "navlabel" in parts:
                links.append((str(parts["content"].get("src")), _words(parts["navlabel"])))
    return [(href, label) for href, label in links if label]


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _joined(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
