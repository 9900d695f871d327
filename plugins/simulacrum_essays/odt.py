"""OpenDocument texts (odt): paragraphs, headings, lists, quotations by their styles, notes."""

from __future__ import annotations

from collections.abc import Iterator

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.markup import Block, BlockKind, Element, name_of

from .dates import date_of
from .documents import Members, content_in, members_of
from .essay import Essay, Reading, content_of
from .names import named
from .people import person
from .titles import plausible
from .web import without_title
from .xml import xml_tree

_UNREAD = frozenset(
    "tracked-changes annotation annotation-end table-of-content frame sequence-decls forms note-citation bibliography"
    " alphabetical-index illustration-index table-index object-index user-index variable-decls"
    " user-field-decls".split()
)
_STYLES: tuple[tuple[str, BlockKind], ...] = (
    ("quot", "quote"),
    ("preformat", "code"),
    ("code", "code"),
    ("listing", "code"),
)


def odt_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a document."""
    members = members_of(file, content_of(file), reading.limits)
    root = xml_tree(content_in(members, "content.xml"), f"{file.name}/content.xml")
    body = next((element for element in root.iter() if name_of(element) == "body"), None)
    if body is None:
        raise SourceError("a document without a text", file=file.name, remedy="Save it again")
    found = list(_Reader(_styles(root)).blocks(body))
    blocks = [Block(kind, text, number) for number, (kind, text) in enumerate(found, 1)]
    title, author, date = _about(members, file.name)
    told = named(file.name)
    title = plausible(title)
    if title is None:
        title = blocks[0].text if len(blocks) > 1 and blocks[0].kind == "heading" else told.title
    yield Essay(file.name, title, person(author), told.date or date_of(date), without_title(blocks, title), file.name)


def _about(members: Members, file: str) -> tuple[str | None, str | None, str | None]:
    """Title, first author and the day of the first save."""
    if "meta.xml" not in members:
        return None, None, None
    meta = xml_tree(content_in(members, "meta.xml"), f"{file}/meta.xml")
    found = {name_of(element): "".join(element.itertext()).strip() for element in meta.iter()}
    return found.get("title"), found.get("initial-creator") or found.get("creator"), found.get("creation-date")


def _styles(root: Element) -> dict[str, str]:
    """What the styles that a document made up itself are derived from."""
    found = {}
    for element in root.iter():
        if name_of(element) == "style":
            found[_attribute(element, "name")] = _attribute(element, "parent-style-name")
    return found


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")


class _Reader:
    """Walks the body; depth is bounded by the parser."""

    def __init__(self, parents: dict[str, str]) -> None:
        self._parents = parents
        self._notes: list[str] = []

    def blocks(self, body: Element) -> Iterator[tuple[BlockKind, str]]:
        """The blocks in their order, notes at the end."""
        yield from self._within(body)
        for note in self._notes:
            yield "note", note

    def _within(self, element: Element) -> Iterator[tuple[BlockKind, str]]:
        for child in element:
            name = name_of(child)
            if name in ("p", "h"):
                text = self._text(child).strip("\n")
                if text.strip():
                    yield self._kind(child, name), text
            elif name == "list":
                lines = list(self._items(child, 0))
                if lines:
                    yield "text", "\n".join(lines)
            elif name not in _UNREAD:
                yield from self._within(child)

    def _items(self, element: Element, depth: int) -> Iterator[str]:
        for item in element:
            for child in item:
                if name_of(child) == "list":
                    yield from self._items(child, depth + 1)
                elif name_of(child) in ("p", "h") and (text := self._text(child).strip()):
                    yield f"{'  ' * depth}- {text}"

    def _kind(self, element: Element, name: str) -> BlockKind:
        style = _attribute(element, "style-name")
        style = self._parents.get(style) or style
        if name == "h" or style == "Title":
            return "heading"
        return next((kind for sign, kind in _STYLES if sign in style.lower()), "text")

    def _text(self, element: Element) -> str:
        """The words in an element; notes are put aside."""
        pieces = [element.text or ""]
        for child in element:
            name = name_of(child)
            if name == "note":
                body = next((part for part in child if name_of(part) == "note-body"), child)
                self._notes.append("\n".join(text for _, text in self._within(body)))
            elif name == "s":
                count = _attribute(child, "c")
                pieces.append(" " * (min(int(count), 1000) if count.isascii() and count.isdecimal() else 1))
            elif name in ("tab", "line-break"):
                pieces.append("\t" if name == "tab" else "\n")
            elif name not in _UNREAD:
                pieces.append(self._text(child))
            pieces.append(child.tail or "")
        return "".join(pieces)
