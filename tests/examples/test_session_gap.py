"""`--session-gap auto`: sessions that fit the chat."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from pathlib import Path

import pytest

from simulacrum_core import Conversation, Participant, Persona, Recipe
from simulacrum_core.examples.survey import survey
from simulacrum_core.models import Message
from simulacrum_core.rendering.control_tokens import ControlTokens
from simulacrum_core.terminal import length_of

from ..conftest import Simulacrum


def chat(path: Path, authors: str, count: int, gap: dt.timedelta) -> None:
    start = dt.datetime(2020, 1, 1)
    lines = []
    for i in range(count):
        moment = start + i * gap
        lines.append(f"{moment:%d/%m/%Y, %H:%M} - {authors[i % len(authors)]}: number {i}\n")
    path.write_text("".join(lines), encoding="utf-8")


def trained(folder: Path) -> int:
    return int(json.loads((folder / "simulacrum.json").read_text(encoding="utf-8"))["ledger"]["trained"])


def test_two_who_answer_after_five_hours_keep_what_they_say(simulacrum: Simulacrum, tmp_path: Path) -> None:
    chat(tmp_path / "chat.txt", "AB", 120, dt.timedelta(hours=5))
    options = ("chat.txt", "--me", "B", "--validation", "0")
    assert simulacrum("convert", *options, "-o", "slow").exit_code == 0
    assert trained(tmp_path / "slow") == 60
    assert simulacrum("convert", *options, "-o", "old", "--session-gap", "1h").exit_code == 1


def test_the_card_says_what_ends_a_session(simulacrum: Simulacrum, tmp_path: Path) -> None:
    chat(tmp_path / "chat.txt", "AB", 20, dt.timedelta(minutes=5))
    for gap, told in (("auto", "a silence that is long for the chat;"), ("90m", "90 minutes of silence;")):
        simulacrum("convert", "chat.txt", "--me", "B", "-o", "out", "--force", "--session-gap", gap)
        assert f"end after {told}" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_what_is_no_length_of_time_names_auto(simulacrum: Simulacrum, tmp_path: Path) -> None:
    chat(tmp_path / "chat.txt", "AB", 20, dt.timedelta(minutes=5))
    result = simulacrum("convert", "chat.txt", "--me", "B", "-o", "out", "--session-gap", "soon")
    assert result.exit_code == 2
    assert "'soon' is not a length of time such as 90s, 30m, 1h or 2d, nor auto" in result.stderr


@pytest.mark.parametrize(
    ("authors", "count", "gap", "fitted"),
    [("AB", 50, 60, 6 * 3600), ("ABC", 50, 60, 1800), ("AB", 300, 61, 1800), ("ABC", 300, 61, 120)],
)
def test_each_chat_has_its_gap_whether_or_not_the_persona_is_asked_for(
    authors: str, count: int, gap: int, fitted: int
) -> None:
    start = dt.datetime(2020, 1, 1)
    messages = [
        Message(str(i), authors[i % len(authors)], start + i * dt.timedelta(seconds=gap), "hm") for i in range(count)
    ]
    people = tuple(Participant(author, author) for author in authors)
    essay = Conversation("essays", "e", None, people[:1], False, messages[:1], monologue=True)
    read = [Conversation("chats", "c", None, people, False, messages), essay]
    persona, controls = Persona(me=["A"]), ControlTokens([])
    named = survey(read, persona, Recipe(), controls)
    asked = survey(read, Persona(), Recipe(), controls, lambda _: persona)
    assert [one.gap for one in named.conversations] == [fitted, float("inf")]
    assert asked.conversations == named.conversations
    fixed = survey(read, persona, Recipe(session_gap="1h"), controls)
    assert [one.gap for one in fixed.conversations] == [3600, float("inf")]


@pytest.mark.parametrize(("authors", "hours"), [("AB", 5), ("AB", 0.2), ("ABC", 0.2)])
def test_inspect_says_what_is_used(simulacrum: Simulacrum, tmp_path: Path, authors: str, hours: float) -> None:
    chat(tmp_path / "chat.txt", authors, 150, dt.timedelta(hours=hours))
    (told,) = json.loads(simulacrum("inspect", "chat.txt", "--json").stdout)["conversations"]
    shown = simulacrum("inspect", "chat.txt").stdout
    simulacrum("convert", "chat.txt", "--me", "A", "-o", "out", "--validation", "0")
    manifest = json.loads((tmp_path / "out" / "simulacrum.json").read_text(encoding="utf-8"))
    (decided,) = (each for each in manifest["decisions"] if "silence" in each["subject"])
    assert decided["answer"] == length_of(told["silences"]["session_gap"])
    assert f"more than {decided['answer']} of silence" in shown
    assert manifest["answers"]["said"] == 150 // len(authors)
    assert set(manifest["answers"]) == {"said", "answers", "3h", "12h", "48h"}


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (30, r"more than 24h of silence: .*answers come within 3\d\.?\d*h, and 24h is the most for such a chat;"),
        (0.05, r"more than 31m of silence: 90 of 100 silences are at most 3m, and 31m is the least for such a chat;"),
    ],
)
def test_inspect_says_where_a_bound_decides(simulacrum: Simulacrum, tmp_path: Path, hours: float, told: str) -> None:
    moment, rows = dt.datetime(2024, 1, 1, 9), []
    for i in range(140):
        rows.append(f"{moment:%d/%m/%Y, %H:%M} - {'Bo' if i % 2 else 'Ada'}: line {i}\n")
        moment += dt.timedelta(hours=hours if i % 2 else hours / 3)
    (tmp_path / "WhatsApp Chat with Bo.txt").write_text("".join(rows))
    assert re.search(told, simulacrum("inspect", "WhatsApp Chat with Bo.txt").stdout)


def test_a_thread_is_one_session_whatever_its_silences_and_the_option_are() -> None:
    days = [dt.datetime(2024, 1, day) for day in (1, 9, 30)]
    messages = [Message(str(day), author, day, "Yes, then.") for day, author in zip(days, "BAB", strict=True)]
    people, hour = tuple(Participant(name, name) for name in "AB"), Recipe(session_gap="1h")
    for one_session, gaps in ((True, [math.inf] * 2), (False, [6 * 3600, 3600])):
        thread = Conversation("mail", "1", None, people, False, messages, one_session=one_session)
        plans = [survey([thread], Persona(me=["A"]), recipe, ControlTokens([])) for recipe in (Recipe(), hour)]
        assert [plan.conversations[0].gap for plan in plans] == gaps
