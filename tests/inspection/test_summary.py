"""What `inspect` counts: people, kinds, media, silences, words, and the first and last moment."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from ..conftest import Simulacrum


def summary(simulacrum: Simulacrum, *conversations: dict[str, Any]) -> list[dict[str, Any]]:
    lines = [json.dumps(conversation, ensure_ascii=False) for conversation in conversations]
    Path("talk.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = simulacrum("inspect", "talk.jsonl", "--json")
    assert told.exit_code == 0, told.output
    return list(json.loads(told.stdout)["conversations"])


def message(number: int, author: str | None, sent_at: str | None, text: str = "yes", **more: Any) -> dict[str, Any]:
    return {"id": str(number), "author": author, "sent_at": sent_at, "text": text, **more}


def conversation(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    people = [{"id": "1", "name": "Ada"}, {"id": "2", "name": "Ben"}, {"id": "3", "name": ""}]
    head = {"source": "conversations", "id": "chat", "title": None, "participants": people, "one_sided": False}
    return {**head, **more, "messages": list(messages)}


def test_every_message_is_counted_by_who_and_what(simulacrum: Simulacrum) -> None:
    picture = {"kind": "image", "name": "a.jpg"}
    (told,) = summary(
        simulacrum,
        conversation(
            message(1, "1", "2024-01-01T10:00:00"),
            message(2, "2", "2024-01-01T10:00:30", edited=True),
            message(3, "2", "2024-01-01T10:03:00", "", kind="media", attachments=[picture, picture]),
            message(4, "3", "2024-01-01T10:02:00"),
            message(5, None, "2024-01-03T10:02:00", "Ben left", kind="system"),
        ),
    )
    assert told["messages"] == 5
    assert told["people"] == {"Ada": 1, "Ben": 2, "(not named)": 1}
    assert told["kinds"] == {"text": 3, "media": 1, "system": 1}
    assert told["attachments"] == {"image": 2}
    assert (told["edited"], told["backwards"]) == (1, 1)
    assert told["gaps"] == {"under 1 minute": 1, "1 to 5 minutes": 1}, "of words alone, as a session is cut"
    assert (told["first"], told["last"]) == ("2024-01-01T10:00:00", "2024-01-03T10:02:00")


def test_silences_are_those_of_the_clock_wherever_a_phone_was(simulacrum: Simulacrum) -> None:
    """Ten minutes past noon in Lisbon is ten past one in Berlin."""
    (told,) = summary(
        simulacrum,
        conversation(
            message(1, "1", "2024-01-01T12:00:00+00:00"),
            message(2, "2", "2024-01-01T13:10:00+01:00"),
            message(3, "1", None),
        ),
    )
    assert told["gaps"] == {"5 to 30 minutes": 1}
    assert told["backwards"] == 0


def test_a_chat_without_dates_has_no_first_moment(simulacrum: Simulacrum) -> None:
    (told,) = summary(simulacrum, conversation(message(1, "1", None), message(2, "2", None)))
    assert (told["first"], told["last"], told["gaps"]) == (None, None, {})


def test_words_are_counted_where_one_person_writes(simulacrum: Simulacrum) -> None:
    diary = conversation(
        message(1, "1", "2024-01-01T10:00:00", "Rain again, and all day."),
        message(2, "1", "2024-03-01T10:00:00", "Sun."),
        monologue=True,
        participants=[{"id": "1", "name": "Ada"}],
    )
    (told,) = summary(simulacrum, diary)
    assert (told["words"], told["gaps"]) == (6, {})


def test_pictures_and_what_the_app_tells_bridge_no_silence(simulacrum: Simulacrum) -> None:
    start = dt.datetime(2024, 1, 1, 10)
    said, sent = [], []
    for day in range(30):
        for n in range(4):
            at = start + dt.timedelta(days=day, hours=(0, 0, 9, 9)[n], minutes=n)
            said.append((at, message(len(said), "1221"[n], at.isoformat())))
        for n in range(30):
            at, picture = start + dt.timedelta(days=day, minutes=20 * n + 10), n % 3
            kind = "media" if picture else "system"
            sent.append((at, message(1000 + len(sent), "1" if picture else None, at.isoformat(), "", kind=kind)))
    lines = [one for _, one in sorted(said + sent, key=lambda pair: pair[0])]
    (told,) = summary(simulacrum, conversation(*lines))
    assert told["gaps"] == {"1 to 5 minutes": 60, "6 to 24 hours": 59}
    silences = told["silences"]
    assert (silences["session_gap"], silences["sessions"]) == (6 * 3600, 60)
    assert silences["others"] == {"10m": 60, "1h": 60, "24h": 1}
    shown = simulacrum("inspect", "talk.jsonl").stdout
    assert "Other silences would give about 60 with 10m, 60 with 1h, 1 with 24h" in shown
