"""Who loads the model that talks."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Manifest, Registry, hookimpl
from simulacrum_core.chat import generation
from simulacrum_core.chat.loading import load_speaker


class Plugin:
    """Loads what lies in a folder called `mine`."""

    @hookimpl
    def load_speaker(self, folder: Path, manifest: Manifest, model: Path) -> object | None:
        return f"a speaker for {model.name}" if model.name == "mine" else None


def test_a_plugin_loads_what_is_its_own_and_pytorch_the_rest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    registry = Registry([("test:speaking", Plugin)])
    monkeypatch.setattr(Registry, "installed", lambda: registry)
    monkeypatch.setattr(generation, "TrainedModel", lambda folder, manifest, path: f"torch for {path.name}")
    manifest = Manifest.model_construct()
    assert load_speaker(tmp_path, manifest, tmp_path / "mine") == "a speaker for mine"
    assert load_speaker(tmp_path, manifest, tmp_path / "other") == "torch for other"
