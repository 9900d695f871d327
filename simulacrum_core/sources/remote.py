"""Sources that a URL names, such as s3://bucket/folder: listed and read where they lie, through fsspec."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import msgspec

from ..errors import MissingExtraError, SourceError, UsageError

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ARCHIVE = re.compile(r"\.(?:zip|tar|tgz|tbz2?|txz|tar\.\w{1,4})\Z", re.IGNORECASE)
_READ_AHEAD = 4 << 20
"""Bytes that are fetched at once; s3fs itself would hold fifty megabytes of every open file."""
_BLOCK = 1 << 18
# Credentials, addresses and names of buckets are those of the libraries: AWS_PROFILE, AWS_ENDPOINT_URL and so on.
_REMEDY = "Check the URL and the credentials, and that this machine reaches the storage"


class RemoteFile(msgspec.Struct, frozen=True):
    """A file on remote storage: `name` begins with the folder that was handed in, as that of a local file does."""

    name: str
    size: int
    storage: Any
    path: str

    def open(self) -> BinaryIO:
        """Its bytes from the start; what the storage raises while they are read is a SourceError."""
        try:
            stream = self.storage.open(self.path, "rb", block_size=_READ_AHEAD)
        except Exception as error:
            raise _failed(self.name, error) from error
        return cast(BinaryIO, io.BufferedReader(_Guarded(stream, self.name), _BLOCK))


def is_url(place: object) -> bool:
    """Whether a source or a folder is named by a URL."""
    return isinstance(place, str) and _URL.match(place) is not None


def storage_of(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it; raises UsageError where no library here knows such URLs."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise MissingExtraError("fsspec", "dask") from None
    if "::" in url:
        raise UsageError("one URL in another is not read", file=url, remedy="Pass that of the storage itself")
    protocol = url.partition(":")[0].lower()
    try:
        storage, path = url_to_fs(url)
    except ImportError as error:
        what = f"URLs with {protocol}:// need a library that is not installed ({error})"
        raise UsageError(what, file=url, remedy="Install it here, and where workers are") from error
    except ValueError as error:
        raise UsageError(f"{protocol}:// is no storage that is known ({error})", file=url) from error
    return storage, str(path).rstrip("/")


def remote_files(url: str, damaged: list[SourceError]) -> Iterator[RemoteFile]:
    """The files of a URL in the order in which those of a local folder come; archives go to `damaged`."""
    storage, path = storage_of(url)
    above = len(path.rpartition("/")[0]) + 1 if "/" in path else 0
    try:
        found = {path: storage.info(path)}
        if found[path]["type"] == "directory":
            found = storage.find(path, detail=True)
    except FileNotFoundError:
        raise SourceError("there is no such file or folder", file=url, remedy="Check the URL") from None
    except Exception as error:
        raise _failed(url, error) from error
    for each, info in sorted(found.items()):
        if _ARCHIVE.search(each):
            damaged.append(_archived(each[above:]))
        else:
            yield RemoteFile(each[above:], int(info["size"] or 0), storage, each)


def _archived(name: str) -> SourceError:
    return SourceError("an archive on remote storage is not read", file=name, remedy="Unpack it there")


def _failed(place: str, error: Exception) -> SourceError:
    why = " ".join(str(error).split())[:200]
    what = f"the storage cannot be read ({type(error).__name__}{': ' if why else ''}{why})"
    return SourceError(what, file=place, remedy=_REMEDY)


class _Guarded(io.RawIOBase):
    """A stream of a remote file whose faults are SourceErrors."""

    def __init__(self, stream: Any, name: str) -> None:
        self._stream, self._name = stream, name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        return int(self._stream.tell())

    def readinto(self, buffer: Any) -> int:
        try:
            block = self._stream.read(len(buffer))
        except Exception as error:
            raise _failed(self._name, error) from error
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._stream.close()
        super().close()
