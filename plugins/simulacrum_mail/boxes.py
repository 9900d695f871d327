"""Files of mail as a stream of mails: mbox is cut where mails begin, eml and emlx are one mail each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from simulacrum_core import SimulacrumError, SourceFile

HEAD_BYTES = 1 << 14
_BOM = b"\xef\xbb\xbf"
_LINE = 1 << 16
"""Bytes of a line that are read at once; a longer one comes in pieces."""
_ENVELOPE = re.compile(
    rb"From (?:- |[^\r\n]{0,200}\b\d\d?:\d\d(?::\d\d)?\b[^\r\n]{0,40}\b\d{4}\b"
    rb"|[^\r\n]{0,200}\b\d{4}\b[^\r\n]{0,10}\d\d?:\d\d"
    rb"|[^\s@]{1,200}@[^\s@]{1,200}[ \t]*\r?\n?\Z)"
)
_DATED = re.compile(rb"From (?:-|\S{1,320}) [^\r\n]{0,30}\b\d\d?:\d\d(?::\d\d)?\b[^\r\n]{0,40}\r?\n?\Z")
_HEADER = re.compile(rb"[!-9;-~]{1,80}:(?:[ \t\r\n]|\S)")
_KNOWN = re.compile(
    rb"(?im)^(from|to|cc|subject|date|message-id|received|return-path|delivered-to|mime-version|content-type|x-gm-thrid)"
    rb":"
)
_SURE = frozenset((b"message-id", b"received", b"return-path", b"delivered-to", b"mime-version"))
_SAVED_PAGE = (b"Snapshot-Content-Location:", b"From: <Saved by ", b'From: "Saved by ')
_COUNT = re.compile(rb"\d{1,12}[ \t]*\r?\n")
_QUOTED_FROM = re.compile(rb">+From ")


class RawMail(msgspec.Struct, frozen=True):
    """A mail as it lies in its file: its bytes, the line where it begins, and the date on the line before it.

    `is_cut` where it has more bytes than are read of one mail.
    """

    data: bytes
    line: int
    envelope: str = ""
    is_cut: bool = False


def kind_of(file: SourceFile) -> str | None:
    """`mbox`, `emlx` or `eml`, by how a file begins; None for what is no mail."""
    try:
        with file.open() as stream:
            head = stream.read(HEAD_BYTES)
    except (OSError, SimulacrumError):
        return None
    head = head.removeprefix(_BOM).lstrip(b"\r\n")
    if head.startswith(b"From "):
        _, _, rest = head.partition(b"\n")
        return "mbox" if _HEADER.match(rest.lstrip(b">")) and _is_mail(rest) else None
    if count := _COUNT.match(head):
        return "emlx" if _is_mail(head[count.end() :]) else None
    return "eml" if _is_mail(head) else None


def _is_mail(head: bytes) -> bool:
    """Whether headers of a mail stand here, and not only lines that a person may have pasted."""
    if any(mark in head for mark in _SAVED_PAGE):
        return False
    fields, _, _ = head.replace(b"\r\n", b"\n").partition(b"\n\n")
    if not _HEADER.match(fields.removeprefix(b">From ")):
        return False
    lines = fields.split(b"\n")
    found = {match[1].lower() for match in _KNOWN.finditer(fields)}
    odd = sum(
        not (_HEADER.match(line) or line[:1] in (b" ", b"\t") or line.startswith(b">From ")) for line in lines[:-1]
    )
    return b"from" in found and bool(found & _SURE) and len(found) > 2 and odd * 10 <= len(lines)


def mails(file: SourceFile, kind: str, most: int) -> Iterator[RawMail]:
    """The mails of a file, of each of which at most so many bytes."""
    with file.open() as stream:
        if kind == "mbox":
            yield from _cut(stream, most)
        else:
            count = int(stream.readline(_LINE)) if kind == "emlx" else most
            data = stream.read(min(count, most))
            is_cut = len(data) == most and bool(stream.read(1))
            yield RawMail(data.removeprefix(_BOM), 2 if kind == "emlx" else 1, is_cut=is_cut)


class _Gathered:
    """The lines of one mail, up to a number of bytes."""

    def __init__(self, envelope: bytes, line: int, most: int) -> None:
        self._lines: list[bytes] = []
        self._left, self._line, self._is_cut = most, line, False
        self._envelope = envelope[5:].decode("latin-1").strip()

    def add(self, line: bytes) -> None:
        self._left -= len(line)
        if self._left >= 0:
            self._lines.append(line)
        else:
            self._is_cut = True

    def mail(self) -> RawMail:
        return RawMail(b"".join(self._lines), self._line, self._envelope, self._is_cut)


def _cut(stream: BinaryIO, most: int) -> Iterator[RawMail]:
    """The mails of an mbox: one begins where an envelope and headers stand; in its text `>` masks such lines."""
    gathered: _Gathered | None = None
    held: bytes | None = None
    number, is_start, was_blank = 0, True, True
    while line := stream.readline(_LINE):
        line = line.removeprefix(_BOM) if not number else line
        number += is_start
        if held is not None:
            if _HEADER.match(line) or line.startswith(b">From "):
                if gathered is not None:
                    yield gathered.mail()
                gathered = _Gathered(held, number, most)
            elif gathered is not None:
                gathered.add(held)
            held = None
        if is_start and line.startswith(b"From ") and (_DATED if not was_blank else _ENVELOPE).match(line):
            held = line
        elif gathered is not None:
            gathered.add(line[1:] if is_start and _QUOTED_FROM.match(line) else line)
        was_blank = is_start and not line.strip()
        is_start = line.endswith(b"\n")
    if gathered is not None:
        yield gathered.mail()
