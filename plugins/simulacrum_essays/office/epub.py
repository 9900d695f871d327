"""Books (epub): their chapters in reading order, without contents, covers and imprints."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Block, Element, blocks_of, date_of, html_blocks, stem_of, tag_of, words_in

from ..byline import byline_of, without_byline
from ..essay import Essay, Reading, document_of
from ..names import named
from ..people import person
from ..web import without_title
from ..xml import text_in, xml_tree
from .documents import Members, content_in, members_of
from .epub_contents import table_of_contents

_ENCRYPTION, _CONTAINER = "META-INF/encryption.xml", "META-INF/container.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_TYPE, _PARTS = "{http://www.idpf.org/2007/ops}type", frozenset("body section div nav article".split())
_AROUND = re.compile(
    r"nav|toc|contents|cover|title-?page|copyright(?:-?page)?|colophon|imprint|half-?title(?:page)?|lo[it]|index"
    r"|landmarks",
    re.IGNORECASE,
)


def epub_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """One essay a chapter; a book of one chapter is that essay."""
    members = members_of(file, document_of(file, reading), reading.limits)
    path, package = _package(members, file.name)
    _check_open(members, file.name)
    title, author, date = _about(package)
    found = _chapters(members, path, package, file.name, reading)
    around: list[Block] = []
    chapters = list[tuple[str, list[Block]]]()
    for name, blocks in found:
        is_around = all(block.kind == "boilerplate" for block in blocks) or _tells_nothing(blocks, title, author)
        around += [Block("boilerplate", block.text, block.line) for block in blocks] if is_around else []
        chapters += [] if is_around else [(name, blocks)]
    labels = table_of_contents(members, path, package, file.name)
    for number, (name, blocks) in enumerate(chapters, 1):
        whole = len(chapters) == 1
        heading = blocks[0].text if len(blocks) > 1 and blocks[0].kind == "heading" else None
        yield Essay(
            id=file.name if whole else f"{file.name}#{number}",
            title=(title if whole else heading or labels.get(name)) or heading or title or named(file.name).title,
            author=person(author),
            date=date_of(date),
            blocks=[*_text(blocks, heading, [labels.get(name), title], author), *(around if number == 1 else [])],
            file=f"{file.name}/{name}",
        )


def _text(blocks: list[Block], heading: str | None, titles: list[str | None], author: str | None) -> list[Block]:
    """A chapter without what stands above its text."""
    if heading:
        return blocks[1:]
    for title in titles:
        if (rest := without_title(blocks, title)) is not blocks:
            return without_byline(rest, author)[0]
    return blocks


def _package(members: Members, file: str) -> tuple[str, Element]:
    """The package document, and the folder it lies in."""
    container = xml_tree(content_in(members, _CONTAINER), f"{file}/{_CONTAINER}")
    path = next((str(item.get("full-path")) for item in container.iter() if tag_of(item) == "rootfile"), "")
    return posixpath.dirname(path), xml_tree(content_in(members, path), f"{file}/{path}")


def _check_open(members: Members, file: str) -> None:
    """Raise SourceError for a book whose text is encrypted; fonts often are."""
    if _ENCRYPTION not in members:
        return
    root = xml_tree(content_in(members, _ENCRYPTION), f"{file}/{_ENCRYPTION}")
    methods = [str(item.get("Algorithm")) for item in root.iter() if tag_of(item) == "encryptionmethod"]
    if any(method not in _FONTS for method in methods):
        raise SourceError("the book is encrypted (DRM)", file=file, remedy="Hand in a copy without DRM")


def _about(package: Element) -> tuple[str | None, str | None, str | None]:
    meta = next((item for item in package if tag_of(item) == "metadata"), None)
    if meta is None:
        return None, None, None
    found = [text_in(meta, name).strip() or None for name in ("title", "creator", "date")]
    return found[0], found[1], found[2]


def _chapters(
    members: Members, folder: str, package: Element, file: str, reading: Reading
) -> Iterator[tuple[str, list[Block]]]:
    items = {str(item.get("id")): item for item in package.iter() if tag_of(item) == "item"}
    guide = {
        posixpath.join(folder, str(item.get("href")).partition("#")[0]) for item in package.iter() if _is_around(item)
    }
    seen: set[str] = set()
    for ref in package.iter():
        item = items.get(str(ref.get("idref"))) if tag_of(ref) == "itemref" else None
        if item is None:
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(str(item.get("href")))))
        # A book has every chapter once, whatever ids it goes by.
        if name in seen:
            reading.tally["type chapter that is there twice"] += 1
            continue
        seen.add(name)
        is_around = ref.get("linear") == "no" or "nav" in str(item.get("properties", "")).split()
        is_around = is_around or name in guide or _AROUND.fullmatch(stem_of(name)) is not None
        reading.tally["type page around a book"] += is_around
        try:
            blocks = _blocks(content_in(members, name), f"{file}/{name}", reading, is_around=is_around)
        except SourceError as error:
            reading.findings.report(f"{file}/{name}", error.line, f"left out: {error.what}")
            continue
        if any(block.kind != "heading" for block in blocks):
            yield name, blocks


def _tells_nothing(blocks: list[Block], title: str | None, author: str | None) -> bool:
    """Whether a page only names the book, its author and its date."""
    bare = without_title(blocks, title)
    lines = [line for block in bare for line in block.text.split("\n")]
    return len(bare) < 4 and byline_of(lines, author).taken == len(lines)


def _character(match: re.Match[bytes]) -> bytes:
    """What HTML calls by a name that XML does not know."""
    return match[0] if match[1] in _XML_ENTITIES else html.unescape(match[0].decode()).encode()


def _is_around(item: Element) -> bool:
    return tag_of(item) == "reference" and bool(_AROUND.fullmatch(str(item.get("type", ""))))


def _blocks(data: bytes, file: str, reading: Reading, *, is_around: bool) -> list[Block]:
    """The blocks of a chapter, as XML if it is that and else as HTML; of a page around a book, its words as one."""
    try:
        root = xml_tree(_ENTITY.sub(_character, data), file)
    except SourceError as error:
        if "refused" in error.what or "entities" in error.what:
            raise
        reading.findings.report(file, error.line, f"{error.what}: read as HTML, where the end may be missing")
        return html_blocks(data, file)
    # Calibre puts the publisher's words about a book in front of it.
    is_around = is_around or any(
        element.get("name") == "calibre-content" for element in root.iter() if tag_of(element) == "meta"
    )
    body = next((element for element in root.iter() if tag_of(element) == "body"), root)
    for element in [] if is_around else list(body.iter()):
        kinds = str(element.get(_TYPE, "")).split() if isinstance(element.tag, str) else []
        if any(_AROUND.fullmatch(kind) for kind in kinds) and tag_of(element) in _PARTS:
            is_around = is_around or element is body
            # What is hidden is told last, as nobody's.
            element.set("hidden", "")
    if not is_around:
        return blocks_of(body)
    body.attrib.pop("hidden", None)
    words = words_in(body)
    return [Block("boilerplate", words)] if words else []
