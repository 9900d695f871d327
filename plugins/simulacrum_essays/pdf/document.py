"""PDF: its lines, made paragraphs again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Block, pdf_date

from ..byline import without_byline
from ..essay import Essay, Reading, document_of
from ..names import named
from ..people import person
from ..titles import plausible
from ..web import without_title
from .lines import notes_of, without_running_heads
from .paragraphs import paragraphs
from .reading import read_pdf

_FEWEST_LETTERS, _END = 20, 2048


def pdf_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a document; raises SourceError where its pages are pictures, or locked."""
    data = document_of(file, reading)
    if b"%%EOF" not in data[-_END:]:
        reading.findings.report(file.name, None, "it breaks off, so pages may be missing")
    about, found = read_pdf(data, file.name, reading.limits)
    pages = [page.lines for page in found]
    for number, page in enumerate(found, 1):
        if page.fault:
            reading.findings.report(file.name, number, f"left out: a page that cannot be read ({page.fault})")
    letters = (char for page in pages for line in page for char in line.text if char.isalpha())
    if len(list(islice(letters, _FEWEST_LETTERS))) < _FEWEST_LETTERS:
        raise SourceError(
            f"no text in it, only pictures of {len(pages):,} pages, as a scanner makes them",
            file=file.name,
            remedy="Run text recognition (OCR) over it first, or hand in the document it was made from",
        )
    for number, lines in enumerate(pages, 1):
        if not lines:
            reading.findings.report(file.name, number, "a page without text")
    heads = len([line for page in pages for line in page])
    pages = without_running_heads(pages)
    heads -= len([line for page in pages for line in page])
    if heads:
        reading.findings.decide("running heads", "left out", f"{heads:,} lines at the edges of pages", file=file.name)
    notes = notes_of(pages)
    pairs = zip(pages, map(set, notes), strict=True)
    width = max((page.width for page in found), default=0.0)
    blocks = paragraphs([[line for line in page if line not in below] for page, below in pairs], width)
    title, author, date = _about(about)
    told = named(file.name)
    title = (
        plausible(title) or next((block.text for block in blocks[:1] if block.kind == "heading"), None) or told.title
    )
    blocks, byline = without_byline(without_title(blocks, title), author)
    blocks += [Block("note", block.text, block.line) for block in paragraphs(notes)]
    day = told.date or byline.date or pdf_date(date or "")
    yield Essay(file.name, title, person(author) or byline.author, day, blocks, file.name)


def _about(told: dict[str, str]) -> tuple[str | None, str | None, str | None]:
    title, author, date = (told.get(key, "").strip() or None for key in ("Title", "Author", "CreationDate"))
    return title, author, date
