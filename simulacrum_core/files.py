"""Files and folders: hashed, readable by their owner only, and replaced in one step, whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class TakenError(FileExistsError):
    """What was to be made and not replaced is there by now."""


@contextlib.contextmanager
def placed(folder: Path, *, replaces: bool = True) -> Iterator[Path]:
    """A private folder that takes the place of `folder` when the block ends well, and vanishes when it does not.

    Raises TakenError where a folder that holds something is in the place and it is not to be replaced.
    """
    folder = Path(os.path.normpath(Path.cwd() / folder))
    with beside(folder) as partial, _locked(partial):
        yield partial
        _sync(partial)
        if replaces:
            _move(partial, folder)
        else:
            _move_into_none(partial, folder)
        _sync_folder(folder.parent)


def is_being_written(folder: Path) -> bool:
    """Whether a process that runs is making what `placed` will put there; False where the system has no locks."""
    return any(map(_is_locked, _partials(Path(os.path.normpath(Path.cwd() / folder)))))


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """A private folder next to `folder` that vanishes with the block; one that a killed run left is swept."""
    folder = Path(os.path.normpath(Path.cwd() / folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.partial-{os.getpid()}-", dir=folder.parent))
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def count_lines(path: Path) -> int:
    """Line breaks in a file."""
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner can look into."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner can read, whole or not at all."""
    private_folder(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123 (a descriptor with its mode)
        stream.write(text)
    beside.replace(path)


def _sweep(folder: Path) -> None:
    """Remove what killed runs left beside the folder: private text that nobody would look for."""
    for left in _partials(folder):
        owner = left.name.rpartition(".partial-")[2].partition("-")[0]
        if owner.isdecimal() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _partials(folder: Path) -> list[Path]:
    return list(folder.parent.glob(f".{glob.escape(folder.name)}.partial-*-*"))


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder, which the system lets go however the process ends."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _is_locked(folder: Path) -> bool:
    if fcntl is None:
        return False
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
    return False


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _move(partial: Path, folder: Path) -> None:
    """Put `partial` in the place of `folder`; what was there ends up in `partial`."""
    if not folder.exists():
        partial.rename(folder)
    elif not _exchange(partial, folder):
        aside = partial.with_name(f"{partial.name}-old")
        folder.rename(aside)
        partial.rename(folder)
        shutil.rmtree(aside)


def _move_into_none(partial: Path, folder: Path) -> None:
    """Put `partial` where nothing is, or an empty folder."""
    with contextlib.suppress(OSError):
        folder.rmdir()
    try:
        partial.rename(folder)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise
        raise TakenError(error.errno, "is there by now", str(folder)) from None


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _sync(folder: Path) -> None:
    """Files readable by their owner only, and on the disk before the folder gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
