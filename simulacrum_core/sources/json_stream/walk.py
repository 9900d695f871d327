"""JSON of any size in constant memory: the elements of one array in blocks, and the objects around that array."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import msgspec

from .cursor import READ_SIZE, Cursor
from .events import Batch, ByteStream, DecodeBatch, Fault, JsonEvent, JsonPath, Shell
from .scan import NO_JSON, RAW_ELEMENTS, BrokenError

__all__ = [
    "READ_SIZE",
    "Batch",
    "ByteStream",
    "DecodeBatch",
    "ElementDecoder",
    "Fault",
    "JsonEvent",
    "JsonPath",
    "ReportLine",
    "Shell",
    "elements_of",
    "walk_json",
]

T = TypeVar("T")
ReportLine = Callable[[int, str], None]
"""Is told of the line of what does not fit, and why."""


def walk_json(
    stream: ByteStream, path: tuple[str, ...], limit: int, line: int = 1, decode: DecodeBatch | None = None
) -> Iterator[JsonEvent]:
    """The elements of the arrays at `path` of one document: keys, "a|b" for either of two, "*" for each element.

    A value of more than `limit` bytes is a fault and passed over, null in its shell. Where the document breaks off or
    is no JSON, what was whole comes first, then the unfinished shells, then a fault. Nothing is raised, and nothing
    but brackets, quotes and commas is checked: whoever decodes an element finds what is wrong in it. With `decode`,
    blocks come with the values that it made, where all their elements are sound.
    """
    cursor = Cursor(stream, limit, line, decode)
    try:
        if not cursor.peek():
            return
        if not cursor.enters(path):
            raise BrokenError("this does not begin with the object or list that is expected")
        yield from cursor.node((), path, b"{}")
        if cursor.peek():
            raise BrokenError("something follows the end of the document")
    except BrokenError as broken:
        yield Fault(str(broken), cursor.place(), cursor.byte)


def elements_of(block: Batch) -> Iterator[tuple[bytes, int]]:
    """The elements of a block one by one, and the line of each."""
    try:
        found = [bytes(element) for element in RAW_ELEMENTS.decode(block.data)]
    except NO_JSON:
        found = [block.data[1:-1]]
    line, end = block.line, 0
    for element in found:
        start = block.data.index(element, end)
        line += block.data.count(b"\n", end, start)
        yield element, line
        line, end = line + element.count(b"\n"), start + len(element)


class ElementDecoder(Generic[T]):
    """Makes values of one type; what does not fit is left out and told to `report` with its line."""

    def __init__(self, kind: type[T]) -> None:
        self._one = msgspec.json.Decoder(kind)
        self._many = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]

    def block(self, block: Batch, report: ReportLine) -> list[T]:
        """The values of a block; the elements are looked at one by one only where that is needed."""
        try:
            return self._many.decode(block.data)
        except NO_JSON:
            values = (self.one(element, line, report) for element, line in elements_of(block))
            return [value for value in values if value is not None]

    def one(self, data: bytes, line: int, report: ReportLine) -> T | None:
        """One value; characters that are not Unicode text become U+FFFD, which is reported too."""
        try:
            return self._one.decode(data)
        except msgspec.ValidationError as error:
            reason = _reason(error)
        except NO_JSON:
            try:
                value = self._one.decode(_without_surrogates(data))
            except NO_JSON as error:
                reason = _reason(error)
            else:
                report(line, "characters that are not Unicode text were replaced by U+FFFD")
                return value
        report(line, f"left out: {reason}")
        return None


def _without_surrogates(data: bytes) -> bytes:
    """The same JSON with U+FFFD for half surrogate pairs and for bytes that are not UTF-8."""
    text: str = json.dumps(json.loads(data.decode(errors="replace")), ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _reason(error: Exception) -> str:
    """Why a value does not fit, without anything that stands in it."""
    if isinstance(error, msgspec.ValidationError):
        return re.sub(r"(['\"]).*\1", "…", str(error), flags=re.DOTALL)
    return "it is nested too deeply" if isinstance(error, RecursionError) else "it is not JSON"
