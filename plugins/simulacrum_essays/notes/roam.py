"""Roam Research: a graph as JSON, a list of pages that are made of blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from simulacrum_core import Findings, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, RoamPage, elements_of, moment_of, roam_page, walk_json

from ..essay import Essay, Reading, count_marks

_PAGES = ElementDecoder(dict[str, Any])


def roam_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The pages of a graph; in one of several users, each page is by whoever wrote most of it."""
    quiet = msgspec.structs.replace(reading, findings=Findings())
    users = {page.author for page in _pages(file, quiet) if page.author}
    for page in _pages(file, reading):
        count_marks(page.removed, reading)
        if not page.blocks:
            reading.tally["type empty page"] += 1
            continue
        author = page.author if len(users) > 1 else None
        yield Essay(
            id=f"{file.name}#{page.uid or page.title}",
            title=page.title or None,
            author=author,
            date=(moment_of(page.day) if page.day else None) or page.created,
            blocks=page.blocks,
            file=file.name,
            login=author,
            key=f"roam {page.uid}" if page.uid else None,
            saved=page.saved,
        )


def _pages(file: SourceFile, reading: Reading) -> Iterator[RoamPage]:
    """The pages one by one; what cannot be read is reported."""

    def report(line: int, what: str) -> None:
        reading.findings.report(file.name, line, what)

    with file.open() as stream:
        for event in walk_json(stream, (), 4 * reading.limits.message_bytes):
            if isinstance(event, Fault):
                report(event.line, f"left out: the rest of the file: {event.what}")
            elif isinstance(event, Batch):
                for data, line in elements_of(event):
                    value = _PAGES.one(data, line, report)
                    if value is not None and (page := roam_page(value, line)) is not None:
                        yield page
