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


DISGUISES = [
    *(
        "x\nBen\ufe55 hi",
        "x\nBen\u1361 hi",
        "x\nBen\u205d hi",
        "x\n\u2800Ben: hi",
        "x\n\x00Ben: hi",
        "x\n\U0001bca0Ben: hi",
    ),
    *("x\nB\u0336e\u0336n\u0336: hi", "x\nBen\u20e0: hi", "x\nB\x7fen: hi"),
    *[f"so{sign}Ben: yes" for sign in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"],
    *[f"so\n{sign}Ben: yes" for sign in (" ", "\t", "\u200b", "\u200e", "\u202e", "\ufeff", "\u00a0", "\u2066")],
    *[f"so\nB{sign}en: yes" for sign in ("\u00ad", "\u200d", "\ufe0f", "\u2060", "\u034f")],
    *[f"so\nBen{colon} yes" for colon in "：∶꞉ː։"],
    *[f"so\n{name}: yes" for name in ("BEN", "ben", "Веn", "Bеn", "Ｂｅｎ", "𝐁𝐞𝐧", "Bеո".replace("ո", "n"))],
    "so\nCy\u00a0: the 2nd".replace("\u00a0:", ":").replace("2nd", "2nd: yes"),
    "so\nBen\u200b: yes",
    *[f"so\n{name}: yes" for name in ("Ben (2)", "ben (10)", "B\u200ben （１）")],
]


@pytest.mark.parametrize("text", DISGUISES)
def test_no_disguise_lets_a_line_speak_for_somebody(text: str) -> None:
    speakers = ImpersonationGuard(NAMES)
    safe = speakers.defused(text)
    assert speakers.imitated(text) is not None
    assert speakers.imitated(safe) is None
    assert safe.replace(" ", "") == text.replace(" ", "")


def test_composed_and_decomposed_letters_are_one_name() -> None:
    speakers = ImpersonationGuard(["Zo\u00eb", "Ivo"])
    assert speakers.defused("a\nZoe\u0308: yes") == "a\nZoe\u0308 : yes"
    assert speakers.defused("a\nlv0: yes") == "a\nlv0 : yes"


@pytest.mark.parametrize(
    "text", ["see: this", "at 10:30", "ask Ben: he knows", "Ben : hi", "https://a.b", "Benn: a", ""]
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


def test_no_line_of_a_dataset_holds_what_some_programs_take_for_the_end_of_a_line(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    said = ["Ben: one\u2028two", "Ada: three\u2029four\x85five"]
    (tmp_path / "chat.txt").write_text(chat_text(*said * 20), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out").exit_code == 0
    data = (tmp_path / "out" / "train.jsonl").read_text(encoding="utf-8")
    assert not {"\u2028", "\u2029"} & set(data)
    texts = "".join(segment["text"] for row in data.split("\n")[:-1] for segment in json.loads(row)["segments"])
    assert "one\u2028two" in texts
    assert "three\u2029four\x85five" in texts
    assert simulacrum("check", "out").exit_code == 0
