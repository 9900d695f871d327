"""Records: a file cut at its headers, block by block, whatever its size."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

import msgspec

from simulacrum_core import Findings, SourceError, SourceFile
from simulacrum_core.sources import raise_limit

from .shapes import Shape, pattern_of

BLOCK = 1 << 18
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
MOST_DAMAGED = 20
"""Lines that are not in the encoding of the file, after which the file is refused instead of repaired."""


class Batch(msgspec.Struct, gc=False):
    """Neighbouring records as columns: marks before a bracket, the two parts of the header, and what follows it.

    `line` is where the first one begins; `last` marks the end of the file.
    """

    leads: list[str]
    ones: list[str]
    twos: list[str]
    bodies: list[str]
    line: int
    last: bool = False


class Lines:
    """The text of a file in blocks of whole lines; what cannot be decoded is reported once."""

    def __init__(self, file: SourceFile, encoding: str, longest: int, findings: Findings | None) -> None:
        self._file, self._encoding, self._longest, self._findings = file, encoding, longest, findings
        self._line = 1
        self._damaged = 0
        self.ended = True
        """Whether the text that was read ends with a newline."""

    def blocks(self, newline: str) -> Iterator[str]:
        """Text that ends with `newline`, but for the last block where the file does not."""
        if codecs.lookup(self._encoding).name.startswith(("utf-16", "utf-32")):
            yield from self._wide_blocks(newline)
            return
        end, rest = newline.encode("ascii"), b""
        with self._file.open() as stream:
            while data := stream.read(BLOCK):
                rest += data
                cut = rest.rfind(end) + len(end)
                if cut >= len(end):
                    yield self._decoded(rest[:cut])
                    rest = rest[cut:]
                elif len(rest) > self._longest:
                    raise self.too_long(self._line, f"a line of more than {self._longest:,} bytes")
        self.ended = not rest
        if rest:
            yield self._decoded(rest)

    def _wide_blocks(self, newline: str) -> Iterator[str]:
        """The same for encodings in which a newline is more than one byte."""
        rest = ""
        with self._file.open() as stream, io.TextIOWrapper(stream, self._encoding, "replace", newline="") as text:
            while data := text.read(BLOCK):
                rest += data
                cut = rest.rfind(newline) + len(newline)
                if cut >= len(newline):
                    yield rest[:cut]
                    rest = rest[cut:]
                elif len(rest) > self._longest:
                    raise self.too_long(self._line, f"a line of more than {self._longest:,} bytes")
        self.ended = not rest
        if rest:
            yield rest

    def _decoded(self, data: bytes) -> str:
        try:
            text = data.decode(self._encoding)
        except UnicodeDecodeError:
            text = self._repaired(data)
        self._line += text.count("\n")
        return text

    def _repaired(self, data: bytes) -> str:
        lines = data.split(b"\n")
        for i, line in enumerate(lines):
            try:
                line.decode(self._encoding)
            except UnicodeDecodeError:
                self._report(self._line + i)
        return data.decode(self._encoding, errors="replace")

    def _report(self, line: int) -> None:
        self._damaged += 1
        if self._damaged > MOST_DAMAGED:
            raise SourceError(
                f"more than {MOST_DAMAGED} lines are not {self._encoding}",
                file=self._file.name,
                line=line,
                remedy="If you know the encoding, pass it: -i encoding cp1252",
            )
        if self._findings is not None:
            self._findings.report(
                self._file.name, line, f"bytes that are not {self._encoding}, shown as \N{REPLACEMENT CHARACTER}"
            )

    def too_long(self, line: int, what: str) -> SourceError:
        """The error for a line or a message that never ends."""
        return SourceError(
            f"{what}: not a chat export",
            file=self._file.name,
            line=line,
            remedy=raise_limit("message_bytes"),
        )


class Separation(msgspec.Struct, frozen=True):
    """How records are told apart: what stands before a header, and how a newline inside a message is written."""

    newline: str
    inner: str | None = None


def separation(sample: str, shape: Shape) -> Separation:
    """CRLF alone ends a record where the phone wrote it so; a file that an editor made all CRLF gets its LF back."""
    crlf, lf = sample.count("\r\n"), sample.count("\n")
    if not crlf:
        return Separation("\n")
    if crlf == lf:
        return Separation("\r\n", "\r\n")
    after_crlf = len(pattern_of(shape, "\r\n").findall("\r\n" + sample))
    after_any = len(pattern_of(shape, "\r?\n").findall("\n" + sample))
    is_phone = shape.layout == "bracket" and after_crlf * 2 > after_any
    return Separation("\r\n" if is_phone else "\n")


def batches(lines: Lines, pattern: re.Pattern[str], how: Separation, most: int) -> Iterator[Batch]:
    """The records of a file, about a block at a time; what stands before the first header is left to the caller.

    Raises SourceError where one message is longer than `most` characters.
    """
    newline, held = how.newline, Batch([], [], [], [], 1)
    for block in lines.blocks(newline):
        # Every block begins a line; the newline before it was taken off the block before.
        parts = pattern.split(newline + block)
        if held.bodies:
            held.bodies[-1] += parts[0]
        else:
            held.line += parts[0].count("\n")
        held = _grown(held, parts)
        if not held.bodies:
            continue
        held.bodies[-1] = held.bodies[-1].removesuffix(newline)
        if len(held.bodies[-1]) > most:
            raise lines.too_long(held.line, f"a message of more than {most:,} characters")
        if len(held.bodies) > 1:
            yield _without_last(held)
            held = _only_last(held)
    if held.bodies:
        held.last = True
        yield held


def _grown(held: Batch, parts: list[str]) -> Batch:
    return Batch(
        held.leads + parts[1::4], held.ones + parts[2::4], held.twos + parts[3::4], held.bodies + parts[4::4], held.line
    )


def _without_last(batch: Batch) -> Batch:
    return Batch(batch.leads[:-1], batch.ones[:-1], batch.twos[:-1], batch.bodies[:-1], batch.line)


def _only_last(batch: Batch) -> Batch:
    line = batch.line + len(batch.bodies) - 1 + "".join(batch.bodies[:-1]).count("\n")
    return Batch(batch.leads[-1:], batch.ones[-1:], batch.twos[-1:], batch.bodies[-1:], line)


def sniff(data: bytes, encoding: str, file: str) -> None:
    """Raise SourceError where the first bytes show another encoding than `encoding`."""
    if encoding.startswith("utf-8") and data[:2] in _UTF16:
        raise SourceError("this is UTF-16, not UTF-8", file=file, line=1, remedy="Pass -i encoding utf-16")
