"""The first bytes of a file, read once however many importers ask for them one after the other."""

from __future__ import annotations

import functools
import io
from typing import Any, BinaryIO, cast

import msgspec

from ..sources.source import SourceFile

_HEAD = 1 << 17
"""Bytes that are kept: more than importers look at to tell whose a file is."""


def with_first_bytes(file: SourceFile) -> SourceFile:
    """The same file; its first bytes are read at most once."""
    head = functools.cache(functools.partial(_head, file))
    return msgspec.structs.replace(file, opener=lambda: _opened(file, head()))


def _opened(file: SourceFile, head: bytes) -> BinaryIO:
    # A small file is all known, and needs no buffer of its own for each who asks.
    return io.BytesIO(head) if len(head) < _HEAD else cast(BinaryIO, io.BufferedReader(_Headed(file, head), _HEAD))


def _head(file: SourceFile) -> bytes:
    with file.open() as stream:
        return stream.read(_HEAD)


class _Headed(io.RawIOBase):
    """A stream whose beginning is known; the file is opened for what follows."""

    def __init__(self, file: SourceFile, head: bytes) -> None:
        self._file, self._head, self._offset = file, head, 0
        self._rest: BinaryIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._head[self._offset : self._offset + len(buffer)] or self._after(len(buffer))
        buffer[: len(block)] = block
        self._offset += len(block)
        return len(block)

    def _after(self, size: int) -> bytes:
        if self._rest is None:
            self._rest = self._file.open()
            self._rest.read(_HEAD)
        return self._rest.read(size)

    def close(self) -> None:
        if self._rest is not None:
            self._rest.close()
        super().close()
