"""Roam Research: a graph as JSON, a list of pages that are made of blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from simulacrum_core import Findings, SourceFile
from simulacrum_core.sources import (
    Batch,
    ElementDecoder,
    Fault,
    RoamPage,
    elements_of,
    moment_of,
    roam_pages,
    walk_json,
)

from ..essay import Essay, Reading, count_marks

_PAGES = ElementDecoder(dict[str, Any])


def roam_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The pages of a graph; in one of several users, each page once for everybody who wrote of it."""
    quiet = msgspec.structs.replace(reading, findings=Findings())
    users = {page.author for page, _ in _pages(file, quiet) if page.author}
    for page, is_first in _pages(file, reading):
        count_marks(page.removed, reading)
        if not page.blocks:
            reading.tally["type empty page"] += is_first
            continue
        if not is_first and all(block.kind == "quote" for block in page.blocks):
            continue
        author = page.author if len(users) > 1 else None
        by = "" if is_first else f" by {page.author}"
        yield Essay(
            id=f"{file.name}#{page.uid or page.title}{by}",
            title=page.title or None,
            author=author,
            date=(moment_of(page.day) if page.day else None) or page.created,
            blocks=page.blocks,
            file=file.name,
            login=author,
            key=f"roam {page.uid}{by}" if page.uid else None,
            saved=page.saved,
        )


def _pages(file: SourceFile, reading: Reading) -> Iterator[tuple[RoamPage, bool]]:
    """The pages one by one, and whether each is the first of those by several; what cannot be read is reported."""

    def report(line: int, what: str) -> None:
        reading.findings.report(file.name, line, what)

    with file.open() as stream:
        for event in walk_json(stream, (), 4 * reading.limits.message_bytes):
            if isinstance(event, Fault):
                report(event.line, f"left out: the rest of the file: {event.what}")
            elif isinstance(event, Batch):
                for data, line in elements_of(event):
                    value = _PAGES.one(data, line, report)
                    pages = roam_pages(value, line) if value is not None else ()
                    yield from ((page, number == 0) for number, page in enumerate(pages))
