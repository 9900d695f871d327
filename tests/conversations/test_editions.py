"""A message that was edited between two exports of a chat is used once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..conftest import Simulacrum

_LINES = [
    f"13/01/2024, 20:{minute:02} - {'Ada Lind' if minute % 2 else 'Ben Kowal'}: line {minute} of the log"
    for minute in range(10, 40)
]
_EDITED = "13/01/2024, 20:13 - Ada Lind: the thirteenth line <This message was edited>"


def trained(simulacrum: Simulacrum, older: list[str], newer: list[str]) -> str:
    """The text of a dataset of two exports of one chat."""
    for name, lines in (("a", older), ("b", newer)):
        folder = Path("export", name)
        folder.mkdir(parents=True)
        (folder / "WhatsApp Chat with Ben Kowal.txt").write_text("".join(f"{line}\n" for line in lines))
    simulacrum("convert", "export", "--me", "Ada Lind", "-o", "out", "--validation", "0", "--openers", "keep")
    return Path("out/train.jsonl").read_text()


@pytest.mark.parametrize("parts", [(30, 0), (20, 0), (30, 2)])
def test_an_edited_message_is_used_once(parts: tuple[int, int], simulacrum: Simulacrum) -> None:
    end, start = parts
    newer = [_EDITED if "line 13 " in line else line for line in _LINES]
    text = trained(simulacrum, _LINES[:end], newer[start:])
    assert text.count("line 13 of") + text.count("the thirteenth line") == 1
    assert all(text.count(f"line {minute} of") == 1 for minute in range(15, 40, 2))


def test_of_two_exports_of_as_many_messages_the_later_wording_is_used(simulacrum: Simulacrum) -> None:
    newer = [_EDITED if "line 13 " in line else line for line in _LINES]
    text = trained(simulacrum, _LINES, newer)
    assert "the thirteenth line" in text
    assert "line 13 of" not in text


def test_what_only_one_export_has_at_the_same_minute_is_used(simulacrum: Simulacrum) -> None:
    other = [line.replace("line 13 of the log", "another at that minute") for line in _LINES]
    text = trained(simulacrum, _LINES, other)
    assert "line 13 of" in text
    assert "another at that minute" in text
