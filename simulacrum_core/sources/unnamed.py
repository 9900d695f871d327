"""Streams copied into a file without a name, so that they can be read more than once and at any place."""

from __future__ import annotations

import io
import tempfile
from typing import Any, BinaryIO, cast

from ..errors import SourceError
from .limits import raise_limit

_BLOCK = 1 << 20


class UnnamedCopy:
    """A copy of a stream, gone with the last who may read it; raises SourceError where the stream exceeds `limit`."""

    def __init__(self, stream: BinaryIO, limit: int, name: str) -> None:
        self.file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 (closed with the last who may read it)
        self.size = 0
        while block := stream.read(_BLOCK):
            self.size += len(block)
            if self.size > limit:
                what = f"refused: it has more than {limit:,} bytes"
                raise SourceError(what, file=name, remedy=raise_limit("file_bytes"))
            self.file.write(block)

    def open(self) -> BinaryIO:
        """The bytes from the start."""
        return cast(BinaryIO, io.BufferedReader(_View(self)))

    def __del__(self) -> None:
        self.file.close()


class _View(io.RawIOBase):
    """A reader of its own over a file that others read too."""

    def __init__(self, copy: UnnamedCopy) -> None:
        self._copy, self._offset = copy, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._offset, io.SEEK_END: self._copy.size}[whence]
        self._offset = max(start + offset, 0)
        return self._offset

    def tell(self) -> int:
        return self._offset

    def readinto(self, buffer: Any) -> int:
        self._copy.file.seek(self._offset)
        block = self._copy.file.read(len(buffer))
        buffer[: len(block)] = block
        self._offset += len(block)
        return len(block)
