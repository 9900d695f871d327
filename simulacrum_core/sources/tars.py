"""Tar archives from strangers, packed with gzip or not: headers checked first, members streamed, links refused."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from ..errors import SourceError
from .limits import Limits, raise_limit
from .unnamed import UnnamedCopy

_NAMES = (".tar", ".jex", ".tgz", ".tar.gz", ".jex.gz")
_JOPLIN = ".jex"
_GZIP = b"\x1f\x8b"
_MAGIC = (b"ustar\x0000", b"ustar  \x00", b"ustar\x00  ", b"ustar\x00\x00\x00")
_AT, _BLOCK = 257, 512
_LONGEST_HEADER = 1 << 20
"""Bytes of one header: names are longer only where somebody wants the memory."""
_RATIO_FLOOR = 32 << 20
_UNTOLD = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_DRIVE = re.compile("[A-Za-z]:")
_FAULTS = (tarfile.TarError, OSError, EOFError, ValueError, zlib.error, IndexError, OverflowError)


class TarMember(msgspec.Struct, frozen=True):
    """One regular file in a tar: where its bytes lie."""

    name: str
    size: int
    offset: int
    archive: Callable[[], BinaryIO]

    def open(self) -> BinaryIO:
        """A stream of its bytes."""
        file = self.archive()
        file.seek(self.offset)
        return cast(BinaryIO, io.BufferedReader(_Part(file, self.size)))


class _Part(io.RawIOBase):
    """So many bytes of a stream from where it stands."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(min(len(buffer), self._left))
        buffer[: len(block)] = block
        self._left -= len(block)
        return len(block)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Headers(io.RawIOBase):
    """A tar of which nobody reads more at once than a header may have."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= _LONGEST_HEADER:
            raise tarfile.ReadError("a header that is too long")
        return self._file.read(size)


def is_tar(path: Path) -> bool:
    """Whether a file is a tar, or one that is packed with gzip, by its name and its first bytes."""
    name = path.name.lower()
    if not name.endswith(_NAMES):
        return False
    with path.open("rb") as stream:
        head = stream.read(_BLOCK)
        if not head.startswith(_GZIP):
            return _is_header(head) or name.endswith(_JOPLIN)
        stream.seek(0)
        try:
            with gzip.GzipFile(fileobj=stream) as unpacked:
                return _is_header(unpacked.read(_BLOCK))
        except _FAULTS:
            # It says that it is one, and why it is none is told where it is read.
            return True


def _is_header(head: bytes) -> bool:
    return head[_AT : _AT + 8] in _MAGIC


def tar_members(path: Path, name: str, limits: Limits) -> list[TarMember]:
    """The regular files of a tar in name order; raises SourceError where the archive is damaged or hostile.

    What is packed is unpacked into a file without a name, as nothing else lets members be read in any order.
    """
    with path.open("rb") as stream:
        is_packed = stream.read(2) == _GZIP
    size, archive = path.stat().st_size, _opener(path)
    if is_packed:
        copy = _unpacked(path, name, limits)
        size, archive = copy.size, copy.open
    try:
        with archive() as file:
            return sorted(_checked(file, size, archive, name, limits), key=lambda member: member.name)
    except _FAULTS as error:
        raise _damaged(name, error) from error


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _unpacked(path: Path, name: str, limits: Limits) -> UnnamedCopy:
    packed = path.stat().st_size
    most = min(limits.file_bytes, max(_RATIO_FLOOR, limits.ratio * packed))
    try:
        with gzip.open(path) as stream:
            return UnnamedCopy(cast(BinaryIO, stream), most, name)
    except SourceError as error:
        if most == limits.file_bytes:
            raise
        what = f"refused: it is packed more than {limits.ratio:,} to 1, like a bomb"
        raise SourceError(what, file=name, remedy=raise_limit("ratio")) from error
    except _FAULTS as error:
        raise _damaged(name, error) from error


def _checked(
    file: BinaryIO, size: int, archive: Callable[[], BinaryIO], name: str, limits: Limits
) -> Iterator[TarMember]:
    seen: set[str] = set()
    with tarfile.open(fileobj=cast(BinaryIO, _Headers(file)), mode="r:", errorlevel=2) as tar:
        for number, info in enumerate(tar, 1):
            # What was passed is not kept: a tar may have as many members as a disk.
            tar.members = []  # type: ignore[attr-defined]
            if number > limits.entries:
                what = f"it has more than {limits.entries:,} members"
                raise SourceError(f"refused: {what}", file=name, remedy=raise_limit("entries"))
            if info.isdir():
                continue
            key = _safe(info, seen, name)
            if info.offset_data + info.size > size:
                raise tarfile.ReadError(f"it breaks off in member {info.name!r}")
            seen.add(key)
            yield TarMember(_plain(info.name), info.size, info.offset_data, archive)
        # The library stops without a word at a header that is none.
        file.seek(min(tar.offset, size))
        if any(file.read(_BLOCK)):
            raise tarfile.ReadError("what follows a member is no header")
        if tar.offset >= size:
            raise tarfile.ReadError("it breaks off behind a member")


def _safe(info: tarfile.TarInfo, seen: set[str], name: str) -> str:
    """What no other member may be called; raises SourceError where a member is hostile."""
    shown = _plain(info.name)
    key = unicodedata.normalize("NFC", shown).casefold()
    fault = _fault(info, shown) or ("is there twice" if key in seen else None)
    if fault:
        remedy = "Unpack it yourself and hand in the folder if you trust it"
        raise SourceError(f"refused: member {info.name!r} {fault}", file=name, remedy=remedy)
    return key


def _fault(info: tarfile.TarInfo, shown: str) -> str | None:
    parts = shown.split("/")
    if info.name.startswith("/") or ".." in parts or "" in parts or _DRIVE.match(shown):
        return "has a path that leads out of the archive"
    if _UNTOLD.search(shown):
        return "has a name with a backslash or a control character"
    return None if info.isreg() and not info.issparse() and info.size >= 0 else "is not a regular file"


def _plain(name: str) -> str:
    """A name without the `./` that many programs put before it."""
    return name.removeprefix("./")


def _damaged(name: str, error: Exception) -> SourceError:
    return SourceError(f"not a tar that can be read ({error})", file=name, remedy="Export it again")
