"""The trained model that talks: one that a plugin loads, else with PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from ..dataset.manifest import Manifest
from ..plugin.registry import Registry
from ..training.model_folder import trained_folder
from .speaker import Speaker


def load_speaker(folder: Path, manifest: Manifest, model: Path | None = None) -> Speaker:
    """What lies in `model`, or was trained in the dataset; raises UsageError where nothing was."""
    path = model or trained_folder(folder)
    if (found := Registry.installed().speaker(folder, manifest, path)) is not None:
        return cast(Speaker, found)
    from .generation import TrainedModel

    return TrainedModel(folder, manifest, path)
