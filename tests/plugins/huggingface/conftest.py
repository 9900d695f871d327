"""A dataset that is pushed, and where to."""

from __future__ import annotations

from pathlib import Path

import pytest

from ...conftest import Simulacrum, chat_text

ADA = ("dataset", "ada/chat")
PUSH = ("push", "ada", "--repo", "ada/chat", "--real-names")


@pytest.fixture
def dataset(simulacrum: Simulacrum, tmp_path: Path) -> Path:
    """A dataset whose rows are large enough for LFS, with a title and a name that YAML would trip over."""
    (tmp_path / "WhatsApp Chat with Zoe --- {{x}}.txt").write_text(
        chat_text(*["Ben Kowal: how is the old pump today?", "Ada: it sings"] * 40), encoding="utf-8"
    )
    made = simulacrum("convert", tmp_path / "WhatsApp Chat with Zoe --- {{x}}.txt", "--me", "Ada", "-o", "ada")
    assert made.exit_code == 0, made.output
    return tmp_path / "ada"
