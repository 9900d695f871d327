"""Signatures on Telegram: several people write as one channel, or as a group whose admins are anonymous."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import Source
from simulacrum_telegram import scouting
from simulacrum_telegram.importer import TelegramImporter

from ..conftest import Simulacrum

START = 1_717_000_000
Said = list[tuple[str | None, str]]


def post(id: int, text: str, signature: str | None = None, *, who: str = "channel55", name: str = "Clay News") -> Any:
    note = {"id": id, "type": "message", "date": "2024-05-29T18:26:40", "date_unixtime": str(START + id)}
    signed = {} if signature is None else {"author": signature}
    return note | {"from": name, "from_id": who} | signed | {"text": text}


def chat(notes: list[Any], type: str) -> str:
    return json.dumps({"name": "Clay News", "type": type, "id": 55, "messages": notes}, indent=1)


def read(path: Path, text: str) -> tuple[Said, dict[str, str], list[str]]:
    """Who says what, the participants' names by id, and what was reported."""
    path.write_text(text, encoding="utf-8")
    source = Source([path])
    said, names = Said(), dict[str, str]()
    for conversation in TelegramImporter().read(source):
        names |= {person.id: person.name for person in conversation.participants}
        said += [(message.author, message.text) for message in conversation.messages]
    return said, names, [problem.what for problem in source.findings.problems]


@pytest.mark.parametrize("type", ["public_channel", "private_supergroup"])
def test_whoever_signs_is_somebody(tmp_path: Path, type: str) -> None:
    notes = [post(1, "glaze is in", "Ole"), post(2, "no it is not", "Ann Ek"), post(3, "closed today")]
    said, names, reported = read(tmp_path / "result.json", chat(notes, type))
    assert said == [
        ("channel55:Ole", "glaze is in"),
        ("channel55:Ann Ek", "no it is not"),
        ("channel55", "closed today"),
    ]
    assert names == {
        "channel55:Ole": "Clay News (Ole)",
        "channel55:Ann Ek": "Clay News (Ann Ek)",
        "channel55": "Clay News",
    }
    assert not reported


@pytest.mark.parametrize("posts", [[("glaze is in", "Ole"), ("closed today", None)], [("a", "Ole"), ("b", "Ole")]])
def test_who_signs_alone_for_a_channel_is_the_channel(tmp_path: Path, posts: list[tuple[str, str | None]]) -> None:
    notes = [post(number, *one) for number, one in enumerate(posts, 1)]
    said, names, _ = read(tmp_path / "result.json", chat(notes, "public_channel"))
    assert said == [("channel55", text) for text, _ in posts]
    assert names == {"channel55": "Clay News"}
    said, names, _ = read(tmp_path / "messages.html", page(posts))
    assert said == [("Clay News", text) for text, _ in posts]
    assert list(names) == ["Clay News"]


def test_an_account_of_a_person_signs_for_nobody_else(tmp_path: Path) -> None:
    said, names, _ = read(tmp_path / "result.json", chat([post(1, "hi", "x", who="user7")], "private_supergroup"))
    assert (said, list(names)) == ([("user7", "hi")], ["user7"])


@pytest.mark.parametrize("type", ["public_channel", "private_supergroup"])
def test_who_first_signs_far_down_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, type: str) -> None:
    monkeypatch.setattr(scouting, "KEPT", 2_000)
    notes = [post(n, "x" * 200, who=f"user{n % 3}", name=f"P{n % 3}") for n in range(1, 3_000)]
    said, names, reported = read(
        tmp_path / "result.json", chat([*notes, post(3_000, "so", "Ann"), post(3_001, "at last", "Ole")], type)
    )
    assert said[-1] == ("channel55:Ole", "at last")
    assert "channel55:Ole" in names
    assert not reported


def page(posts: list[tuple[str, str | None]]) -> str:
    """A page on which all posts after the first are joined to it."""
    head = '<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">Clay News</div>'
    picture = (
        '<div class="pull_left userpic_wrap"><div class="userpic userpic3"><div class="initials">C</div></div></div>'
    )
    head_of_group = '<div class="from_name">Clay News</div>'
    found = []
    for number, (text, signature) in enumerate(posts, 1):
        signed = f'<div class="signature details">{signature}</div>' if signature else ""
        date = f'<div class="pull_right date details" title="29.05.2024 18:26:{number:02}">18:26</div>'
        begins, kind, name = (picture, "", head_of_group) if number == 1 else ("", " joined", "")
        found.append(
            f'<div class="message default clearfix{kind}" id="message{number}">{begins}<div class="body">{date}{name}'
            f'<div class="text">{text}</div>{signed}</div></div>'
        )
    body = f'<div class="page_body chat_page"><div class="history">{"".join(found)}</div></div>'
    title = "<title>Exported Data</title>"
    return f"<!DOCTYPE html><html><head>{title}</head><body>{head}</div></div>{body}</div></body></html>"


def test_whoever_signs_on_a_page_is_somebody(tmp_path: Path) -> None:
    text = page([("glaze is in", "Ole"), ("no it is not", "Ann Ek"), ("closed today", None)])
    said, names, reported = read(tmp_path / "messages.html", text)
    assert said == [
        ("Clay News (Ole)", "glaze is in"),
        ("Clay News (Ann Ek)", "no it is not"),
        ("Clay News", "closed today"),
    ]
    assert names.keys() == {author for author, _ in said}
    assert not reported


def test_nobody_is_trained_on_what_another_admin_signed(tmp_path: Path, simulacrum: Simulacrum) -> None:
    notes = [
        post(day * 100_000 + place, f"{text} on day {day}", signature)
        for day in range(4)
        for place, (text, signature) in enumerate([("the kiln is hot, come by", "Ole"), ("bring your own clay", "Ann")])
    ]
    path = tmp_path / "result.json"
    path.write_text(chat(notes, "public_channel"), encoding="utf-8")
    options = ["--me", "Clay News (Ann)", "--validation", "0", "-o", str(tmp_path / "out")]
    result = simulacrum("convert", str(path), *options)
    assert "You in telegram: Clay News (Ann) [channel55:Ann] (4 messages)" in result.stderr
    lines = (tmp_path / "out" / "train.jsonl").read_text(encoding="utf-8").split("\n")
    segments = [segment for line in lines if line for segment in json.loads(line)["segments"]]
    trained = "".join(segment["text"] for segment in segments if segment["label"])
    assert trained.count("bring your own clay") == 4
    assert "the kiln" not in trained
