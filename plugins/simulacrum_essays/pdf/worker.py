"""The process in which PDFium runs: a document that makes it loop, crash or grow takes no one else along."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from .allowance import Allowance, MadeKey, TooMuchError, check_unpacked
from .ligatures import with_letters
from .lines import Line, lines_of
from .pages import chars_of, opened, width_of

SIZE = 8
"""Bytes in which the size of a document is told."""
_MEMORY = 2 << 30
_EARNED = 0.5
"""Seconds that every page may take in the long run; a usual one takes a twentieth of that."""


class Most(msgspec.Struct):
    """What the document may cost, as in the limits on sources."""

    document_bytes: int
    pdf_pages: int
    pdf_objects: int
    pdf_glyphs: int
    pdf_seconds: int


class Refusal(msgspec.Struct, tag=True):
    """What is said last where there is too much; `key` is the limit's name."""

    key: MadeKey


class Head(msgspec.Struct, tag=True):
    """What is said first: why nothing can be read, or how many pages there are and what is told about the document."""

    pages: int = 0
    fault: str = ""
    about: dict[str, str] = {}


class Page(msgspec.Struct, tag=True):
    """One page: its lines and how wide it is, in points, or why it cannot be read."""

    lines: list[Line] = []
    fault: str = ""
    width: float = 0.0


def main(source: BinaryIO, out: BinaryIO, told: str) -> None:
    """Write the head and the pages of each document in `source`, a line of JSON each, and an empty line at its end.

    Before each document, `source` has its size in 8 bytes, the highest first; `told` is Most as JSON.
    """
    _limit_memory()
    most = msgspec.json.decode(told, type=Most)
    while head := source.read(SIZE):
        _answer(source.read(int.from_bytes(head)), out, most)
        _stop_clock()
        out.write(b"\n")
        out.flush()


def _answer(data: bytes, out: BinaryIO, most: Most) -> None:
    encoder = msgspec.json.Encoder()
    _allow(most.pdf_seconds)
    try:
        for value in _read(data, most):
            out.write(encoder.encode(value) + b"\n")
            out.flush()
            _allow(most.pdf_seconds)
    except TooMuchError as error:
        out.write(encoder.encode(Refusal(error.key)) + b"\n")


def _read(data: bytes, most: Most) -> Iterator[Head | Page]:
    check_unpacked(data, most.document_bytes)
    document, fault = opened(data)
    if document is None:
        yield Head(0, fault)
        return
    try:
        yield Head(len(document), fault, _about(document))
        allowance = Allowance(most.pdf_objects, most.pdf_glyphs)
        for index in range(len(document) if len(document) <= most.pdf_pages else 0):
            yield _page(document, index, allowance)
    finally:
        document.close()


def _page(document: Any, index: int, allowance: Allowance) -> Page:
    try:
        return Page(
            lines_of(with_letters(chars_of(document, index, allowance)), index + 1),
            width=width_of(document, index),
        )
    except RuntimeError as error:
        # PDFium's own error is one.
        return Page(fault=str(error))


def _about(document: Any) -> dict[str, str]:
    return {key: str(value) for key, value in document.get_metadata_dict().items()}


def _allow(seconds: float) -> None:
    """End this process when what is left of its time, and what one more page has earned, is over."""
    if hasattr(signal, "setitimer"):
        left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
        # A timer holds no more than three hundred years.
        seconds = min(seconds, 1e9)
        signal.setitimer(signal.ITIMER_PROF, min(left + _EARNED, seconds) if left else seconds)


def _stop_clock() -> None:
    """The next document has time of its own."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard < 0 else min(_MEMORY, hard), hard))
