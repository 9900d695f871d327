"""The dataset folder: written beside its place, then moved there in one step."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import DatasetError, UsageError
from ..files import TakenError, count_lines, digest, is_being_written, placed
from ..models import Split
from .manifest import MANIFEST, FileInfo, Manifest
from .provenance import PROVENANCE
from .statistics import REPORT, STATISTICS

_SPLITS: dict[str, Split] = {"train": "train", "validation": "validation", "valid": "validation"}
"""The splits by the names of their files; mlx-lm reads `valid.jsonl`."""
_ROWS = re.compile(r"(train|validation|valid)(-\d{5}-of-\d{5})?\.jsonl")
CACHE = "prepared"
"""A folder in a dataset that trainers fill and can fill again."""
SCRIPT = "train.sh"
"""What `simulacrum train --script` writes into a dataset."""
NOTEBOOK = "train.ipynb"
"""What `simulacrum train --notebook` writes into a dataset."""


@contextlib.contextmanager
def staged(folder: Path, *, force: bool = False) -> Iterator[Path]:
    """A private folder that takes the place of `folder` when the block ends well, and vanishes when it does not.

    Raises UsageError where `folder` is there without `force`, is something that we did not make, or where another run
    writes it or has written it meanwhile.
    """
    _check_place(folder, force)
    if is_being_written(folder):
        raise UsageError("another run is writing it", file=str(folder), remedy="Wait for its end, or pass another -o")
    try:
        with placed(folder, replaces=force) as partial:
            yield partial
    except TakenError:
        raise UsageError("another run has written it meanwhile", file=str(folder), remedy="Pass another -o") from None


def finished(manifest: Manifest, folder: Path, files: list[Path]) -> None:
    """Add what was written to the manifest and save it."""
    manifest.files = [_info(path, folder, manifest) for path in sorted(files)]
    manifest.save(folder)


def _info(path: Path, folder: Path, manifest: Manifest) -> FileInfo:
    found = _ROWS.fullmatch(path.name)
    split = _SPLITS[found[1]] if found else None
    rows = manifest.statistics.examples.get(split, 0) if split else None
    return FileInfo(
        path=path.relative_to(folder).as_posix(),
        sha256=digest(path),
        size=path.stat().st_size,
        split=split,
        rows=count_lines(path) if found and found[2] else rows,
    )


def _check_place(folder: Path, force: bool) -> None:
    if Path(os.path.abspath(folder)) == Path.cwd():  # noqa: PTH100 (links are not to be followed here)
        raise UsageError("is the current folder", file=str(folder), remedy="Pass the name of a new one")
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
    written = {info.path.partition("/")[0] for info in Manifest.load(folder).files}
    ours = {MANIFEST, PROVENANCE, STATISTICS, REPORT, CACHE, SCRIPT, NOTEBOOK} | written
    return sorted({path.name for path in folder.iterdir()} - ours)


def reference(spec: str, folder: Path) -> str:
    """How a dataset in `folder` names a model or a tokenizer: a local path as seen from there, else as it is."""
    path = Path(spec).expanduser()
    if path.is_absolute() or not path.exists():
        return spec
    seen = os.path.relpath(path, folder)
    return seen if seen.startswith("..") else f"./{seen}"


def as_absolute(spec: str) -> str:
    """A local path from the root on, for a dataset that will lie elsewhere; what is no path stays."""
    path = Path(spec).expanduser()
    return str(path.absolute()) if path.exists() else spec


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
