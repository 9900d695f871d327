"""What the user hands in: files, folders, zips and tars, walked as one list of readable files."""

from __future__ import annotations

import functools
import io
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, cast

import msgspec

from ..errors import SourceError
from .archives import ArchiveMember, archive_members, inner_members, is_archive, is_document, opener
from .findings import Findings
from .limits import Limits
from .remote import is_url, remote_files
from .tars import is_tar, tar_members
from .unnamed import UnnamedCopy

STDIN = "-"
_LITTER = frozenset(
    "__macosx .ds_store .appledouble .spotlight-v100 .trashes .fseventsd .temporaryitems .localized icon\r "
    "thumbs.db ehthumbs.db ehthumbs_vista.db desktop.ini $recycle.bin "
    "@eadir .directory .thumbnails .nomedia .stfolder .git .hg .svn .gitignore .gitattributes".split(" ")
) | {"system volume information"}
_PACKED = (".zip", ".textpack", ".bear2bk")
_PART = re.compile(r"-Part-\d{1,4}\.zip\Z", re.IGNORECASE)
"""How Notion calls the zips in a zip."""
_PICTURES = ("jpg", "jpeg", "png", "webp", "gif")


class SourceFile(msgspec.Struct, frozen=True):
    """One readable file: `name` is its path inside what was handed in, `container` the file it lies in."""

    name: str
    size: int
    opener: Callable[[], BinaryIO]
    container: str | None = None

    def open(self) -> BinaryIO:
        """The file's bytes from the start; the caller closes it."""
        return self.opener()

    @property
    def base(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]


class Source:
    """Everything of one call that goes to one importer; reading it again gives the same files in the same order.

    `names` are words for whoever hands it in, where the user gave any: by them an importer may know whose a file is.

    `on_read` is told of every block of bytes that is read. Archives are read within `limits` and not unpacked to disk,
    but for what cannot be read in any order otherwise (a zip in a zip, a tar under gzip): that goes into a file without
    a name. A document that is a zip, such as a docx, is one file.
    """

    def __init__(
        self,
        paths: Sequence[Path | str] | Path | str,
        *,
        limits: Limits | None = None,
        on_read: Callable[[int], None] | None = None,
    ) -> None:
        self._places = [paths] if isinstance(paths, str | Path) else list(paths)
        self.limits = limits or Limits()
        self.findings = Findings()
        self._told = Findings()
        self.names: tuple[str, ...] = ()
        self._on_read = on_read
        self._files: list[SourceFile] | None = None
        self.damaged: list[SourceError] = []
        """Why archives in a folder are passed over; each is told in the findings."""

    @functools.cached_property
    def paths(self) -> list[Path]:
        """What was handed in; a part of a source that is only looked at needs no paths made."""
        return [Path(path) for path in self._places]

    @classmethod
    def of(
        cls,
        files: Sequence[SourceFile],
        paths: Sequence[Path | str],
        on_read: Callable[[int], None] | None = None,
        limits: Limits | None = None,
        told: Findings | None = None,
    ) -> Source:
        """Only these files of what was handed in; what was `told` of them is in the findings of every reading."""
        source = cls(paths, limits=limits, on_read=on_read)
        source._files = list(files)
        source._told = told or Findings()
        source.findings.extend(source._told)
        return source

    def files(self) -> list[SourceFile]:
        """All files, those in folders and zips included, in a fixed order; raises SourceError where one is missing."""
        found = self._found() if self._files is None else self._files
        return found.copy() if self._on_read is None else [self._metered(file, self._on_read) for file in found]

    def _found(self) -> list[SourceFile]:
        if self._files is None:
            damaged: list[SourceError] = []
            found = [file for place in self._places for file in _files_at(place, self.limits, damaged)]
            if damaged and not found:
                raise damaged[0]
            self._files = [msgspec.structs.replace(file, name=_unicode(file.name)) for file in found]
            self._tell_damaged(damaged)
        return self._files

    def _tell_damaged(self, damaged: Sequence[SourceError]) -> None:
        self.damaged += damaged
        for error in damaged:
            remedy = f". {error.remedy}" if error.remedy else ""
            for findings in (self.findings, self._told):
                findings.report(_unicode(error.file or ""), error.line, f"not read: {error.what}{remedy}")

    def unmetered(self) -> Source:
        """The same files, whose reading nobody is told of."""
        return Source.of(self._found(), self._places, limits=self.limits, told=self._told)

    def tell_read(self, size: int) -> None:
        """Say that bytes were read elsewhere."""
        if self._on_read is not None:
            self._on_read(size)

    def again(self, on_read: Callable[[int], None] | None = None) -> Source:
        """The same files with new findings, for another reading."""
        other = Source(self._places, limits=self.limits, on_read=on_read or self._on_read)
        other._files = self._files
        other._told, other.names = self._told, self.names
        other.findings.extend(self._told)
        return other

    def _metered(self, file: SourceFile, on_read: Callable[[int], None]) -> SourceFile:
        return msgspec.structs.replace(
            file, opener=lambda: cast(BinaryIO, io.BufferedReader(_Meter(file.open(), on_read), 1 << 18))
        )


