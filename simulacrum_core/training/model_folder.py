"""What was trained on a dataset: where the newest model lies, and which base model an adapter belongs to."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from ..dataset.folder import located
from ..dataset.manifest import Manifest
from ..errors import DatasetError, UsageError
from ..plugin.contracts import MODEL

MERGED = "merged"
"""The folder in a dataset that holds the adapter merged into its base model."""

_ADAPTER, _WHOLE = "adapter_config.json", "config.json"


def trained_folder(folder: Path) -> Path:
    """Where the newest model of a dataset lies, merged or as it was trained; UsageError where there is none.

    The model that was written last talks: after another training an older merged model is passed over.
    """
    # axolotl's own merge writes into the folder of the adapter. Of two that are equally old the first is taken.
    places = (folder / MERGED, folder / MODEL / MERGED, folder / MODEL)
    found = [(age, path) for path in places if (age := _written(path)) is not None]
    if not found:
        raise _untrained(folder)
    return max(found, key=lambda pair: pair[0])[1]


def adapter_folder(folder: Path) -> Path:
    """The adapter that was trained on a dataset; UsageError where there is none, or a whole model."""
    found = folder / MODEL
    if _written(found) is None:
        raise _untrained(folder)
    return found


@contextlib.contextmanager
def private_files(folder: Path) -> Iterator[None]:
    """What is made in the block, by us or by programs that we start, is its owner's alone, and `folder` as well."""
    if folder.is_dir():
        folder.chmod(0o700)
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def is_adapter(found: Path) -> bool:
    """Whether a folder holds an adapter, and not a whole model."""
    return (found / _ADAPTER).is_file()


def base_model_of(found: Path, folder: Path, manifest: Manifest) -> str:
    """The base model of an adapter, a relative path as seen from the dataset; a whole model is its own."""
    if not is_adapter(found):
        return str(found)
    config = found / _ADAPTER
    try:
        named = json.loads(config.read_bytes())["base_model_name_or_path"]
        base = str(named or manifest.base_model or "")
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DatasetError(f"damaged ({error!r})", file=str(config), remedy="Train again") from None
    # Trained on another machine, the adapter names a folder of that machine.
    if Path(base).is_absolute() and not Path(base).exists() and manifest.base_model:
        base = manifest.base_model
    return located(base, folder)


def _untrained(folder: Path) -> UsageError:
    checkpoints = sorted(
        (folder / MODEL).glob("checkpoint-*"), key=lambda path: (len(path.name), path.name), reverse=True
    )
    if checkpoints:
        return UsageError(
            "the training did not come to its end",
            file=str(folder),
            remedy=f"Go on with `simulacrum train --resume`, or pass --model {checkpoints[0]}",
        )
    return UsageError(
        "nothing was trained on this dataset yet",
        file=str(folder),
        remedy="Run `simulacrum train`, or pass --model with an adapter or a merged model",
    )


def _written(path: Path) -> float | None:
    """When the weights of a model were written, in seconds; None where there is no model."""
    if not any((path / name).is_file() for name in (_ADAPTER, _WHOLE)):
        return None
    return max((file.stat().st_mtime for file in _weights(path)), default=None)


def _weights(path: Path) -> Iterator[Path]:
    return (file for pattern in ("*.safetensors", "*.bin") for file in path.glob(pattern))
