"""The folder of an evaluation: each result is kept as soon as it is there, so that a run that was stopped goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ..files import private_folder, write_private
from .figures import Result
from .scores import Scores
from .subject import Written

T = TypeVar("T")

FOLDER = "evaluation"
_WEIGHTS = ("*.safetensors", "*.bin", "adapter_config.json", "config.json", "simulacrum.json", "*.jsonl")


class Store:
    """Results under a key that changes with the model, the dataset and the options."""

    def __init__(self, folder: Path, key: Mapping[str, object]) -> None:
        name = hashlib.sha256(msgspec.json.encode(sorted((k, str(v)) for k, v in key.items()))).hexdigest()[:16]
        self._folder = folder / "parts" / name

    def has(self, id: str) -> bool:
        """Whether a metric was measured before."""
        return (self._folder / f"{id}.json").is_file()

    def result(self, id: str, make: Callable[[], Result]) -> Result:
        """What was measured before, or is measured now."""
        return self._kept(f"{id}.json", Result, make)

    def written(self, which: str, make: Callable[[], list[Written]]) -> list[Written]:
        """Replies that were written before, or are written now."""
        return self._kept(f"replies-{which}.json", list[Written], make)

    def scores(self) -> Scores:
        """Scores of single texts, of both models."""
        return Scores(self._folder / "scores.jsonl")

    def _kept(self, name: str, kind: Any, make: Callable[[], T]) -> T:
        path = self._folder / name
        if path.is_file():
            try:
                kept: T = msgspec.json.decode(path.read_bytes(), type=kind)
                return kept
            except (msgspec.ValidationError, msgspec.DecodeError):
                # Of another version, or cut off: measured again.
                pass
        value = make()
        private_folder(self._folder)
        write_private(path, msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
        return value


def fingerprint(*folders: Path) -> str:
    """What tells one model or dataset from another: names, sizes and times of the files with weights and rows."""
    found = []
    for folder in folders:
        for path in sorted({path for pattern in _WEIGHTS for path in folder.glob(pattern)}):
            stat = path.stat()
            found.append(f"{path.name} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()
