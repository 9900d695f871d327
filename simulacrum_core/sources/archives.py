"""Zip files from strangers: checked before anything is read, members streamed, nothing unpacked to disk."""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from ..errors import SourceError
from .limits import Key, Limits, raise_limit
from .unnamed import UnnamedCopy

_REGULAR_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED, _PATCHED, _UTF8 = 0x1 | 0x40, 0x20, 0x800
_DRIVE = re.compile("[A-Za-z]:")
_UNTOLD = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_RATIO_FLOOR = 32 << 20
_BLOCK = 1 << 18
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_RECORD = struct.Struct("<4s24x3H12x")
_ZIP64_END = 56 + 20
# The first member of a word processor's file, of a book, and of their like.
_DOCUMENT = re.compile(rb"mimetype|\[Content_Types\]\.xml|(?:_rels|docProps|word|ppt|xl|META-INF|OEBPS)/.*", re.DOTALL)


class Opened(msgspec.Struct):
    """The members of an archive that were opened so far, and their bytes: what nobody reads harms nobody."""

    names: set[str] = msgspec.field(default_factory=set)
    unpacked: int = 0
    packed: int = 0

    def add(self, info: zipfile.ZipInfo) -> None:
        """Count a member, once."""
        if info.filename not in self.names:
            self.names.add(info.filename)
            self.unpacked += info.file_size
            self.packed += info.compress_size


class ArchiveMember(msgspec.Struct, frozen=True):
    """One file in an archive; opening it checks sizes and ratios against the limits."""

    archive: Callable[[], BinaryIO]
    container: str
    info: zipfile.ZipInfo
    limits: Limits
    opened: Opened
    end: int
    """Where its data has to end in the archive: what comes next begins there."""

    @property
    def name(self) -> str:
        return self.info.filename

    @property
    def size(self) -> int:
        """Bytes when unpacked, as the archive declares."""
        return self.info.file_size

    def open(self) -> BinaryIO:
        """A stream of the unpacked bytes; raises SourceError where a limit is exceeded or the archive is damaged."""
        _check_bomb(self)
        file = self.archive()
        try:
            # ZipFile would read the whole directory for every member, which takes hours where there are many.
            _skip_header(file, self.info)
            if file.tell() + self.info.compress_size > self.end:
                raise zipfile.BadZipFile("it reaches into what is behind it")
            stream = zipfile.ZipExtFile(file, "r", self.info, None, True)
        except (zipfile.BadZipFile, NotImplementedError, struct.error, OSError) as error:
            file.close()
            raise _damaged(self, error) from error
        return cast(BinaryIO, io.BufferedReader(_Guarded(stream, self), _BLOCK))


class _Guarded(io.RawIOBase):
    """A member's stream whose faults are SourceErrors."""

    def __init__(self, stream: zipfile.ZipExtFile, member: ArchiveMember) -> None:
        self._stream, self._member = stream, member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            block = self._stream.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise _damaged(self._member, error) from error
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _skip_header(file: BinaryIO, info: zipfile.ZipInfo) -> None:
    """Go to the first byte of a member's data; its header repeats the name that the directory gives."""
    file.seek(info.header_offset)
    magic, *_, name_size, extra_size = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if magic != b"PK\x03\x04" or file.read(name_size) != name_bytes(info):
        raise zipfile.BadZipFile("its header is not the one that the directory tells of")
    file.seek(extra_size, io.SEEK_CUR)


