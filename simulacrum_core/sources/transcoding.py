"""Transcoding: files that were saved again in UTF-16 or UTF-32, read as the UTF-8 that their exporter wrote."""

from __future__ import annotations

import codecs
import io
from functools import partial
from typing import Any, BinaryIO, cast

import msgspec

from .source import SourceFile
from .wide_text import WideDecoder

_BLOCK = 1 << 16
# The marks of UTF-32 come first: those of UTF-16 are their beginnings.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def as_utf8(file: SourceFile, encoding: str | None = None) -> SourceFile:
    """The same file; one in UTF-16 or UTF-32, with a byte order mark or beginning with ASCII, comes as UTF-8.

    With `encoding`, it is known to be in that. What is in UTF-8 after text in UTF-16 is read as such. Its `size` is
    that of the bytes that were handed in. What is no character becomes U+FFFD.
    """
    return msgspec.structs.replace(file, opener=partial(_opened, file, encoding))


def _opened(file: SourceFile, encoding: str | None) -> BinaryIO:
    stream = file.open()
    if isinstance(stream, io.BytesIO):
        # A buffer of its own for each who asks would cost more than the look.
        head = bytes(stream.getbuffer()[:4])
    else:
        if not hasattr(stream, "peek"):
            stream = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, stream)))
        try:
            head = stream.peek(4)[:4]  # type: ignore[attr-defined]
        except BaseException:
            stream.close()
            raise
    encoding = encoding or encoding_of(head)
    return stream if encoding is None else cast(BinaryIO, io.BufferedReader(_Transcoded(stream, encoding), _BLOCK))


def encoding_of(head: bytes) -> str | None:
    """The encoding that the first four bytes of a file show, None where it is UTF-8 or another one of single bytes."""
    if 0 not in head and head[:1] not in (b"\xff", b"\xfe"):
        return None
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    zeros = [byte == 0 for byte in head]
    if zeros == [False, True, False, True]:
        return "utf-16-le"
    if zeros == [True, False, True, False]:
        return "utf-16-be"
    return None


class _Transcoded(io.RawIOBase):
    """A stream whose bytes are those of another one in UTF-8, without a byte order mark."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decode = WideDecoder(encoding).decode
        self._held = b""
        self._begun = self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held and not self._ended:
            block = self._stream.read(_BLOCK)
            self._ended = not block
            text = self._decode(block, self._ended)
            self._held = (text if self._begun else text.removeprefix("\ufeff")).encode(errors="replace")
            self._begun = self._begun or bool(text)
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()
