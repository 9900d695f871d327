"""What a phone of any language gives says nothing odd to whoever hands it in for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..conftest import Simulacrum

PLACE = "https://maps.google.com/?q=52.1,13.2"
CHATS = {
    "German iPhone": "[{day:02}.03.24, 09:00:05] {who}: \u200eStandort: " + PLACE + "\r\n",
    "marked German iPhone": "\u200e[{day:02}.03.24, 09:00:05] {who}: \u200eStandort: " + PLACE + "\r\n",
    "French Android": "{day:02}/03/2024, 09:00 - {who}: position : " + PLACE + "\n",
    "English Android": "{day:02}/03/2024, 09:00 - {who}: location: " + PLACE + "\n",
}


@pytest.mark.parametrize("line", CHATS.values(), ids=CHATS)
def test_who_sends_places_raises_no_doubt_of_their_name(line: str, tmp_path: Path, simulacrum: Simulacrum) -> None:
    said = line.replace(line[line.index("{who}: ") + 7 :].rstrip("\r\n"), "so it is")
    rows = "".join(f"{line}{said}".format(day=day, who=who) for day in range(1, 28) for who in ("Ada", "Ben"))
    (tmp_path / "chat.txt").write_bytes(rows.encode())
    told = simulacrum("inspect", "chat.txt").output
    assert "People: Ada 54, Ben 54" in told
    assert "name: " not in told
    assert PLACE not in simulacrum("read", "chat.txt").output.replace(f'{PLACE}","kind":"location"', "")
