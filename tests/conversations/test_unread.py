"""Talks that nobody reads beside a chat are told, in whatever kind of file; what is none is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core.conversations import unread

from ..conftest import Simulacrum

CHAT = "13/01/2024, 09:00 - Ida: moin\n13/01/2024, 09:01 - Ole: moin\n13/01/2024, 09:02 - Ida: na\n"
SAID = [(who, f"is the tide in, and where is boat {n}") for n in range(4) for who in ("Ole", "Mia")]


def _page(line: str) -> str:
    body = "".join(line.format(who, what) for who, what in SAID)
    return f"<!doctype html><html><head><style>p {{}}</style></head><body>{body}</body></html>"


def _data(who: str, what: str) -> str:
    return json.dumps([{who: name, what: text, "time": 1700000000 + n} for n, (name, text) in enumerate(SAID)])


TALKS = {
    "colon.html": _page("<p>{}: {}</p>"),
    "bold.htm": _page("<div><b>{}</b> {}</div>"),
    "strong.html": _page('<p><strong class="n">{}</strong>&nbsp;{}</p>'),
    "table.html": _page("<tr><td>{}</td><td>{}</td></tr>"),
    "from.json": _data("from", "text"),
    "author.json": _data("author", "content"),
    "role.json": _data("role", "message"),
    "nick.json": json.dumps({"log": {"2024": json.loads(_data("nick", "body"))}}, indent=2),
    "lines.jsonl": "".join(json.dumps({"sender": who, "msg": what}) + "\n" for who, what in SAID),
    "sms.xml": "<all>" + "".join(f'<sms sender="{who}" body="{what}"/>' for who, what in SAID) + "</all>",
    "rows.csv": "time,sender,text\n" + "".join(f'{n},{who},"{what}"\n' for n, (who, what) in enumerate(SAID)),
    "rows.tsv": "Who\tWhat\tMessage\n" + "".join(f"{who}\tsays\t{what}\n" for who, what in SAID),
    "kept.md": "".join(f"**{who}** {what}\n\n" for who, what in SAID),
}
NO_TALKS = {
    "settings.json": json.dumps({"theme": "dark", "name": "Ida", "text": "small", "sizes": [1, 2, 3]}),
    "places.json": json.dumps([{"name": f"Pier {n}", "latitude": n} for n in range(9)]),
    "stickers.json": json.dumps([{"name": "duck", "text": "quack"}, {"name": "gull", "text": "kri"}]),
    "data.xml": "<all>" + "".join(f'<point name="p{n}" x="{n}"/>' for n in range(9)) + "</all>",
    "prices.csv": "item,price,count\n" + "".join(f"rope {n},3,{n}\n" for n in range(9)),
    "readme.txt": "The pictures of the winter lie in the folder beside this one.\n",
    "index.html": "<html><body><ul>" + "".join(f"<li>picture {n}</li>" for n in range(9)) + "</ul></body></html>",
}


def _inspected(folder: Path, simulacrum: Simulacrum, name: str, text: str, chat: str = CHAT) -> str:
    (folder / "export").mkdir()
    (folder / "export" / "chat.txt").write_text(chat)
    (folder / "export" / name).write_text(text)
    return simulacrum("inspect", "export").stderr


@pytest.mark.parametrize("name", TALKS)
def test_a_talk_beside_a_chat_is_told(name: str, simulacrum: Simulacrum, tmp_path: Path) -> None:
    told = _inspected(tmp_path, simulacrum, name, TALKS[name])
    assert "1 file was not read, as no importer reads it" in told
    assert f"what looks like a talk between people (export/{name})" in told


@pytest.mark.parametrize("name", NO_TALKS)
def test_what_is_no_talk_is_not_told_as_one(name: str, simulacrum: Simulacrum, tmp_path: Path) -> None:
    assert "between people" not in _inspected(tmp_path, simulacrum, name, NO_TALKS[name])


def test_a_page_that_somebody_sent_is_not_told(simulacrum: Simulacrum, tmp_path: Path) -> None:
    chat = CHAT + "13/01/2024, 09:03 - Ole: colon.html (file attached)\n"
    assert "not read" not in _inspected(tmp_path, simulacrum, "colon.html", TALKS["colon.html"], chat)


def test_many_talks_are_told_in_one_line(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "chat.txt").write_text(CHAT)
    for number in range(5):
        (tmp_path / "export" / f"{number}.json").write_text(TALKS["from.json"])
    told = simulacrum("inspect", "export").stderr
    assert "5 talks between people (export/0.json, export/1.json, export/2.json and 2 more)" in told


@pytest.mark.parametrize("folder", ["", "{}/"])
def test_files_beyond_those_that_are_looked_at_are_counted(
    folder: str, simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread, "_LOST", 3)
    monkeypatch.setattr(unread, "_FOLDERS", 3)
    for number in range(5):
        place = tmp_path / "export" / folder.format(number)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.xml").write_text("<a/>")
    (tmp_path / "export" / "chat.txt").write_text(CHAT)
    result = simulacrum("inspect", "export")
    assert "not looked at: 2 more files that nobody reads" in result.stdout + result.stderr
