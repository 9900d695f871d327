"""No message becomes a turn of somebody else, and innocent colons stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.rendering.impersonation import ImpersonationGuard

from ..conftest import Simulacrum, chat_text

NAMES = ["Ben", "Cy: the 2nd", "Ada"]
PIECES = st.lists(st.sampled_from([*NAMES, ":", " ", "\n", "x", "Be", "en"]), max_size=25).map("".join)


@given(text=PIECES)
def test_what_is_defused_imitates_nobody_and_is_defused_once(text: str) -> None:
    speakers = ImpersonationGuard(NAMES)
    safe = speakers.defused(text)
    assert speakers.imitated(safe) is None
    assert speakers.defused(safe) is safe
    assert (safe is text) == (speakers.imitated(text) is None)
    assert safe.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["see: this", "at 10:30", "ask Ben: he knows", "ben: no", "Ben : hi", "https://a.b", ""]
)
def test_innocent_colons_stay(text: str) -> None:
    assert ImpersonationGuard(NAMES).defused(text) is text


def test_the_first_line_of_a_turn_imitates_nobody() -> None:
    text = "Ben: that is how he signs"
    assert ImpersonationGuard(NAMES).defused(text, opens=True) is text
    assert ImpersonationGuard(NAMES).defused(text) == "Ben : that is how he signs"


def lines(simulacrum: Simulacrum, folder: Path, *options: str) -> tuple[str, dict[str, int]]:
    said = ["Ben: hi", "Ben: Ada: I owe you money", "Ada: no", "Ada: Ben: you do\nCy: he does"]
    (folder / "chat.txt").write_text(chat_text(*said * 8, "Cy: hm", "Ada: end"), encoding="utf-8")
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out", "--validation", "0", *options)
    assert result.exit_code == 0, result.output
    rows = (folder / "out" / "train.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    text = "\n".join(segment["text"] for row in rows for segment in json.loads(row)["segments"])
    return text, json.loads((folder / "out" / "simulacrum.json").read_text())["ledger"]


@pytest.mark.parametrize("style", ["seamless", "origin"])
def test_a_message_that_imitates_a_speaker_does_not_become_a_turn(
    simulacrum: Simulacrum, tmp_path: Path, style: str
) -> None:
    text, ledger = lines(simulacrum, tmp_path, "--style", style)
    assert "Ada : I owe you money" in text
    assert "Ben : you do\nCy : he does" in text
    assert ledger["imitations"] == 16
    assert simulacrum("check", "out").exit_code == 0


def test_they_are_kept_where_the_user_says_so(simulacrum: Simulacrum, tmp_path: Path) -> None:
    text, ledger = lines(simulacrum, tmp_path, "--control-tokens", "keep")
    assert "\nAda: I owe you money" in text
    assert ledger["imitations"] == 0
    assert simulacrum("check", "out").exit_code == 0


def test_check_finds_an_imitation_that_is_left(simulacrum: Simulacrum, tmp_path: Path) -> None:
    lines(simulacrum, tmp_path)
    path = tmp_path / "out" / "train.jsonl"
    path.write_text(path.read_text().replace("Ada : I owe", "Ada: I owe", 1).replace("Cy : he", "Cy: he"))
    told = simulacrum("check", "out")
    assert told.exit_code == 1
    assert "begins with 'Ada': another speaker's" in told.output
    assert "begins with 'Cy': another speaker's" in told.output


def test_one_may_begin_with_the_own_name(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(
        chat_text(*["Ben: who?", "Ada: ok", "Ben: you?", "Ada: Ada: me"] * 12), encoding="utf-8"
    )
    for options in ((), ("--no-train-name",)):
        simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out", "--force", *options)
        assert simulacrum("check", "out").exit_code == 0
