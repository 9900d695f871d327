"""What is to be pushed: file by file, its path in the repository and its content or its place on the disk."""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import Path

import msgspec

from simulacrum_core import DatasetError, UsageError

_HUB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_CHUNK = 1 << 20


class Item(msgspec.Struct, frozen=True):
    """One file; `digest` is the SHA-256 of its content, `git` what git calls it."""

    path: str
    content: bytes | Path
    size: int
    digest: str
    git: str


class Parcel(msgspec.Struct, frozen=True):
    """All files of one push, the kind of repository (`dataset` or `model`), and the line that says what goes where."""

    kind: str
    items: list[Item]
    summary: str


def made(path: str, text: str | bytes) -> Item:
    """A file that is written for the Hub alone."""
    content = text.encode("utf-8") if isinstance(text, str) else text
    git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    return Item(path, content, len(content), hashlib.sha256(content).hexdigest(), git)


def taken(path: str, file: Path, root: Path, expected: str | None = None) -> Item:
    """A regular file below `root`; raises DatasetError where it is a link, lies elsewhere or was changed."""
    _check_regular(file, root)
    size = file.stat().st_size
    whole, git = hashlib.sha256(), hashlib.sha1(b"blob %d\0" % size)
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            whole.update(chunk)
            git.update(chunk)
    if expected is not None and whole.hexdigest() != expected:
        raise DatasetError("was changed after it was made", file=str(file), remedy="Run `simulacrum convert` again")
    return Item(path, file, size, whole.hexdigest(), git.hexdigest())


def _check_regular(file: Path, root: Path) -> None:
    inside = file.relative_to(root).parts if file.is_relative_to(root) else ("..",)
    if ".." in inside or any((root / Path(*inside[:i])).is_symlink() for i in range(1, len(inside) + 1)):
        raise DatasetError("a link, or a file outside of the folder, is not pushed", file=str(file))
    try:
        mode = file.lstat().st_mode
    except OSError:
        raise DatasetError("a file is missing", file=str(file)) from None
    if not stat.S_ISREG(mode):
        raise DatasetError("only regular files are pushed", file=str(file))


def hub_id(spec: str | None, given: str | None) -> str | None:
    """How the Hub names a base model: `given`, or `spec` where it is no local path; else raises UsageError."""
    if given is not None and not _HUB_ID.fullmatch(given):
        raise UsageError("--base-model is not the id of a model on the Hub")
    if given or not spec:
        return given
    if not _HUB_ID.fullmatch(spec) or Path(spec).expanduser().exists():
        raise UsageError("the base model is a local folder", remedy="Pass --base-model with its id on the Hub")
    return spec
