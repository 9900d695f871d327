"""Exports that were joined into one file and cover the same days: each message is used once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_whatsapp.importer import WhatsAppImporter

from ..conftest import Simulacrum

NOTICE = "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."
SAID = ["Ben: did you feed the cat", "Ada: yes, twice", "Ben: she says no", "Ada: she lies"]


def android(days: Iterable[int], *, ada: str = "Ada") -> str:
    lines = [f"{day:02}/03/2026, 18:{10 + i} - {line} on day {day}" for day in days for i, line in enumerate(SAID)]
    return "".join(f"{line.replace('Ada', ada)}\n" for line in [f"01/03/2026, 18:00 - {NOTICE}", *lines])


def iphone(days: Iterable[int], *, ada: str = "Ada") -> str:
    lines = [f"[{day:02}/03/2026, 18:{10 + i}:07] {line} on day {day}" for day in days for i, line in enumerate(SAID)]
    return "".join(f"{line.replace('Ada', ada)}\n" for line in lines)


def sizes(path: Path, text: str) -> list[tuple[str, int]]:
    """The conversations in a file, and how many messages each has."""
    path.write_text(text, encoding="utf-8")
    return [(chat.id, len(list(chat.messages))) for chat in WhatsAppImporter().read(Source([path]))]


def trained(simulacrum: Simulacrum, tmp_path: Path, text: str, *names: str) -> list[str]:
    """What is trained on of a chat, message by message."""
    chat = tmp_path / "chat.txt"
    chat.write_text(text, encoding="utf-8")
    options = [word for name in names for word in ("--me", name)]
    result = simulacrum(
        "convert", str(chat), *options, "--name", "Ada", "--validation", "0", "-o", str(tmp_path / "out")
    )
    assert result.exit_code == 0, result.stderr
    lines = (tmp_path / "out" / "train.jsonl").read_text(encoding="utf-8").split("\n")
    segments = [segment for line in lines if line for segment in json.loads(line)["segments"]]
    return [segment["text"].strip().removesuffix("</s>") for segment in segments if segment["label"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (android(range(1, 13)) * 2, ["Ada"]),
        (android(range(1, 13)) + android(range(1, 17)), ["Ada"]),
        (android(range(1, 4)) * 2, ["Ada"]),
        (android(range(1, 13)) + android(range(11, 20)).partition("\n")[2], ["Ada"]),
        (android(range(1, 13)) + android(range(11, 20)).split("\n", 3)[3], ["Ada"]),
        (iphone(range(1, 27)) + iphone(range(20, 30)), ["Ada"]),
        (android(range(1, 13)) + iphone(range(1, 13), ada="Ada Lind"), ["Ada", "Ada Lind"]),
    ],
    ids=["twice", "newer", "short", "a-day", "mid-day", "a-week", "two-phones"],
)
def test_what_stands_in_two_exports_in_one_file_is_used_once(
    simulacrum: Simulacrum, tmp_path: Path, text: str, names: list[str]
) -> None:
    found = trained(simulacrum, tmp_path, text, *names)
    assert len(found) == len(set(found)) >= 6


def test_two_exports_of_one_name_are_told_apart(simulacrum: Simulacrum, tmp_path: Path) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "WhatsApp Chat with Ben.txt").write_text(android(range(1, 13)), encoding="utf-8")
    result = simulacrum("convert", str(tmp_path), "--me", "Ada", "-o", str(tmp_path / "out"))
    files = [f"Ben ({tmp_path.name}/{folder}/WhatsApp Chat with Ben.txt)" for folder in ("old", "new")]
    assert f"{files[0]} and {files[1]}: the same, used once" in result.stderr


def test_an_export_that_goes_on_where_another_ends_is_one_conversation(tmp_path: Path) -> None:
    text = android(range(1, 13)) + "".join(android(range(13, 25)).split("\n", 1)[1:])
    assert sizes(tmp_path / "chat.txt", text) == [("chat.txt", 97)]


def test_another_export_begins_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    assert sizes(path, android(range(1, 13)) * 3) == [("chat.txt", 49), ("chat.txt:50", 49), ("chat.txt:99", 49)]


def test_what_came_late_begins_no_other_export(tmp_path: Path) -> None:
    late = "".join(android([1]).split("\n", 1)[1:])
    text = android(range(1, 13)) + late + "".join(android(range(13, 25)).split("\n", 1)[1:])
    assert sizes(tmp_path / "chat.txt", text) == [("chat.txt", 101)]


def test_a_notice_with_a_later_date_begins_no_other_export(tmp_path: Path) -> None:
    text = f"20/09/2026, 09:00 - {NOTICE}\n20/09/2026, 09:00 - Ada created group “x”\n" + android(range(1, 13))
    assert sizes(tmp_path / "chat.txt", text) == [("chat.txt", 51)]


def test_a_few_messages_with_a_date_ahead_begin_no_other_export(tmp_path: Path) -> None:
    ahead = "".join(android([30]).split("\n", 1)[1:])
    text = android(range(1, 13)) + ahead + "".join(android(range(13, 25)).split("\n", 1)[1:])
    assert sizes(tmp_path / "chat.txt", text) == [("chat.txt", 101)]


DAY = [f"{'Ada' if minute % 2 else 'Ben'}: we are at mile {minute}" for minute in range(40)]


def day(minutes: Iterable[int], *, clock: str = "24") -> str:
    if clock == "24":
        return "".join(f"13/10/2025, 09:{minute:02} - {DAY[minute]}\n" for minute in minutes)
    times = [f"12:{minute + 40:02} PM" if minute < 20 else f"1:{minute - 20:02} PM" for minute in range(40)]
    return "".join(f"[10/13/25, {times[minute]}] {DAY[minute]}\n" for minute in minutes)


@pytest.mark.parametrize("clock", ["24", "12"])
@pytest.mark.parametrize("second", [range(40), range(15, 40), range(25, 40)], ids=["twice", "overlap", "short-overlap"])
def test_what_two_exports_of_one_day_in_one_file_both_hold_is_used_once(
    simulacrum: Simulacrum, tmp_path: Path, second: range, clock: str
) -> None:
    found = trained(simulacrum, tmp_path, day(range(34), clock=clock) + day(second, clock=clock), "Ada")
    assert sorted(line.removeprefix("Ada: ") for line in found) == sorted(
        f"we are at mile {n}" for n in range(1, 40, 2)
    )


@pytest.mark.parametrize(
    "later",
    [
        "".join(f"13/10/2025, 09:{minute:02} - {DAY[39 - minute]}\n" for minute in range(20)),
        day([20, 21, 22, 24]) + day(range(33, 40)),
        "13/10/2025, 09:05 - Ben: ok\n" * 12,
    ],
    ids=["the clock went back", "a few that came late", "the same word"],
)
def test_a_time_that_goes_back_on_a_day_begins_no_other_export_by_itself(tmp_path: Path, later: str) -> None:
    ((_, size),) = sizes(tmp_path / "chat.txt", day(range(33)) + later)
    assert size == 33 + later.count("\n")