def _files_at(place: Path | str, limits: Limits, damaged: list[SourceError]) -> Iterator[SourceFile]:
    if not is_url(place):
        yield from _files_of(Path(place), limits, damaged)
        return
    for file in remote_files(str(place), damaged):
        if not is_litter(file.name.split("/")):
            yield SourceFile(file.name, file.size, file.open)


def _files_of(path: Path, limits: Limits, damaged: list[SourceError]) -> Iterator[SourceFile]:
    """The files of a path; an archive in a folder that cannot be read goes to `damaged`, and the others are read."""
    if str(path) == STDIN:
        yield _standard_input(limits.file_bytes)
    elif path.is_dir():
        above = len(path.resolve().parent.as_posix().rstrip("/")) + 1
        for child in _walk(path):
            try:
                yield from _file_or_archive(child, child.as_posix()[above:], limits)
            except SourceError as error:
                damaged.append(error)
    elif path.is_file():
        yield from _file_or_archive(path, path.name, limits)
    elif path.exists():
        raise SourceError("neither a file nor a folder", file=str(path), remedy="To read from a pipe, pass -")
    else:
        raise SourceError("there is no such file or folder", file=str(path), remedy="Check the path")


def _walk(folder: Path) -> list[Path]:
    """The regular files below a folder, sorted by path; links are not followed. Raises OSError where it is locked."""
    root = folder.resolve()
    # rglob would pass over a folder that may not be read, and nobody would know what is missing.
    found: list[Path] = []
    for place, folders, names in os.walk(root, onerror=_refuse):
        # A folder that is passed over is not walked: .git may hold more files than all else.
        folders[:] = [name for name in folders if not is_litter([name])]
        found += (Path(place, name) for name in names if not is_litter([name]))
    return sorted(filter(_is_regular, found), key=Path.as_posix)


def _is_regular(path: Path) -> bool:
    """Whether a path is a file and no link; one question, as a backup holds tens of thousands."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _refuse(error: OSError) -> NoReturn:
    raise error


def is_litter(parts: Sequence[str]) -> bool:
    """Whether a path is what programs leave behind and nobody means: `__MACOSX`, `._x`, `.DS_Store`, `.git`."""
    return any(part.casefold() in _LITTER or part.startswith("._") for part in parts)


def is_thumbnail(name: str) -> bool:
    """Whether a file is a small copy of a picture, by its name: `photo_1_thumb.jpg`."""
    path = name.casefold()
    folder, _, base = path.rpartition("/")
    if {"thumbnails", "thumbs"} & set(folder.split("/")):
        return True
    stem, _, ending = base.rpartition(".")
    return ending in _PICTURES and stem.endswith(("_thumb", "-thumb", ".thumb", "_thumbnail", "-thumbnail"))


def _file_or_archive(path: Path, name: str, limits: Limits) -> Iterator[SourceFile]:
    if is_tar(path):
        for part in tar_members(path, name, limits):
            if not is_litter(part.name.split("/")):
                yield SourceFile(f"{name}/{part.name}", part.size, part.open, container=name)
    elif not is_archive(path) or is_document(path):
        yield SourceFile(name, path.stat().st_size, opener(path))
    else:
        yield from _members_of(archive_members(path, name, limits), name, name, limits)


def _members_of(
    members: Sequence[ArchiveMember], name: str, container: str, limits: Limits, *, is_inner: bool = False
) -> Iterator[SourceFile]:
    """The files of a zip, and those of zips in it where it is nothing but a wrapping of them, as Notion makes it."""
    kept = [member for member in members if not is_litter(member.name.split("/"))]
    is_wrapping = bool(kept) and all(map(_is_packed, kept))
    if is_wrapping and is_inner:
        raise SourceError("it holds nothing but zips", file=name, remedy="Unpack it and hand in the folder")
    for member in kept:
        path = f"{name}/{member.name}"
        if not is_inner and (is_wrapping or _PART.search(member.name)):
            yield from _members_of(inner_members(member, path, limits), path, container, limits, is_inner=True)
        else:
            yield SourceFile(path, member.size, member.open, container=container)


def _is_packed(member: ArchiveMember) -> bool:
    return member.name.lower().endswith(_PACKED)


def _standard_input(limit: int) -> SourceFile:
    spool = _spooled(sys.stdin.buffer, limit)
    return SourceFile("standard input", spool.size, spool.open)


@functools.lru_cache(maxsize=1)
def _spooled(stream: BinaryIO, limit: int) -> UnnamedCopy:
    """The source that is identified and the source that is read are two, and both want all of standard input."""
    return UnnamedCopy(stream, limit, "standard input")


class _Meter(io.RawIOBase):
    """A stream that tells how many bytes were read."""

    def __init__(self, stream: BinaryIO, on_read: Callable[[int], None]) -> None:
        self._stream, self._on_read = stream, on_read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count: int = self._stream.readinto(buffer)  # type: ignore[attr-defined]
        self._on_read(count)
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


def _unicode(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
