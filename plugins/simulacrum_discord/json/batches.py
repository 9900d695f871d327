"""Batches: the posts of a JSON export, a block of the file at a time."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import partial

import msgspec

from simulacrum_core import Findings, SourceFile
from simulacrum_core.sources import Batch, ByteStream, ElementDecoder, Fault, ReportLine, Shell, elements_of, walk_json

from .posts import Post

MESSAGES = ("messages",)
_BLOCK = 1 << 17
FAR = 1 << 20
_OPENING = b'{"messages":['
_GAP = re.compile(rb'\s*,\s*\{\s*"id"\s*:\s*"')
SECOND_KEY = re.compile(rb'\w{1,40}"\s*,\s*"type"')
UNFIT = (msgspec.DecodeError, UnicodeError, RecursionError)
_POSTS = ElementDecoder(Post)
_DECODE = msgspec.json.Decoder(list[Post]).decode


class Layout(msgspec.Struct, frozen=True):
    """How a document writes its messages: where the first one begins, what stands before the ids of the others,
    the ids of the first ones, and the first one as it stands. `border` is None where that is not known."""

    start: int = 0
    border: bytes | None = None
    ids: tuple[str, ...] = ()
    example: bytes = b""


class Passed(msgspec.Struct, frozen=True):
    """How far a document was read: to before a byte, and so many posts."""

    byte: int
    count: int


class _Id(msgspec.Struct, gc=False):
    id: str


class _Count(msgspec.Struct, rename="camel"):
    message_count: int | None = None


_IDS, _COUNTS = ElementDecoder(_Id), ElementDecoder(_Count)


def layout(file: SourceFile, longest: int) -> Layout:
    """The layout of a document by its first messages; nothing is known where the first one is no whole value."""
    blocks = list[Batch]()
    ids = list[str]()
    with file.open() as stream:
        for event in walk_json(stream, MESSAGES, longest):
            if isinstance(event, Batch):
                blocks.append(event)
                ids += [element.id for element in _IDS.block(event, _ignore)]
            if len(ids) > 1 or not blocks:
                break
    if not blocks:
        return Layout()
    border = next((border for border in map(_border, blocks) if border), None)
    return Layout(blocks[0].byte, border, tuple(ids), blocks[0].data)


def _border(block: Batch) -> bytes | None:
    first = next(elements_of(block), (block.data, 0))[0]
    gap = _GAP.match(block.data, block.data.index(first) + len(first))
    return b"}" + gap[0] if gap else None


def _ignore(line: int, what: str) -> None:
    pass


def batches(
    file: SourceFile, layout: Layout, longest: int, findings: Findings, passed: Passed | None = None
) -> Iterator[list[Post]]:
    """All posts in the order of the file, or those behind what was `passed`.

    What cannot be read is reported, and so is a count that is not theirs. A block is cut where a message seems to
    begin, and decoded; that it can be decoded shows that the cut was right. Where it cannot be, and at the end, the
    careful walk of the core takes over.
    """
    start, count = (layout.start, 0) if passed is None else (passed.byte, passed.count)
    with file.open() as stream:
        if passed is None:
            stream.read(start)
        else:
            stream.seek(start)
        # Without a message that is whole, the careful walk takes the document from its beginning.
        rest = _Rest(stream, start, _OPENING if start else b"")
        for posts in rest.blocks(layout.border) if layout.border else ():
            count += len(posts)
            yield posts
        report = _reporter(file, rest.byte, findings)
        for event in walk_json(rest, MESSAGES, longest):
            if isinstance(event, Fault):
                report(event.line, event.what)
            elif isinstance(event, Batch):
                posts = _POSTS.block(event, report)
                count += len(posts)
                yield posts
            elif event.whole and (what := _miscount(event, count)):
                # The count is the last thing in a document.
                findings.report(file.name, _lines(file, sys.maxsize) + 1, what)


def sound_batches(window: ByteStream, border: bytes) -> Iterator[list[Post]]:
    """All posts of a part of a document, from the beginning of a message to before another one.

    Raises what the decoder raises where not all of them can be decoded as they are.
    """
    rest = _Rest(window, 0, b"")
    yield from rest.blocks(border)
    left = b"".join(iter(partial(rest.read, FAR), b""))
    yield _DECODE(b"[" + left.rstrip(b", \t\r\n") + b"]")


class _Rest:
    """What of a document is not read yet, as a document of its own."""

    def __init__(self, stream: ByteStream, byte: int, opening: bytes) -> None:
        self._stream, self._held, self._opening, self.byte = stream, b"", opening, byte

    def blocks(self, border: bytes) -> Iterator[list[Post]]:
        """Posts as long as there are whole blocks of them."""
        while len(self._held) < FAR and (more := self._stream.read(_BLOCK)):
            data = self._held + more
            cut = _cut(data, border)
            try:
                posts = _DECODE(b"".join((b"[", memoryview(data)[:cut], b"]")))
            except UNFIT:
                self._held = data
                return
            self._held = data[cut:].lstrip(b", \t\r\n") if cut else data
            self.byte += len(data) - len(self._held)
            if posts:
                yield posts

    def read(self, size: int, /) -> bytes:
        held, self._opening, self._held = self._opening + self._held, b"", b""
        return held + self._stream.read(size)


def _cut(data: bytes, border: bytes) -> int:
    """Behind the last message that is whole, 0 where none is; an id is not followed by a type in what lies deeper."""
    end = data.rfind(border)
    while end > 0 and not SECOND_KEY.match(data, end + len(border)):
        end = data.rfind(border, 0, end)
    return max(end, -1) + 1


def _miscount(shell: Shell, count: int) -> str | None:
    """What is wrong with the number of messages that a document tells."""
    stated = _COUNTS.one(shell.data, shell.line, _ignore)
    if stated is None or stated.message_count is None:
        return "the export does not say how many messages it has: it was not finished"
    if stated.message_count == count:
        return None
    return f"messageCount is {stated.message_count:,}, but {count:,} messages can be read"


def _reporter(file: SourceFile, start: int, findings: Findings) -> ReportLine:
    """Reports with the lines of the file; those before `start` are counted only where there is something to tell."""
    before = list[int]()

    def report(line: int, what: str) -> None:
        if not before:
            before.append(_lines(file, start))
        findings.report(file.name, before[0] + line, what)

    return report


def _lines(file: SourceFile, end: int) -> int:
    """The line breaks before a byte."""
    with file.open() as stream:
        blocks = iter(partial(stream.read, _BLOCK), b"")
        count, left = 0, end
        for block in blocks:
            count += block.count(b"\n", 0, left)
            left -= len(block)
            if left <= 0:
                break
    return count
