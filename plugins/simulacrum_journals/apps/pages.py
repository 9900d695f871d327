"""HTML in journals, and Apple Journal's export: a page for each entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from simulacrum_core import Attachment
from simulacrum_core.sources import Block, Element, Stamp, blocks_of, hide, html_blocks, html_tree, read_stamp

from ..entries import Entry, Piece
from ..sheets import Job, Sheet, WithoutStamps
from ..text.markdown import kind_of_file

_TAG = re.compile(
    r"</?(?:p|div|br|span|h[1-6]|ul|ol|li|strong|em|b|i|u|blockquote|a|img|figure|pre|code|hr)\b[^<>]{0,2000}/?>",
    re.IGNORECASE,
)
_PAGE = re.compile(rb"""class=["'](?:pageContainer|pageHeader|bodyText)["']""")
_BODY = re.compile(rb"""class=["'](?:bodyText|reflectionPrompt|assetGrid|title)\b""")
_MEDIA = {"photo", "livephoto", "video", "audio", "drawing", "recording"}


def is_html(text: str) -> bool:
    """Whether a text is a piece of a web page."""
    return _TAG.search(text) is not None


def html_pieces(html: str, file: str) -> tuple[Piece, ...]:
    """Whose words are whose in a piece of a page."""
    return block_pieces(html_blocks(html, file))


def titled_pieces(html: str, file: str) -> tuple[str | None, tuple[Piece, ...]]:
    """The heading that a piece of a page begins with, and its other words."""
    blocks = html_blocks(html, file)
    if blocks and blocks[0].kind == "heading":
        return blocks[0].text, block_pieces(blocks[1:])
    return None, block_pieces(blocks)


def block_pieces(blocks: list[Block]) -> tuple[Piece, ...]:
    """Whose words are whose in the blocks of a page."""
    return tuple(
        Piece(block.text, block.kind not in ("quote", "code", "boilerplate"), boilerplate=block.kind == "boilerplate")
        for block in blocks
    )


class AppleJournal(WithoutStamps):
    """Entries of Apple Journal, of which only the day is known."""

    label = "Apple Journal"

    def takes(self, sheet: Sheet) -> bool:
        return b"<" in sheet.head[:512] and bool(_PAGE.search(sheet.head) and _BODY.search(sheet.head))

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        tree = html_tree(sheet.entry(), sheet.name)
        header = _words(tree, "pageHeader") if tree is not None else ""
        stamp = _stamp(header, sheet.file.base)
        moment = stamp.moment(job.order) if stamp else None
        if moment is None:
            job.findings.report(sheet.name, None, "an entry without a date that can be read")
        files = _assets(tree)
        prompt = Piece(_words(tree, "reflectionPrompt"), own=False)
        title = _words(tree, "title") or None
        body = [block for element in _bodies(tree) for block in blocks_of(element)]
        day = moment.replace(hour=0, minute=0, second=0) if moment else None
        yield Entry(sheet.name, day, (prompt, *block_pieces(body)), title, sheet.name, files)


def _stamp(header: str, name: str) -> Stamp | None:
    """The day that the head of a page names, else that of the file's name."""
    stamp = read_stamp(header)
    return stamp if stamp is not None and stamp.known else read_stamp(name) or stamp


def _found(tree: Element | None, name: str) -> list[Element]:
    return [] if tree is None else list(tree.find_class(name))


def _bodies(tree: Element | None) -> list[Element]:
    """The element that holds the text; where none says so, the page without what is not the text."""
    if bodies := _found(tree, "bodyText")[:1]:
        return bodies
    for name in ("pageHeader", "assetGrid", "reflectionPrompt", "title"):
        for element in _found(tree, name):
            # What is behind it stays, whatever characters are in that.
            hide(element)
    return _found(tree, "pageContainer")[:1]


def _words(tree: Element | None, name: str) -> str:
    return " ".join("".join(element.itertext()) for element in _found(tree, name)[:1]).strip()


def _assets(tree: Element | None) -> tuple[Attachment, ...]:
    """Photos, videos and recordings; a place, a workout or a song is none."""
    found: dict[str, Attachment] = {}
    types: dict[Element, str | None] = {}
    for grid in _found(tree, "assetGrid"):
        for element in grid.iter("img", "video", "audio", "source"):
            kind, address = _asset_type(element, types) or "photo", unquote(str(element.get("src") or "")).lstrip("./")
            if address and not address.startswith("data:") and kind in _MEDIA:
                media = kind if kind in ("video", "audio") else kind_of_file(address)
                found.setdefault(address, Attachment("image" if media == "document" else media, address))
    return tuple(found.values())


def _asset_type(element: Element, known: dict[Element, str | None]) -> str | None:
    """What the item of a grid shows that an element lies in; `known` is what was found out of others."""
    path, found = [], None
    while element is not None and element not in known:
        path.append(element)
        names = str(element.get("class") or "").split()
        found = next((name.removeprefix("assetType_").lower() for name in names if name.startswith("assetType_")), None)
        if found:
            break
        element = element.getparent()
    found = found or known.get(element)
    known.update(dict.fromkeys(path, found))
    return found
