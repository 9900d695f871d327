"""The text of a file, or of a part of it, in blocks of whole lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from simulacrum_core import Findings, SourceError, SourceFile
from simulacrum_core.sources import raise_limit

from .mojibake import repaired

BLOCK = 1 << 15
"""Bytes that are read at once: the records of 32 kB stay in the processor's cache, which saves a sixth of the time."""
_LONG_BLOCK = 1 << 18
"""The same within a message that is longer than that: all of it is copied for each block."""
_ZEROS = "zero bytes from here on: another file in UTF-16 may have been joined to this one; save it as UTF-8 first"
MOST_DAMAGED = 20
"""Lines that are not in the encoding of the file, after which the file is refused instead of repaired."""


class Span(msgspec.Struct, frozen=True):
    """A part of a file: its first byte, the number of its first line, and where it ends.

    `within` marks one that begins in the middle of a line.
    """

    start: int = 0
    line: int = 1
    end: int | None = None
    within: bool = False


class Decoding(msgspec.Struct, frozen=True):
    """How bytes become text: the encoding, whether bare carriage returns are newlines, and whether text is repaired."""

    encoding: str
    returns: bool = False
    repairs: bool = False


class Block(msgspec.Struct, gc=False):
    """Some whole lines: `line` is the number of the first; `closings` counts what closes headers.

    `returns` says whether there are carriage returns, `bare` whether one stands without a newline.
    """

    text: str
    line: int
    newlines: int
    closings: int
    returns: bool
    bare: bool


class Lines:
    """The text of a part of a file in blocks; what cannot be decoded is reported once."""

    def __init__(
        self,
        file: SourceFile,
        span: Span,
        how: Decoding,
        longest: int,
        findings: Findings | None = None,
        closing: str | None = None,
    ) -> None:
        self._file, self._span, self._how, self._longest, self._findings = file, span, how, longest, findings
        self._closing = closing and closing.encode()
        self.line = span.line
        self.long = False
        """Whether what is read is far inside of one message."""
        self.damaged = 0
        self.carries = self.goes_on = False
        """Whether the first block is the record before, and whether others read what follows the last one."""
        self.ended = True
        """Whether the text that was read ends with a newline."""

    def blocks(self, newline: str) -> Iterator[Block]:
        """Text that ends with `newline`, but for the last block where the part does not."""
        end, rest = newline.encode("ascii"), b""
        for data in self._data():
            rest += data
            cut = rest.rfind(end) + len(end)
            if cut >= len(end):
                yield self._decoded(rest[:cut])
                rest = rest[cut:]
            elif len(rest) > self._longest:
                raise self.too_long(self.line, f"a line of more than {self._longest:,} bytes")
            else:
                self.long = True
        self.ended = not rest
        if rest and not self.goes_on:
            yield self._decoded(rest)

    def _data(self) -> Iterator[bytes]:
        left = None if self._span.end is None else self._span.end - self._span.start
        with opened_at(self._file, self._span.start) as stream:
            while data := stream.read(min(_LONG_BLOCK if self.long else BLOCK, sys.maxsize if left is None else left)):
                yield data.replace(b"\r", b"\n") if self._how.returns else data
                left = None if left is None else left - len(data)

    def _decoded(self, data: bytes) -> Block:
        try:
            text = data.decode(self._how.encoding)
        except UnicodeDecodeError:
            text = self._shown(data)
        if b"\0" in data and self._findings is not None:
            line = self.line + data.count(b"\n", 0, data.index(b"\0"))
            self._findings.report(self._file.name, line, _ZEROS)
        if self._how.repairs:
            text = repaired(text)
        line, newlines = self.line, data.count(b"\n")
        self.line += newlines
        returns = b"\r" in data
        bare = returns and data.count(b"\r") != data.count(b"\r\n")
        return Block(text, line, newlines, data.count(self._closing) if self._closing else 0, returns, bare)

    def _shown(self, data: bytes) -> str:
        for i, line in enumerate(data.split(b"\n")):
            try:
                line.decode(self._how.encoding)
            except UnicodeDecodeError:
                self._report(self.line + i)
        return data.decode(self._how.encoding, errors="replace")

    def _report(self, line: int) -> None:
        self.damaged += 1
        encoding = self._how.encoding
        if self.damaged > MOST_DAMAGED:
            raise SourceError(
                f"more than {MOST_DAMAGED} lines are not {encoding}",
                file=self._file.name,
                line=line,
                remedy="If you know the encoding, pass it: -i encoding cp1252",
            )
        if self._findings is not None:
            what = f"bytes that are not {encoding}, shown as \N{REPLACEMENT CHARACTER}"
            self._findings.report(self._file.name, line, what)

    def too_long(self, line: int, what: str) -> SourceError:
        """The error for a line or a message that never ends."""
        return SourceError(
            f"{what}: not a chat export", file=self._file.name, line=line, remedy=raise_limit("message_bytes")
        )


def opened_at(file: SourceFile, start: int) -> BinaryIO:
    """The file's bytes from `start` on."""
    stream = file.open()
    left = start
    while left and (data := stream.read(min(left, BLOCK))):
        left -= len(data)
    return stream


def offset_of(file: SourceFile, span: Span, line: int, returns: bool) -> int:
    """The first byte of a line of a part."""
    at, left = span.start, line - span.line
    ends = b"\r\n" if returns else b"\n"
    with opened_at(file, span.start) as stream:
        while left > 0 and (data := stream.read(BLOCK)):
            if returns:
                data = data.replace(ends[:1], b"\n")
            count = data.count(b"\n")
            if count < left:
                at, left = at + len(data), left - count
                continue
            cut = -1
            for _ in range(left):
                cut = data.index(b"\n", cut + 1)
            return at + cut + 1
    return at
