"""PDF: its lines, made paragraphs again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.markup import Block

from .byline import without_byline
from .dates import pdf_date
from .essay import Essay, Reading, content_of
from .names import named
from .pdflines import Line, lines_of, notes_of, without_running_heads
from .pdfpages import chars_of, opened
from .pdfparagraphs import paragraphs
from .people import person
from .titles import plausible
from .web import without_title

_FEWEST_LETTERS, _END = 20, 2048


def pdf_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a document; raises SourceError where its pages are pictures, or locked."""
    data = content_of(file)
    document = opened(data, file.name)
    if b"%%EOF" not in data[-_END:]:
        reading.findings.report(file.name, None, "it breaks off, so pages may be missing")
    pages = [_lines(document, index, file.name, reading) for index in range(len(document))]
    if sum(char.isalpha() for page in pages for line in page for char in line.text) < _FEWEST_LETTERS:
        raise SourceError(
            f"no text in it, only pictures of {len(pages):,} pages, as a scanner makes them",
            file=file.name,
            remedy="Run text recognition (OCR) over it first, or hand in the document it was made from",
        )
    for number, page in enumerate(pages, 1):
        if not page:
            reading.findings.report(file.name, number, "a page without text")
    heads = len([line for page in pages for line in page])
    pages = without_running_heads(pages)
    heads -= len([line for page in pages for line in page])
    if heads:
        reading.findings.decide("running heads", "left out", f"{heads:,} lines at the edges of pages", file=file.name)
    notes = notes_of(pages)
    pairs = zip(pages, map(set, notes), strict=True)
    blocks = paragraphs([[line for line in page if line not in below] for page, below in pairs])
    title, author, date = _about(document)
    told = named(file.name)
    title = (
        plausible(title) or next((block.text for block in blocks[:1] if block.kind == "heading"), None) or told.title
    )
    blocks, byline = without_byline(without_title(blocks, title), author)
    blocks += [Block("note", block.text, block.line) for block in paragraphs(notes)]
    day = told.date or byline.date or pdf_date(date or "")
    yield Essay(file.name, title, person(author) or byline.author, day, blocks, file.name)


def _lines(document: Any, index: int, file: str, reading: Reading) -> list[Line]:
    try:
        return lines_of(chars_of(document, index), index + 1)
    except RuntimeError as error:
        # PDFium's own error is one.
        reading.findings.report(file, index + 1, f"left out: a page that cannot be read ({error})")
        return []


def _about(document: Any) -> tuple[str | None, str | None, str | None]:
    found = document.get_metadata_dict()
    title, author, date = (str(found.get(key) or "").strip() or None for key in ("Title", "Author", "CreationDate"))
    return title, author, date
