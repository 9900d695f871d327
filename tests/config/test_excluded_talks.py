"""A single talk that is excluded is in no example, and nothing else is missing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from simulacrum_core.config.exclusions import Exclusions
from simulacrum_core.config.persona import Persona

from ..conftest import Simulacrum, chat_text

TALK = "2024-01-14T09:08..2024-01-14T09:15"
"""The second day of the chats below."""


@pytest.mark.parametrize(
    ("stretch", "moment", "inside"),
    [
        ("2024-05-01T12:30..2024-05-01T13:20", "2024-05-01T12:30:00", True),
        ("2024-05-01T12:30..2024-05-01T13:20", "2024-05-01T12:29:59", False),
        ("2024-05-01T12:30..2024-05-01T13:20", "2024-05-01T13:20:59.999", True),
        ("2024-05-01T12:30..2024-05-01T13:20", "2024-05-01T13:21:00", False),
        ("2024-05-01T12:30:10..2024-05-01T13:20:10", "2024-05-01T13:20:10.5", True),
        ("2024-05-01T12:30:10..2024-05-01T13:20:10", "2024-05-01T13:20:11", False),
        ("2024-05-01T12:30:10.25..2024-05-01T13:20:10.25", "2024-05-01T13:20:10.26", False),
        ("2024-05-01T12:30", "2024-05-01T12:30:30", True),
        ("2024-05-01T12:30Z..2024-05-01T13:20Z", "2024-05-01T15:20:59+02:00", True),
        ("2024-05-01T12:30Z..2024-05-01T13:20Z", "2024-05-01T13:20:00+02:00", False),
        ("2024-05-01T12:30-05:00..2024-05-01T13:20-05:00", "2024-05-01T18:20:59Z", True),
        ("2024-05-01T12:30..2024-05-01T13:20", "2024-05-01T13:20:00+02:00", True),
        ("2024-05-01T12:30Z..2024-05-01T13:20Z", "2024-05-01T13:20:59", True),
        ("2024-05-01T12:30Z..2024-05-01T13:20Z", "2024-05-01T14:20:00", False),
    ],
)
def test_a_talk_goes_from_its_first_to_the_end_of_its_last_minute_or_second(
    stretch: str, moment: str, inside: bool
) -> None:
    (talk,) = Exclusions.model_validate({"talks": [f"Ben Kowal {stretch}"]}).talks
    assert talk.conversation == "Ben Kowal"
    assert talk.holds(dt.datetime.fromisoformat(moment)) == inside
    assert talk.holds(None), "a message without a time may be of the talk"


@pytest.mark.parametrize(
    "talk",
    [
        "",
        "Ben",
        "2024-05-01T12:30..2024-05-01T13:20",
        "Ben 2024-05-01",
        "Ben 2024-05-01..2024-05-02",
        "Ben 2024-05-01T12..2024-05-01T13",
        "Ben 2024-05-01T12:30..",
        "Ben 2024-05-01T13:20..2024-05-01T12:30",
        "Ben 2024-05-01T12:30Z..2024-05-01T13:20",
        "Ben 9999-12-31T23:61",
        "Zoe 2024-05-01T12:30..2024-05-01T13:20",
        "Cy 2024-05-01T12:30..2024-05-01T13:20",
    ],
)
def test_what_names_no_talk_is_refused_by_the_name_of_the_option(
    simulacrum: Simulacrum, tmp_path: Path, talk: str
) -> None:
    (tmp_path / "WhatsApp Chat with Ben.txt").write_text(chat_text(*["Ben: hi", "Ada: yo", "Cy: what", "Ada: ah"] * 8))
    result = simulacrum("convert", ".", "--me", "Ada", "-o", "out", "--exclude-talk", talk)
    assert result.exit_code == 2
    assert result.output.startswith("Error: --exclude-talk: "), result.output


@pytest.mark.parametrize("way", ["option", "file"])
def test_one_talk_is_nowhere_in_the_dataset_and_all_others_are(
    simulacrum: Simulacrum, tmp_path: Path, way: str
) -> None:
    for name in ("Ben", "Mira"):
        lines = [f"{who}: {name} number{n}." for n in range(24) for who in (name, "Ada")]
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text(chat_text(*lines), encoding="utf-8")
    (tmp_path / "ada.toml").write_text(f'me = ["Ada"]\n[exclude]\ntalks = ["ben {TALK}"]\n', encoding="utf-8")
    chosen = ["--persona", "ada.toml"] if way == "file" else ["--me", "Ada", "--exclude-talk", f"Ben {TALK}"]
    chats = [f"WhatsApp Chat with {name}.txt" for name in ("Ben", "Mira")]
    result = simulacrum("convert", *chats, *chosen, "-o", "out")
    assert result.exit_code == 0, result.output
    text = "".join(path.read_text() for path in (tmp_path / "out").glob("*.jsonl"))
    for n in range(24):
        assert (f"Ben number{n}." in text) == (n not in range(4, 8))
        assert f"Mira number{n}." in text
    ledger = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]
    assert ledger["left_out"]["excluded_talk"] == 8
    assert ledger["read"] == ledger["trained"] + ledger["context"] + sum(ledger["left_out"].values())
    assert simulacrum("check", "out").exit_code == 0


def test_a_file_without_talks_is_read_as_before(tmp_path: Path) -> None:
    (tmp_path / "ada.toml").write_text('version = 2\nme = ["Ada"]\n[exclude]\nnames = ["Cy"]\n', encoding="utf-8")
    assert Persona.load(tmp_path / "ada.toml").exclude == Exclusions(names=["Cy"])
