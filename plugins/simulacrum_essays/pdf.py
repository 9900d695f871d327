"""PDF: its lines, made paragraphs again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from simulacrum_core import MissingExtraError, SimulacrumError, SourceError, SourceFile

from .dates import pdf_date
from .essay import Essay, Reading, content_of
from .names import named
from .pdflines import Line, LineReader, without_running_heads
from .pdfparagraphs import paragraphs
from .people import person
from .titles import plausible
from .web import without_title

_FEWEST_LETTERS = 20


def pdf_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a document; raises SourceError where its pages are pictures, or locked."""
    document = _opened(content_of(file), file.name)
    pages = [_lines(page, number, file.name, reading) for number, page in enumerate(_pages(document, file.name), 1)]
    if sum(char.isalpha() for page in pages for line in page for char in line.text) < _FEWEST_LETTERS:
        raise SourceError(
            f"its {len(pages)} pages are pictures without text, as a scanner makes them",
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
    blocks = paragraphs(pages)
    title, author, date = _about(document)
    told = named(file.name)
    title = (
        plausible(title) or next((block.text for block in blocks[:1] if block.kind == "heading"), None) or told.title
    )
    yield Essay(
        file.name, title, person(author), told.date or pdf_date(date or ""), without_title(blocks, title), file.name
    )


def _opened(data: bytes, file: str) -> Any:
    try:
        import pypdf
    except ImportError:
        raise MissingExtraError("pypdf", "writings") from None
    try:
        document = pypdf.PdfReader(io.BytesIO(data), strict=False)
        locked = document.is_encrypted and not document.decrypt("")
    except MissingExtraError:
        raise
    except Exception as error:
        # What it raises for a damaged document depends on where the damage is.
        raise _damaged(error, file) from error
    if locked:
        raise SourceError("it is locked with a password", file=file, remedy="Save a copy without the password")
    return document


def _pages(document: Any, file: str) -> list[Any]:
    try:
        return list(document.pages)
    except Exception as error:
        raise _damaged(error, file) from error


def _lines(page: Any, number: int, file: str, reading: Reading) -> list[Line]:
    reader = LineReader(number)
    try:
        page.extract_text(visitor_text=reader.add)
    except SimulacrumError:
        raise
    except Exception as error:
        reading.findings.report(file, number, f"left out: a page that cannot be read ({type(error).__name__})")
        return []
    return reader.lines()


def _about(document: Any) -> tuple[str | None, str | None, str | None]:
    try:
        info = document.metadata or {}
        found = [info.get(key) for key in ("/Title", "/Author", "/CreationDate")]
    except Exception:
        # Whatever is wrong with what it says about itself, the text may be read.
        return None, None, None
    values = [str(value).strip() if isinstance(value, str) else None for value in found]
    return values[0], values[1], values[2]


def _damaged(error: Exception, file: str) -> SourceError:
    return SourceError(f"not a PDF that can be read ({type(error).__name__})", file=file, remedy="Save it again")
