"""Word's files (docx): their text as it is accepted now, without comments and deleted words."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec

from simulacrum_core import MissingExtraError, SourceError, SourceFile
from simulacrum_core.sources import Block, date_of, html_blocks

from ..byline import without_byline
from ..essay import Essay, Reading, document_of
from ..names import named
from ..people import person
from ..titles import plausible
from ..web import without_title
from ..xml import text_in, xml_tree
from .changes import insertion_blocks, owner_of
from .documents import Members, content_in, members_of
from .word_parts import Parts
from .word_styles import STYLE_MAP

_CORE = "docProps/core.xml"


def word_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a document."""
    data = document_of(file, reading)
    members = members_of(file, data, reading.limits)
    _check(members, file.name)
    title, author, date, last = _about(members, file.name)
    told = named(file.name)
    parts = Parts(members, file.name)
    owner = owner_of(parts.changes.authors, author, last, reading)
    page = _html(parts.document(owner), file.name)
    blocks = [
        msgspec.structs.replace(block, line=number) for number, block in enumerate(html_blocks(page, file.name), 1)
    ]
    heading, is_title = _heading(blocks), page.startswith('<h1 class="title">')
    title = (heading if is_title else None) or plausible(title) or heading or told.title
    blocks, byline = without_byline(without_title(blocks, title), author)
    author, day = person(author) or byline.author, told.date or byline.date or date_of(date)
    blocks += [Block("boilerplate", text, number) for number, text in enumerate(parts.apart, len(blocks) + 1)]
    blocks += insertion_blocks(parts.changes, len(blocks), owner, file.name, reading)
    reading.tally.update({f"mark {kind}": count for kind, count in parts.removed.items()})
    yield Essay(file.name, title, author, day, blocks, file.name)


def _check(members: Members, file: str) -> None:
    """Raise SourceError for XML that the reader of the document should not see."""
    for name in members:
        if name.endswith((".xml", ".rels")):
            xml_tree(content_in(members, name), f"{file}/{name}")


def _about(members: Members, file: str) -> tuple[str | None, str | None, str | None, str | None]:
    """Title, creator, the day it was made, and who saved it last."""
    if _CORE not in members:
        return None, None, None, None
    core = xml_tree(content_in(members, _CORE), f"{file}/{_CORE}")
    found = (text_in(core, name).strip() or None for name in ("title", "creator", "created", "lastmodifiedby"))
    title, author, date, last = found
    return title, author, date, last


def _heading(blocks: list[Block]) -> str | None:
    """The title that stands above the text."""
    return blocks[0].text if len(blocks) > 1 and blocks[0].kind == "heading" else None


def _html(data: bytes, file: str) -> str:
    try:
        import mammoth  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtraError("mammoth", "writings") from None
    try:
        return str(mammoth.convert_to_html(io.BytesIO(data), style_map=STYLE_MAP, convert_image=_no_image).value)
    except Exception as error:
        # What it raises for a damaged document depends on where the damage is.
        raise SourceError(f"not a Word document that can be read ({type(error).__name__})", file=file) from error


def _no_image(image: object) -> list[object]:
    return []
