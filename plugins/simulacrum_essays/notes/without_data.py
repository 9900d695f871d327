"""A stream of an ENEX file without the pictures and files in it, which can be larger than any text."""

from __future__ import annotations

import re
from typing import BinaryIO

_BLOCK = 1 << 16
_OPEN = re.compile(rb"<data(?=[\s>/])[^>]{0,200}>|<!\[CDATA\[")
_TAIL = 256
"""Bytes that are kept back, as a sign may lie across two blocks."""


class WithoutData:
    """The bytes of a stream; of what lies between `<data>` and `</data>` only the line breaks, so lines stay known.

    What stands in a CDATA section is text, whatever it looks like.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest = b""
        self._end = b""
        self._is_over = False

    def __enter__(self) -> WithoutData:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, about as many as asked for; b"" at the end."""
        while not self._is_over:
            block = self._stream.read(_BLOCK)
            self._is_over = not block
            if out := self._kept(self._rest + block):
                return out
        return b""

    def _kept(self, data: bytes) -> bytes:
        pieces, place = list[bytes](), 0
        while True:
            if self._end:
                place, is_found = self._pass(data, place, pieces)
                if not is_found:
                    break
            match = _OPEN.search(data, place)
            stop = match.start() if match else len(data) if self._is_over else max(len(data) - _TAIL, place)
            pieces.append(data[place:stop])
            place = stop
            if match is None:
                break
            pieces.append(match[0])
            place = match.end()
            if not match[0].endswith(b"/>"):
                self._end = b"]]>" if match[0].startswith(b"<!") else b"</data"
        self._rest = data[place:]
        return b"".join(pieces)

    def _pass(self, data: bytes, place: int, pieces: list[bytes]) -> tuple[int, bool]:
        """Go to the end of a section: text is kept, of data only the line breaks."""
        found = data.find(self._end, place)
        stop = found if found >= 0 else len(data) if self._is_over else max(len(data) - len(self._end), place)
        section = data[place:stop]
        pieces.append(section if self._end == b"]]>" else b"\n" * section.count(b"\n"))
        self._end = b"" if found >= 0 else self._end
        return stop, found >= 0
