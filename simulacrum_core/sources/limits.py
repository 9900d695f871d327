"""What a source may cost, and the one remedy where it costs more."""

from __future__ import annotations

from typing import BinaryIO, Literal, Protocol

import msgspec

from ..errors import SourceError

_BLOCK = 1 << 16
Key = Literal[
    "entries",
    "file_bytes",
    "archive_bytes",
    "ratio",
    "message_bytes",
    "page_bytes",
    "document_bytes",
    "pdf_pages",
    "pdf_objects",
    "pdf_glyphs",
    "pdf_seconds",
]


class Limits(msgspec.Struct, frozen=True):
    """What a source may cost.

    Members of an archive, bytes of one file that is read, bytes that an archive unpacks to, how many times smaller it
    may be packed (one member and all together), bytes of one message, bytes of what is held in memory as a whole (a
    page, a journal's file or a part of a document, and a document, packed or not), and of a PDF pages, objects drawn
    beyond 5,000 a page, characters beyond 20,000 a page, and seconds of processor time beyond half a second a page.
    """

    entries: int = 200_000
    file_bytes: int = 16 << 30
    archive_bytes: int = 1 << 40
    ratio: int = 200
    message_bytes: int = 16 << 20
    page_bytes: int = 64 << 20
    document_bytes: int = 256 << 20
    pdf_pages: int = 5_000
    pdf_objects: int = 200_000
    pdf_glyphs: int = 300_000
    pdf_seconds: int = 5


class Readable(Protocol):
    """A file in a source."""

    @property
    def name(self) -> str: ...
    def open(self) -> BinaryIO: ...


def raise_limit(key: Key) -> str:
    """The remedy of every error at a limit."""
    return f"If you trust it, raise the limit: --limit {key} NUMBER"


def too_long(what: str, key: Key) -> str:
    """What is reported of a part of a source that is beyond a limit, while the rest is read."""
    return f"{what} (--limit {key} NUMBER reads more)"


def content_of(file: Readable, limits: Limits, key: Key) -> bytes:
    """All bytes of a file; raises SourceError where there are more than the limit allows."""
    most: int = getattr(limits, key)
    blocks, size = [], 0
    with file.open() as stream:
        # A stream that is asked for as much as the limit allows would make room for that.
        while block := stream.read(min(_BLOCK, most + 1 - size)):
            blocks.append(block)
            size += len(block)
    if size > most:
        raise SourceError(f"refused: it has more than {most:,} bytes", file=file.name, remedy=raise_limit(key))
    return b"".join(blocks)
