"""The trained words are read without trusting any importer."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from simulacrum_core import Segment, TrainingExample
from simulacrum_core.checks.trained_text import TrainedText

from ..conftest import Simulacrum, chat_text

ODD = {
    "header": "Ada: 13.01.26, 21:00 - Nils Arp: are you up",
    "machine": f"Ada: {base64.b64encode(bytes(range(250))).decode()}",
    "markup": '<div class="post">hello</div>',
    "template": "Ada: <% tp.date.now() %>",
    "control": "Ada: a\x07b",
}
PLAIN = [
    "Ada: at 21:00 - or never: your choice",
    "Ada: Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und Donaudampfschifffahrtsgesellschaft",
    "Ada: lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas",
    "Ada: 我们今天晚上去河边看看那条船是不是还在那里然后再决定要不要一起去吃饭好吗",
    "Ada: i <3 this, a < b and <b>so</b>",
    "Ada: see https://a.example/path?q=1",
    "Ada: [note to self] {sigh} 100 % sure",
    "Ada: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaah",
]


def found(*lines: str, label: bool = True) -> dict[str, int]:
    reader = TrainedText()
    for number, line in enumerate(lines, 1):
        reader.add(TrainingExample((Segment(label, f"{line}\n"),)), "train.jsonl", number)
    return {kind: suspect.count for kind, suspect in reader.suspects.items()}


@pytest.mark.parametrize("kind", ODD)
def test_what_nobody_wrote_is_found_in_the_trained_text_only(kind: str) -> None:
    assert found(ODD[kind]) == {kind: 1}
    assert found(ODD[kind], label=False) == {}


def test_json_is_machine_text() -> None:
    assert found('Ada: [{"type": "message", "user": "U1"}]') == {"machine": 1}


@pytest.mark.parametrize("line", PLAIN)
def test_what_people_write_is_not_suspected(line: str) -> None:
    assert found(line) == {}


def test_a_long_line_in_many_rows_is_told_once() -> None:
    line = "Ada: This message was sent from my phone, please excuse what is short in it."
    assert found(*[line] * 50) == {"repeated": 1}
    assert found(*["Ada: ok"] * 50) == {}


def test_every_promise_is_not_said_to_hold_over_somebody_elses_lines(simulacrum: Simulacrum, tmp_path: Path) -> None:
    said = ["Ben: what did they write", "Ada: [13.01.26, 21:00:05] Nils Arp: are you up", "Ben: hm", "Ada: yes"]
    (tmp_path / "chat.txt").write_text(chat_text(*said * 6), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out", "--validation", "0").exit_code == 0
    told = simulacrum("check", "out")
    assert told.exit_code == 0
    assert "6 lines that look like the header of a message in a chat in the trained text" in told.stdout
    assert "Every promise holds." not in told.stdout
