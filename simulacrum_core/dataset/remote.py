"""A dataset on remote storage: written here, then carried there, the manifest last, so that it is whole or none."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import SimulacrumError, UsageError
from ..sources.remote import is_url, storage_of
from .manifest import MANIFEST


@contextlib.contextmanager
def local_folder(place: Path | str, *, force: bool = False) -> Iterator[Path]:
    """The folder of a place; of one that a URL names, a private one here, which is carried there when the block ends.

    Raises UsageError where a dataset lies there already without `force`, SimulacrumError where the storage fails.
    """
    if not isinstance(place, str) or not is_url(place):
        yield Path(place)
        return
    storage, path = storage_of(place)
    with _failures(place):
        if storage.exists(f"{path}/{MANIFEST}") and not force:
            raise UsageError("is there already", file=place, remedy="Pass --force to replace it, or another -o")
    with tempfile.TemporaryDirectory(prefix="simulacrum-") as above:
        folder = Path(above) / (path.rpartition("/")[2] or "dataset")
        yield folder
        with _failures(place):
            _carry(folder, storage, path)


def _carry(folder: Path, storage: Any, path: str) -> None:
    """Put the files there; what was there is no dataset any more from the first moment on."""
    if storage.exists(f"{path}/{MANIFEST}"):
        storage.rm(f"{path}/{MANIFEST}")
    files = sorted(each for each in folder.rglob("*") if each.is_file() and each != folder / MANIFEST)
    for file in [*files, folder / MANIFEST]:
        target = f"{path}/{file.relative_to(folder).as_posix()}"
        storage.makedirs(target.rpartition("/")[0], exist_ok=True)
        storage.put_file(str(file), target)


@contextlib.contextmanager
def _failures(place: str) -> Iterator[None]:
    try:
        yield
    except SimulacrumError:
        raise
    except Exception as error:
        # Every storage has errors of its own.
        what = f"the storage cannot be written ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
        raise SimulacrumError(what, file=place, remedy="Check the URL and the credentials") from error
