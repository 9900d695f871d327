"""OpenDocument texts (odt): paragraphs, headings, lists, quotations by their styles, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import LONGEST_LEAD, Block, BlockKind, Element, date_of, leads_in, tag_of

from ..byline import without_byline
from ..essay import Essay, Reading, document_of
from ..names import named
from ..people import person
from ..titles import plausible
from ..web import without_title
from ..xml import xml_tree
from .changes import Changes, insertion_blocks, owner_of
from .documents import content_in, members_of
from .odt_changes import regions_of, undo_changes
from .word_made import is_made_style

_UNREAD = frozenset(
    "tracked-changes annotation annotation-end sequence-decls forms note-citation variable-decls user-field-decls"
    " ruby-text placeholder script hidden-text hidden-paragraph page-number page-count frame".split()
)
_BLANKS = re.compile(r"[ \t\r\n]+")
_INDEXES = frozenset(
    "table-of-content bibliography alphabetical-index illustration-index table-index object-index user-index".split()
)
_RUNNING = frozenset("header header-left header-first footer footer-left footer-first".split())
_CAPTIONS = ("caption", "illustration", "figure", "drawing", "beschriftung", "abbildung", "legend")
_DEEPEST = 9
_STYLES: tuple[tuple[str, BlockKind], ...] = (
    ("quot", "quote"),
    ("block_20_text", "quote"),
    ("preformat", "code"),
    ("code", "code"),
    ("listing", "code"),
)


def odt_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a document."""
    root, common, meta = _parts(file, reading)
    body = next((element for element in root.iter() if tag_of(element) == "body"), None)
    if body is None:
        raise SourceError("a document without a text", file=file.name, remedy="Save it again")
    changes = Changes()
    regions = regions_of(body, changes)
    title, author, date, last = _about(meta)
    owner = owner_of(changes.authors, author, last, reading)
    undo_changes(body, regions, owner, changes)
    hidden = _hidden(root) | _hidden(common)
    reader = _Reader(_styles(common) | _styles(root), _numbered(root) | _numbered(common), hidden)
    found = list(reader.blocks(body))
    reading.tally["mark comments"] += sum(tag_of(element) == "annotation" for element in body.iter())
    running = [
        element for element in common.iter() if tag_of(element) in _RUNNING and element.xpath("string()").strip()
    ]
    reading.tally["mark running heads and feet"] += len(running)
    deleted = [one for one in regions.values() if one.kind == "deletion" and not owner.undoes(one.author)]
    reading.tally["mark tracked deletions"] += len(deleted)
    blocks = [Block(kind, text, number, leads_in(text, reader.apart)) for number, (kind, text) in enumerate(found, 1)]
    told = named(file.name)
    title = plausible(title)
    if title is None:
        title = blocks[0].text if len(blocks) > 1 and blocks[0].kind == "heading" else told.title
    blocks, byline = without_byline(without_title(blocks, title), author)
    author, day = person(author) or byline.author, told.date or byline.date or date_of(date)
    blocks += insertion_blocks(changes, len(blocks), owner, file.name, reading)
    yield Essay(file.name, title, author, day, blocks, file.name)


def is_flat(head: bytes) -> bool:
    """Whether a file begins like a document that is one piece of XML (fodt)."""
    return b"<office:document " in head[:2048] and b"opendocument.text" in head


