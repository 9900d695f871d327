"""The process in which PDFium runs: a document that makes it loop, crash or grow takes no one else along."""

from __future__ import annotations

import contextlib
import signal
from typing import Any, BinaryIO

import msgspec

from .lines import Line, lines_of
from .pages import chars_of, opened

_MEMORY = 2 << 30
_EARNED = 0.5
"""Seconds that every page may take in the long run; a usual one takes a twentieth of that."""


class Head(msgspec.Struct, tag=True):
    """What is said first: why nothing can be read, or how many pages there are and what is told about the document."""

    pages: int = 0
    fault: str = ""
    about: dict[str, str] = {}


class Page(msgspec.Struct, tag=True):
    """One page: its lines, or why it cannot be read."""

    lines: list[Line] = []
    fault: str = ""


def main(source: BinaryIO, out: BinaryIO, most: int, seconds: float) -> None:
    """Write the head and the pages of the document in `source`, a line of JSON each."""
    _limit_memory()
    encoder = msgspec.json.Encoder()

    def tell(value: Head | Page) -> None:
        out.write(encoder.encode(value) + b"\n")
        out.flush()

    _allow(seconds)
    document, fault = opened(source.read())
    count = len(document) if document is not None else 0
    tell(Head(count, fault, _about(document) if document is not None else {}))
    for index in range(count if count <= most else 0):
        tell(_page(document, index))
        _allow(seconds)


def _page(document: Any, index: int) -> Page:
    try:
        return Page(lines_of(chars_of(document, index), index + 1))
    except RuntimeError as error:
        # PDFium's own error is one.
        return Page(fault=str(error))


def _about(document: Any) -> dict[str, str]:
    return {key: str(value) for key, value in document.get_metadata_dict().items()}


def _allow(seconds: float) -> None:
    """End this process when what is left of its time, and what one more page has earned, is over."""
    if hasattr(signal, "setitimer"):
        left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_PROF, min(left + _EARNED, seconds) if left else seconds)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard < 0 else min(_MEMORY, hard), hard))
