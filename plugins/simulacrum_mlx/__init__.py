"""LoRA and QLoRA with Apple's MLX: a trainer, an exporter for mlx-lm, and a model that talks without PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from simulacrum_core import Exporter, Manifest, SimulacrumError, Speaker, Trainer, hookimpl
from simulacrum_core.training import base_model_of, is_adapter

from .choice import has_torch, is_apple, is_there, only_mlx_reads
from .exporter import MlxExporter
from .trainer import MlxTrainer


@hookimpl
def register_exporters() -> Sequence[type[Exporter]]:
    return [MlxExporter]


@hookimpl
def register_trainers() -> Sequence[type[Trainer]]:
    return [MlxTrainer]


@hookimpl
def load_speaker(folder: Path, manifest: Manifest, model: Path) -> Speaker | None:
    """Talk through MLX on a Mac, where there is no PyTorch, and where only MLX can read the weights."""
    source = base_model_of(model, folder, manifest)
    if not is_there() or (has_torch() and not _is_only_mine(source, folder) and not _is_faster(model)):
        return None
    from .speaker import MlxModel

    return MlxModel(folder, manifest, model)


@hookimpl
def merge_adapter(adapter: Path, base: str, dataset: Path, dtype: str) -> Callable[[Path], None] | None:
    """Merge with MLX where there is no PyTorch, and where only MLX can read the weights."""
    if not is_there() or (has_torch() and not _is_only_mine(base, dataset)):
        return None
    from .merging import merge
    from .model import base_folder

    source = base_folder(base, dataset)
    return lambda folder: merge(adapter, source, dtype, folder)


def _is_only_mine(source: str, dataset: Path) -> bool:
    """Whether PyTorch could not read the weights; where there are none, it is to tell so."""
    from .model import base_folder

    try:
        return only_mlx_reads(base_folder(source, dataset))
    except SimulacrumError:
        return False


def _is_faster(model: Path) -> bool:
    """Whether MLX is the faster one here, and can do all that an adapter asks for."""
    if not is_apple():
        return False
    from .adapter import read_adapter

    try:
        return not is_adapter(model) or bool(read_adapter(model))
    except SimulacrumError:
        return False