def _parts(file: SourceFile, reading: Reading) -> tuple[Element, Element, Element | None]:
    """The document, the styles that it has from elsewhere, and what is told about it."""
    data = document_of(file, reading)
    if not data.startswith(b"PK"):
        root = xml_tree(data, file.name)
        return root, root, next((element for element in root if tag_of(element) == "meta"), None)
    members = members_of(file, data, reading.limits)
    content, styles, meta = (
        xml_tree(content_in(members, name), f"{file.name}/{name}") if name in members or name == "content.xml" else None
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    return content, styles if styles is not None else content, meta


def _about(meta: Element | None) -> tuple[str | None, str | None, str | None, str | None]:
    """Title, first author, the day of the first save, and who saved it last."""
    if meta is None:
        return None, None, None, None
    found = {tag_of(element): "".join(element.itertext()).strip() for element in meta.iter()}
    last = found.get("creator")
    return found.get("title"), found.get("initial-creator") or last, found.get("creation-date"), last


def _styles(root: Element) -> dict[str, str]:
    """What the styles that a document made up itself are derived from."""
    found = {}
    for element in root.iter():
        if tag_of(element) == "style":
            found[_attribute(element, "name")] = _attribute(element, "parent-style-name")
    return found


def _numbered(root: Element) -> set[tuple[str, int]]:
    """The styles of lists, and the depths in them, that have numbers."""
    found = set()
    for element in root.iter():
        if tag_of(element) == "list-level-style-number":
            level = _attribute(element, "level")
            depth = int(level) - 1 if level.isascii() and level.isdecimal() and len(level) < 4 else 0
            found.add((_attribute(element.getparent(), "name"), depth))
    return found


def _attribute(element: Element, name: str) -> str:
    """An attribute by its name in whichever namespace; one by one, as lxml needs the square of their number for all."""
    key = next((str(key) for key in element.attrib if str(key).rpartition("}")[2] == name), "")
    return str(element.get(key)) if key else ""


def _hidden(root: Element) -> set[str]:
    """The styles of text that nobody sees."""
    found = set()
    for element in root.iter():
        if tag_of(element) in ("text-properties", "section-properties") and _attribute(element, "display") == "none":
            found.add(_attribute(element.getparent(), "name"))
    return found


class _Reader:
    """Walks the body; depth is bounded by the parser."""

    def __init__(self, parents: dict[str, str], numbered: set[tuple[str, int]], hidden: set[str]) -> None:
        self._parents, self._numbered, self._hidden = parents, numbered, hidden
        self._notes: list[str] = []
        self._aside: list[tuple[BlockKind, str]] = []
        self.apart = set[str]()
        """Words at the beginnings of lines that are set apart by their look."""

    def blocks(self, body: Element) -> Iterator[tuple[BlockKind, str]]:
        """The blocks in their order, notes at the end."""
        yield from self._within(body)
        for note in self._notes:
            yield "note", note

    def _within(self, element: Element) -> Iterator[tuple[BlockKind, str]]:
        for child in element:
            name = tag_of(child)
            if name in ("p", "h"):
                text = self._text(child).strip("\n")
                if text.strip():
                    yield self._kind(child, name), text
                # What hangs from a paragraph in a frame, and what is hidden in it, comes behind it.
                aside, self._aside = self._aside, []
                yield from aside
            elif name in _INDEXES or self._is_unseen(child, name):
                yield from (("boilerplate", text) for _, text in self._within(child))
            elif name == "list":
                lines = list(self._items(child, 0, _attribute(child, "style-name")))
                if lines:
                    yield "text", "\n".join(lines)
            elif name == "table" and (rows := list(self._rows(child))):
                yield "text", "\n".join(rows)
            elif name not in _UNREAD:
                yield from self._within(child)

    def _rows(self, table: Element) -> Iterator[str]:
        """The rows of a table with tabs between their cells; nothing where a cell holds more than a paragraph."""
        noted = len(self._notes)
        rows = [row for row in table.iter() if tag_of(row) == "table-row"]
        cells = [[[text for _, text in self._within(cell)] for cell in row] for row in rows]
        if all(len(texts) < 2 for row in cells for texts in row):
            yield from filter(str.strip, ("\t".join("".join(texts) for texts in row) for row in cells))
        else:
            del self._notes[noted:]

    def _items(self, element: Element, depth: int, style: str) -> Iterator[str]:
        is_numbered = (style, depth) in self._numbered
        number = 0
        for item in element:
            is_new = True
            for child in item:
                if tag_of(child) == "list":
                    yield from self._items(child, depth + 1, _attribute(child, "style-name") or style)
                elif tag_of(child) in ("p", "h") and (text := self._text(child).strip()):
                    number += is_new
                    bullet = f"{number}." if is_numbered else "-"
                    yield f"{'  ' * depth}{bullet if is_new else ' ' * len(bullet)} {text}"
                    is_new = False

    def _is_unseen(self, element: Element, name: str) -> bool:
        if name == "section" and _attribute(element, "display") == "none":
            return True
        return any(style in self._hidden for style in self._derived_from(_attribute(element, "style-name")))

    def _kind(self, element: Element, name: str) -> BlockKind:
        styles = list(self._derived_from(_attribute(element, "style-name")))
        if any(style in self._hidden for style in styles) or any(_is_caption(style) for style in styles):
            return "boilerplate"
        if name == "h" or "Title" in styles:
            return "heading"
        return next((kind for style in styles for sign, kind in _STYLES if sign in style.lower()), "text")

    def _derived_from(self, style: str) -> Iterator[str]:
        """A style and those that it is derived from."""
        for _ in range(_DEEPEST):
            if style:
                yield style
                style = self._parents.get(style, "")

    def _text(self, element: Element) -> str:
        """The words in an element; notes are put aside."""
        # Blanks that are to be seen are elements.
        pieces = [_BLANKS.sub(" ", element.text or "")]
        if tag_of(element) in ("p", "h"):
            pieces[0] = pieces[0].lstrip(" ")
        begins = not pieces[0].strip()
        for child in element:
            name = tag_of(child)
            if name == "note":
                body = next((part for part in child if tag_of(part) == "note-body"), child)
                self._notes.append("\n".join(text for _, text in self._within(body)))
            elif name == "s":
                count = _attribute(child, "c")
                pieces.append(" " * (min(int(count[:4]), 1000) if count.isascii() and count.isdecimal() else 1))
            elif name == "frame":
                self._aside += self._framed(child)
            elif name == "span" and self._is_unseen(child, name):
                self._aside += [("boilerplate", text)] if (text := self._text(child).strip()) else []
            elif name in ("tab", "line-break"):
                pieces.append("\t" if name == "tab" else "\n")
            elif name not in _UNREAD:
                words = self._text(child)
                if name == "span" and begins and len(words.strip()) <= LONGEST_LEAD:
                    self.apart.add(words.strip())
                pieces.append(words)
            pieces.append(_BLANKS.sub(" ", child.tail or ""))
            begins = name == "line-break" or (begins and not any(map(str.strip, pieces[-2:])))
        return "".join(pieces)

    def _framed(self, frame: Element) -> list[tuple[BlockKind, str]]:
        """What is written in a frame: a caption, or a text box of the author's."""
        boxes = [part for part in frame if tag_of(part) == "text-box"]
        held, self._aside = self._aside, []
        found = [pair for box in boxes for pair in self._within(box)]
        is_caption = any(tag_of(part) == "sequence" for box in boxes for part in box.iter())
        self._aside = held
        return [("boilerplate" if is_caption else kind, text) for kind, text in found]


def _is_caption(style: str) -> bool:
    return style.lower().startswith(_CAPTIONS) or is_made_style(style.replace("_20_", " "))
