"""How `axolotl.yml` differs from what `convert` wrote: it is its owner's to edit, and shown before it is run."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from pathlib import Path

from simulacrum_core import Manifest, Registry, SimulacrumError
from simulacrum_core.dataset import RowFiles
from simulacrum_core.training import OF_CARD

from .exporter import AxolotlExporter
from .settings import CONFIG

_MOST_LINES = 40


def difference(folder: Path, manifest: Manifest) -> Iterator[str]:
    """A line that says that the config was changed, and the lines that were; nothing where it was not."""
    wanted = next((info.sha256 for info in manifest.files if info.path == CONFIG), None)
    text = (folder / CONFIG).read_bytes()
    if wanted is None or _digest(text) == wanted:
        return
    candidates = list(_candidates(folder, manifest))
    if not candidates:
        yield f"{CONFIG} is not as `convert` wrote it"
        return
    written = next((one for one in candidates if _digest(one.encode()) == wanted), None)
    yield f"{CONFIG} is not as {'this version writes' if written is None else '`convert` wrote'} it:"
    before, after = (written or candidates[0]).split("\n"), text.decode("utf-8", "replace").split("\n")
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    yield from (f"  {line}" for line in changed[:_MOST_LINES])
    if len(changed) > _MOST_LINES:
        yield f"  ... and {len(changed) - _MOST_LINES:,} more lines"


def _candidates(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What the exporter may have written for this dataset; nothing where another one made it, or rows are missing.

    The manifest has every option, not which of them were given, and that decides whether the card's numbers win.
    """
    with contextlib.suppress(SimulacrumError, OSError):
        exporter = Registry.installed().exporter_of(manifest)
        if not isinstance(exporter, AxolotlExporter):
            return
        files = _row_files(folder, manifest)
        plain = {name for name in OF_CARD if getattr(exporter, name) == AxolotlExporter.model_fields[name].default}
        others = exporter.model_dump(exclude=set(OF_CARD))
        for given in _subsets(sorted(plain)):
            options = others | {name: getattr(exporter, name) for name in OF_CARD if name not in plain or name in given}
            yield AxolotlExporter(**options).config(manifest, folder, files)


def _subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _row_files(folder: Path, manifest: Manifest) -> RowFiles:
    """The files of rows, with the digits that change with them as they were computed when the rows were written."""
    names: dict[str, list[str]] = {}
    hashes: dict[str, hashlib._Hash] = {}
    for info in manifest.files:
        if info.split is not None:
            names.setdefault(info.split, []).append(info.path)
            rows = hashes.setdefault(info.split, hashlib.sha256())
            with (folder / info.path).open("rb") as stream:
                for line in stream:
                    rows.update(line.removesuffix(b"\n"))
    content = hashlib.sha256("".join(one.hexdigest() for one in hashes.values()).encode()).hexdigest()
    return RowFiles([folder / name for those in names.values() for name in those], {}, content[:16], names)
