"""Tables of text with commas, as rows by the names of their columns; a row that is damaged costs only itself."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from functools import partial

import msgspec

from simulacrum_core import Findings, SourceFile
from simulacrum_core.sources import Limits, as_utf8, content_of, judged, too_long

_HEAD, _BLOCK = 1 << 13, 1 << 16
_MOST = 1 << 17
_DELIMITERS = ",;\t"
"""Characters of a row."""

Row = dict[str, str]


class Line(msgspec.Struct, frozen=True):
    """A line of a table; `number` counts from 1."""

    number: int
    text: str


def columns_of(file: SourceFile) -> tuple[str, ...]:
    """The names in the first line of a file, none where that is no header; only its first bytes are looked at."""
    return _header(file)[0]


def _header(file: SourceFile) -> tuple[tuple[str, ...], str]:
    """The names of the columns, and what stands between them."""
    with as_utf8(file).open() as stream:
        head = stream.read(_HEAD)
    line, end, _ = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    if not (end or len(head) < _HEAD):
        return (), ","
    text = line.decode("utf-8", "replace")
    # What saves a table again may part its columns in another way.
    delimiter = max(_DELIMITERS, key=text.count)
    return tuple(name.strip().lower() for name in _fields(text, delimiter) or ()), delimiter


def in_utf8(file: SourceFile, limits: Limits, findings: Findings) -> SourceFile:
    """A table as UTF-8, in whatever encoding it was saved; what was found out is told."""
    if _is_utf8(file):
        return file
    found = judged(content_of(as_utf8(file), limits, "document_bytes"))
    if found.encoding.startswith("utf"):
        return file
    evidence = "its bytes are not UTF-8"
    findings.decide("encoding", found.encoding, evidence, file=file.name, certain=found.is_certain)
    return msgspec.structs.replace(file, opener=lambda: io.BytesIO(found.text.encode(errors="replace")))


def _is_utf8(file: SourceFile) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with as_utf8(file).open() as stream:
            for block in iter(partial(stream.read, _BLOCK), b""):
                decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def rows(file: SourceFile, findings: Findings, limits: Limits, *, tell: bool = True) -> Iterator[tuple[int, Row]]:
    """The rows below the header, each with the number of its first line."""
    columns, delimiter = _header(file)

    def report(number: int, what: str) -> None:
        if tell:
            findings.report(file.name, number, what)

    lines = _lines(file, findings, limits, tell=tell)
    next(lines, None)
    for line in lines:
        if not line.text.strip():
            continue
        taken = _taken(line, lines)
        fields = _fields("".join(one.text for one in taken), delimiter)
        if fields is not None and len(fields) == len(columns):
            yield line.number, dict(zip(columns, fields, strict=True))
            continue
        report(line.number, "left out: a row whose quotes or columns do not fit")
        # Lines behind quotes that never close may be whole rows, each by itself.
        for one in taken[1:]:
            fields = _fields(one.text, delimiter)
            if fields is not None and len(fields) == len(columns):
                yield one.number, dict(zip(columns, fields, strict=True))


def _taken(line: Line, lines: Iterator[Line]) -> list[Line]:
    """A line with those behind it in which its quotes go on."""
    taken, quotes, size = [line], line.text.count('"'), len(line.text)
    while quotes % 2 and size <= _MOST and (more := next(lines, None)) is not None:
        taken.append(more)
        quotes, size = quotes + more.text.count('"'), size + len(more.text)
    return taken


def _fields(row: str, delimiter: str) -> list[str] | None:
    try:
        found = list(csv.reader([row], strict=True, delimiter=delimiter))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _lines(file: SourceFile, findings: Findings, limits: Limits, *, tell: bool) -> Iterator[Line]:
    longest, goes_on = limits.message_bytes, False
    with as_utf8(file).open() as stream:
        number = 0
        for data in iter(partial(stream.readline, longest), b""):
            is_whole = data.endswith(b"\n") or len(data) < longest
            if not goes_on:
                number += 1
            if not goes_on and is_whole:
                yield Line(number, _decoded(data, number, file, findings, tell=tell))
            elif not goes_on and tell:
                what = too_long(f"left out: a line of more than {longest:,} bytes", "message_bytes")
                findings.report(file.name, number, what)
            goes_on = not is_whole


def _decoded(data: bytes, number: int, file: SourceFile, findings: Findings, *, tell: bool) -> str:
    if number == 1:
        data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode()
    except UnicodeDecodeError:
        if tell:
            findings.report(file.name, number, "bytes that are not UTF-8, shown as \N{REPLACEMENT CHARACTER}")
        return data.decode(errors="replace")
