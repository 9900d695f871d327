"""Options of importers where nobody says which importer is meant: several have options of one name."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import read

from ..conftest import Simulacrum

CHAT = "".join(f"26-03-{day}, 18:10 - {who}: hi on day {day}\n" for day in (11, 12, 13) for who in ("Ben", "Ada"))


@pytest.fixture
def life(tmp_path: Path) -> Path:
    """A chat, and a diary, whose importer has options of the same names."""
    folder = tmp_path / "life"
    folder.mkdir()
    (folder / "WhatsApp Chat with Ben.txt").write_text(CHAT, encoding="utf-8")
    entries = "".join(f"# 2026-03-{day}\n\nToday I painted the boat again, and it rained.\n\n" for day in (11, 12, 13))
    (folder / "diary.md").write_text(entries, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["WhatsApp Chat with Ben.txt", ""], ids=["alone", "beside a diary"])
@pytest.mark.parametrize(("key", "value"), [("order", "ymd"), ("encoding", "Ben=cp1252")])
def test_a_value_that_another_importer_does_not_know_is_no_fault(life: Path, name: str, key: str, value: str) -> None:
    reading = read(life / name, options={key: value})
    found = {importer.name: getattr(importer, key) for importer, _ in reading.parts}
    assert found["whatsapp"] == value
    assert found.keys() == ({"whatsapp"} if name else {"whatsapp", "journals"})
    assert found.get("journals") in (None, "auto", "")


def test_a_value_that_nobody_there_takes_names_an_importer_that_is_there(life: Path, simulacrum: Simulacrum) -> None:
    chat = simulacrum("inspect", life / "WhatsApp Chat with Ben.txt", "-i", "order", "yyy")
    assert chat.exit_code == 2
    assert "whatsapp: option 'order'" in chat.stderr
    diary = simulacrum("inspect", life / "diary.md", "-i", "order", "ymd")
    assert diary.exit_code == 2
    assert "journals: option 'order'" in diary.stderr