def name_bytes(info: zipfile.ZipInfo) -> bytes:
    """A member's name as it stands in the archive."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def opener(path: Path) -> Callable[[], BinaryIO]:
    """What opens a file, also in another process, which may be in another folder."""
    # A path as an object takes 400 bytes more, and a folder may hold tens of thousands of files.
    return cast(Callable[[], BinaryIO], partial(open, str(path.absolute()), "rb"))


def is_archive(path: Path) -> bool:
    """Whether a file claims to be a zip, by its first bytes or its name."""
    # A folder may hold tens of thousands of files, and a stream with a buffer takes twice as long to be made.
    with path.open("rb", buffering=0) as stream:
        magic = stream.read(4)
    return magic in (b"PK\x03\x04", b"PK\x05\x06") or path.suffix.lower() == ".zip"


def is_document(path: Path) -> bool:
    """Whether a zip is one document to its owner: docx, odt, epub and the like begin with members of their own."""
    with path.open("rb") as stream:
        header = stream.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            return False
        return _DOCUMENT.fullmatch(stream.read(_LOCAL_HEADER.unpack(header)[-2])) is not None


def archive_members(path: Path, name: str, limits: Limits) -> list[ArchiveMember]:
    """The regular files of a zip in name order; raises SourceError where the archive is damaged or hostile."""
    return _members(opener(path), name, path.name, limits)


def inner_members(member: ArchiveMember, name: str, limits: Limits) -> list[ArchiveMember]:
    """The regular files of a zip in a zip; raises SourceError as above."""
    with member.open() as stream:
        copy = UnnamedCopy(stream, limits.file_bytes, name)
    return _members(copy.open, name, name, limits)


def document_members(data: bytes, name: str, limits: Limits) -> dict[str, ArchiveMember]:
    """The parts of a document that is a zip, by their names; raises SourceError as above."""
    return {member.name: member for member in _members(lambda: io.BytesIO(data), name, name, limits)}


def _breaks_off(opener: Callable[[], BinaryIO], error: Exception) -> bool:
    """Whether what cannot be read begins like a zip: the list of its members stands at its end."""
    if not isinstance(error, zipfile.BadZipFile):
        return False
    with opener() as file:
        return file.read(4) == b"PK\x03\x04" and zipfile.is_zipfile(file) is False


def _members(opener: Callable[[], BinaryIO], name: str, container: str, limits: Limits) -> list[ArchiveMember]:
    try:
        with opener() as file:
            _check_count(file, name, limits)
            with zipfile.ZipFile(file) as archive:
                infos = archive.infolist()
                _check_archive(infos, name)
                ends = _ends(archive, infos, name)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        if _breaks_off(opener, error):
            what, remedy = "its end is missing", "Copy or download it again to the end, or export it again"
        else:
            what, remedy = str(error), "Export it again"
        raise SourceError(f"not a zip that can be read ({what})", file=name, remedy=remedy) from error
    opened = Opened()
    members = [ArchiveMember(opener, container, info, limits, opened, end) for info, end in ends if not info.is_dir()]
    return sorted(members, key=lambda member: member.name)


def directory_of(file: BinaryIO) -> tuple[int, int] | None:
    """From where to where the directory of a zip reaches, None where there is none; what the zip tells may be a lie."""
    # The very function by which ZipFile finds the directory, so that both find the same.
    if not (end := zipfile._EndRecData(file)):  # type: ignore[attr-defined]
        return None
    until = end[9] - (_ZIP64_END if end[0] == b"PK\x06\x06" else 0)
    return until - end[5], until


def _check_count(file: BinaryIO, name: str, limits: Limits) -> None:
    """Count the members before ZipFile makes an object of each; what the archive itself tells may be a lie."""
    if (found := directory_of(file)) is None:
        return
    place, size = found[0], found[1] - found[0]
    file.seek(max(place, 0))
    count, passed = 0, 0
    while passed < size and (record := file.read(_RECORD.size)):
        count += 1
        if len(record) < _RECORD.size or not record.startswith(b"PK\x01\x02"):
            break
        rest = sum(_RECORD.unpack(record)[1:])
        passed += _RECORD.size + rest
        file.seek(rest, io.SEEK_CUR)
        if count > limits.entries:
            raise _over(name, f"it has more than {limits.entries:,} members", "entries")


def _check_archive(infos: Sequence[zipfile.ZipInfo], name: str) -> None:
    seen: set[str] = set()
    for info in infos:
        if fault := _member_fault(info):
            raise _refused(name, f"member {info.filename!r} {fault}")
        parts = [part for part in info.filename.split("/") if part not in ("", ".")]
        key = unicodedata.normalize("NFC", "/".join(parts)).casefold()
        if key in seen:
            raise _refused(name, f"member {info.filename!r} is there twice")
        seen.add(key)


def _member_fault(info: zipfile.ZipInfo) -> str | None:
    parts = info.filename.rstrip("/").split("/")
    mode = info.external_attr >> 16
    if info.filename.startswith("/") or ".." in parts or "" in parts or _DRIVE.match(info.orig_filename):
        return "has a path that leads out of the archive"
    if _UNTOLD.search(info.orig_filename + info.filename):
        return "has a name with a backslash or a control character"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or not stat.S_IFMT(mode)):
        return "is not a regular file"
    regular = info.compress_type in _REGULAR_METHODS and not info.flag_bits & _PATCHED
    return None if regular else "uses an unusual compression"


def _ends(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], name: str) -> list[tuple[zipfile.ZipInfo, int]]:
    """The members in the order of their places, and where the data of each has to end; raises where two overlap."""
    placed = sorted(infos, key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in placed[1:]), archive.start_dir][: len(placed)]
    for info, end in zip(placed, ends, strict=True):
        header = _LOCAL_HEADER.size + len(name_bytes(info))
        if info.header_offset < 0 or info.header_offset + header + info.compress_size > end:
            is_last = end == archive.start_dir
            why = (
                "its members reach into its directory" if is_last else f"member {info.filename!r} overlaps another one"
            )
            raise _refused(name, why)
    return list(zip(placed, ends, strict=True))


def _check_bomb(member: ArchiveMember) -> None:
    info, limits = member.info, member.limits
    if info.file_size > limits.file_bytes:
        raise _over(member.container, f"member {member.name!r} unpacks to {info.file_size:,} bytes", "file_bytes")
    if info.file_size > _RATIO_FLOOR and info.file_size > limits.ratio * max(info.compress_size, 1):
        ratio = info.file_size // max(info.compress_size, 1)
        raise _over(member.container, f"member {member.name!r} is packed {ratio:,} to 1, like a zip bomb", "ratio")
    member.opened.add(info)
    _check_sum(member)


def _check_sum(member: ArchiveMember) -> None:
    """Many members that are harmless each can be a bomb together."""
    limits, name = member.limits, member.container
    unpacked, packed = member.opened.unpacked, max(member.opened.packed, 1)
    if unpacked > limits.archive_bytes:
        raise _over(name, f"what is read of it unpacks to {unpacked:,} bytes", "archive_bytes")
    if unpacked > _RATIO_FLOOR and unpacked > limits.ratio * packed:
        raise _over(name, f"what is read of it is packed {unpacked // packed:,} to 1, like a zip bomb", "ratio")


def _refused(name: str, why: str) -> SourceError:
    return SourceError(f"refused: {why}", file=name, remedy="Unpack it yourself and hand in the folder if you trust it")


def _over(name: str, why: str, limit: Key) -> SourceError:
    return SourceError(f"refused: {why}", file=name, remedy=raise_limit(limit))


def _damaged(member: ArchiveMember, error: Exception) -> SourceError:
    return SourceError(f"member {member.name!r} is damaged ({error})", file=member.container, remedy="Export it again")
