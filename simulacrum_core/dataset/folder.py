"""The dataset folder: written beside its place, then moved there in one step."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import DatasetError, UsageError
from ..models import Split
from ..tokens.tokenizers import digest
from .locks import is_locked, locked
from .manifest import MANIFEST, FileInfo, Manifest

_SPLITS: tuple[Split, ...] = ("train", "validation")
CACHE = "prepared"
"""A folder in a dataset that trainers fill and can fill again."""
SCRIPT = "train.sh"
"""What `simulacrum train --script` writes into a dataset."""

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextlib.contextmanager
def staged(folder: Path, *, force: bool = False) -> Iterator[Path]:
    """A private folder that takes the place of `folder` when the block ends well, and vanishes when it does not.

    Raises UsageError where `folder` is there without `force`, is something that we did not make, or where another run
    writes it or has written it meanwhile.
    """
    _check_place(folder, force)
    with placed(folder, replaces=force) as partial:
        yield partial


@contextlib.contextmanager
def placed(folder: Path, *, replaces: bool = True) -> Iterator[Path]:
    """As `staged`, whatever is in the place of `folder`, unless it is not to be replaced."""
    folder = Path(os.path.normpath(Path.cwd() / folder))
    if any(map(is_locked, _partials(folder))):
        raise UsageError("another run is writing it", file=str(folder), remedy="Wait for its end, or pass another -o")
    with beside(folder) as partial, locked(partial):
        yield partial
        _sync(partial)
        _move(partial, folder, replaces)
        _sync_folder(folder.parent)


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


def _sweep(folder: Path) -> None:
    """Remove what killed runs left beside the folder: private text that nobody would look for."""
    for left in _partials(folder):
        owner = left.name.rpartition(".partial-")[2].partition("-")[0]
        if owner.isdecimal() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _partials(folder: Path) -> list[Path]:
    return list(folder.parent.glob(f".{glob.escape(folder.name)}.partial-*-*"))


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def finished(manifest: Manifest, folder: Path, files: list[Path]) -> None:
    """Add what was written to the manifest and save it."""
    manifest.files = [_info(path, folder, manifest) for path in sorted(files)]
    manifest.save(folder)


def _info(path: Path, folder: Path, manifest: Manifest) -> FileInfo:
    split = next((split for split in _SPLITS if path.stem == split), None)
    return FileInfo(
        path=path.relative_to(folder).as_posix(),
        sha256=digest(path),
        size=path.stat().st_size,
        split=split,
        rows=manifest.statistics.examples.get(split, 0) if split else None,
    )


def _check_place(folder: Path, force: bool) -> None:
    if Path(os.path.abspath(folder)) == Path.cwd():  # noqa: PTH100 (links are not to be followed here)
        raise UsageError("is the folder you are in", file=str(folder), remedy="Pass the name of a new one")
    if not os.path.lexists(folder):
        return
    if not folder.is_dir() or folder.is_symlink():
        raise UsageError("is there already and is not a folder", file=str(folder), remedy="Pass another -o")
    is_ours = (folder / MANIFEST).is_file()
    if not is_ours and any(folder.iterdir()):
        raise UsageError("is there already and is not a dataset", file=str(folder), remedy="Pass another -o")
    if is_ours and not force:
        raise UsageError("is there already", file=str(folder), remedy="Pass --force to replace it, or another -o")
    if strangers := _not_ours(folder):
        raise UsageError(
            f"holds {', '.join(strangers[:3])}, which --force would delete",
            file=str(folder),
            remedy="Move that away first, or pass another -o",
        )


def _not_ours(folder: Path) -> list[str]:
    """What lies in a dataset folder that we did not write, such as a trained model; caches of trainers aside."""
    if not (folder / MANIFEST).is_file():
        return []
    ours = {MANIFEST, CACHE, SCRIPT, *(info.path.partition("/")[0] for info in Manifest.load(folder).files)}
    return sorted({path.name for path in folder.iterdir()} - ours)


def _move(partial: Path, folder: Path, replaces: bool) -> None:
    """Put `partial` in the place of `folder`; what was there ends up in `partial`."""
    if not replaces:
        _move_into_none(partial, folder)
    elif not folder.exists():
        partial.rename(folder)
    elif not _exchange(partial, folder):
        aside = partial.with_name(f"{partial.name}-old")
        folder.rename(aside)
        partial.rename(folder)
        shutil.rmtree(aside)


def _move_into_none(partial: Path, folder: Path) -> None:
    """Put `partial` where nothing is or an empty folder; raises UsageError where another run was faster."""
    with contextlib.suppress(OSError):
        folder.rmdir()
    try:
        partial.rename(folder)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise
        raise UsageError("another run has written it meanwhile", file=str(folder), remedy="Pass another -o") from None


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


def reference(spec: str, folder: Path) -> str:
    """How a dataset in `folder` names a model or a tokenizer: a local path as seen from there, else as it is."""
    path = Path(spec).expanduser()
    if path.is_absolute() or not path.exists():
        return spec
    seen = os.path.relpath(path, folder)
    return seen if seen.startswith("..") else f"./{seen}"


def located(spec: str, folder: Path) -> str:
    """Where a model or tokenizer that a dataset in `folder` names lies, as seen from here."""
    return str(folder / spec) if spec.startswith(".") else spec


def dataset_rows(folder: Path, manifest: Manifest) -> list[tuple[Path, Split]]:
    """The files with training examples, with their split; raises DatasetError where one is missing."""
    files = [(folder / info.path, info.split) for info in manifest.files if info.split is not None]
    for path, _ in files:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise DatasetError("its manifest names a file outside of it", file=str(folder))
        if not path.is_file():
            raise DatasetError("a file of the dataset is missing", file=str(path), remedy="Run `simulacrum convert`")
    return [(path, split) for path, split in files if split is not None]
