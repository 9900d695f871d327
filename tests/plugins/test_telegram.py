"""The Telegram importer: its corpus, and the laws that no single sample shows."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core import Conversation, Findings, Importer, Message, MissingExtraError, Source, SourceError
from simulacrum_core.sources.json_stream.walk import READ_SIZE, Batch
from simulacrum_core.testing import ImporterTests
from simulacrum_telegram import scouting
from simulacrum_telegram.bots import Bots
from simulacrum_telegram.importer import TelegramImporter
from simulacrum_telegram.messages import Transcript
from simulacrum_telegram.notes import Note, Who
from simulacrum_telegram.people import Head, People, peer_id
from simulacrum_telegram.repairs import Decoder

CORPUS = Path(__file__).parents[1] / "corpora" / "telegram"
START = 1_717_000_000
LURKER = {"from": "L", "from_id": "user77", "date": "2024-05-29T18:26:40"}


class TestTelegram(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 2
    importer: ClassVar[type[Importer]] = TelegramImporter
    corpus: ClassVar[Path] = CORPUS


def read(source: Source, **options: object) -> list[tuple[Conversation, list[Message]]]:
    importer = TelegramImporter.model_validate(options)
    return [(conversation, list(conversation.messages)) for conversation in importer.read(source)]


def read_text(path: Path, text: str | bytes, **options: object) -> list[Message]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return [message for _, messages in read(Source([path]), **options) for message in messages]


def note(id: int, text: Any, who: int = 1, **more: object) -> dict[str, Any]:
    head = {"id": id, "type": "message", "date": "2024-05-29T18:26:40", "date_unixtime": str(START + id)}
    return head | {"from": f"P{who}", "from_id": f"user{who}"} | more | {"text": text}


def chat(notes: list[dict[str, Any]], type: str = "personal_chat", **layout: Any) -> str:
    shape = layout or {"indent": 1}
    return json.dumps({"name": "P2", "type": type, "id": 2, "messages": notes}, ensure_ascii=False, **shape)


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
pieces = st.lists(texts | texts.map(lambda text: {"type": "bold", "text": text}), max_size=4)
layouts = st.sampled_from([{"indent": 1}, {"separators": (",", ":")}, {"indent": 4}, {"ensure_ascii": True}])


def words(text: str | list[Any]) -> str:
    return text if isinstance(text, str) else "".join(p if isinstance(p, str) else p["text"] for p in text)


@settings(max_examples=80, deadline=None)
@given(told=st.lists(texts | pieces, min_size=1, max_size=6), layout=layouts)
def test_words_are_read_exactly(
    tmp_path_factory: pytest.TempPathFactory, told: list[Any], layout: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("t") / "result.json"
    layout = {"ensure_ascii": False} | layout
    document = {"name": "P2", "type": "personal_chat", "id": 2, "messages": [note(i, t) for i, t in enumerate(told)]}
    text = json.dumps(document, **layout)
    messages = read_text(path, text)
    assert [message.text for message in messages] == [words(text) for text in told]
    assert [message.position for message in messages] == [f"result.json#{id}" for id in range(len(told))]


@pytest.mark.parametrize("broken", ["", "\\x01"], ids=["sound", "repaired"])
@pytest.mark.parametrize("layout", [{"indent": 1}, {"separators": (",", ":")}], ids=["indented", "compact"])
def test_a_message_without_an_id_is_known_by_its_line(tmp_path: Path, layout: dict[str, Any], broken: str) -> None:
    notes = [note(i, f"<{i}>") for i in range(1500)]
    for i in range(700, 1500, 100):
        del notes[i]["id"]
    text = chat(notes, **layout).replace("<3>", f"<3>{broken}")
    lines = text.split("\n")
    nameless = [m for m in read_text(tmp_path / "result.json", text) if m.id.startswith("line")]
    assert len(nameless) == 8
    for message in nameless:
        line = int(message.id.removeprefix("line "))
        assert message.position == f"result.json:{line}"
        assert len(lines) == 1 or message.text in "".join(lines[line - 1 : line + 8])


@pytest.mark.parametrize("kept", [0, 1000, scouting.KEPT])
@pytest.mark.parametrize("type", ["personal_chat", "private_group"])
@pytest.mark.parametrize("layout", [{"indent": 1}, {"separators": (",", ":")}], ids=["indented", "compact"])
def test_a_long_chat_is_whole_however_much_of_it_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: dict[str, Any], type: str, kept: int
) -> None:
    monkeypatch.setattr(scouting, "KEPT", kept)
    notes = [note(i, "x" * (i % 400), who=1 + i % 2, **({"edited": "y"} if i % 7 == 0 else {})) for i in range(1500)]
    path = tmp_path / "result.json"
    text = chat(notes, type, **layout)
    path.write_text(text, encoding="utf-8")
    (conversation, messages) = read(Source([path]))[0]
    assert len(text) > 4 * READ_SIZE
    assert [person.id for person in conversation.participants] == ["user1", "user2"]
    assert [(m.id, m.text, m.edited) for m in messages] == [(str(n["id"]), n["text"], "edited" in n) for n in notes]


@pytest.mark.parametrize("layout", [{"indent": 1}, {"separators": (",", ":")}], ids=["indented", "compact"])
@pytest.mark.parametrize("type", ["personal_chat", "private_group", "private_supergroup"])
@pytest.mark.parametrize("late", [3, 1234567890123])
def test_who_first_writes_late_in_a_long_chat_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: dict[str, Any], type: str, late: int
) -> None:
    monkeypatch.setattr(scouting, "KEPT", 5000)
    reacted = {"reactions": [{"type": "emoji", "count": 1, "emoji": "x", "recent": [LURKER]}]}
    notes = [note(i, 'x"from_id": "user9"' * 20, who=1 + i % 2, **reacted) for i in range(1500)]
    notes += [note(1501, "hi", late), note(1502, "ho", late), note(1503, "hm", 12)]
    path = tmp_path / "result.json"
    path.write_text(chat(notes, type, **layout))
    source = Source([path])
    monkeypatch.setattr(scouting.Scouted, "_again", lambda self: pytest.fail("read twice"))
    conversation, messages = read(source)[0]
    ids = [f"user{id}" for id in (1, 2, late, 12)]
    assert [(person.id, person.name) for person in conversation.participants] == [(id, f"P{id[4:]}") for id in ids]
    assert [message.author for message in messages[-3:]] == [ids[2], ids[2], ids[3]]
    assert source.findings.problems == []


def test_in_an_account_only_those_of_the_chat_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scouting, "KEPT", 0)
    chats = [json.loads(chat([note(i, "x" * 300, who=n + i % 2) for i in range(600)])) | {"id": n} for n in (1, 4)]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"about": "x", "chats": {"about": "x", "list": chats}}, indent=1))
    people = [{person.id for person in conversation.participants} for conversation, _ in read(Source([path]))]
    assert people == [{"user1", "user2"}, {"user4", "user5"}]


@pytest.mark.parametrize("late", [{"actor": "P3", "actor_id": "user3", "action": "topic_created", "title": "T"}, {}])
def test_what_the_bytes_of_a_long_chat_do_not_show_is_read_with_care(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: dict[str, str]
) -> None:
    monkeypatch.setattr(scouting, "KEPT", 0)
    notes = [note(i, "x" * 300, who=1 + i % 2) for i in range(1500)]
    last = {
        "from_id": "user3",
        "text": "hi",
        "id": 1502,
        "type": "message",
        "from": "P3",
        "date_unixtime": "1717001502",
    }
    notes += [note(1501, "", type="service", **late), last]
    path = tmp_path / "result.json"
    path.write_text(chat(notes, "private_supergroup"))
    found = read(Source([path]))
    assert {person.id for person in found[0][0].participants} == {"user1", "user2", "user3"}
    assert [message.author for message in found[0][1]][-1] == "user3"
    assert len(found) == 1 + bool(late)


@pytest.mark.parametrize("section", ["contacts", "frequent_contacts", "sessions", "web_sessions"])
def test_an_account_may_begin_with_a_long_list_of_something_else(tmp_path: Path, section: str) -> None:
    listed = {"about": "A list.", "list": [{"user_id": i, "first_name": "F", "phone_number": ""} for i in range(2000)]}
    chats = {"about": "x", "list": [json.loads(chat([note(1, "hi")]))]}
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"about": "x", section: listed, "chats": chats}, indent=1))
    source = Source([path])
    assert TelegramImporter().identify(source)
    assert [message.text for _, messages in read(source) for message in messages] == ["hi"]


@pytest.mark.parametrize("chats", [{}, {"chats": {"about": "x", "list": []}}])
def test_an_account_without_chats_is_an_error(tmp_path: Path, chats: dict[str, Any]) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"about": "x", "personal_information": {"user_id": 1}} | chats))
    with pytest.raises(SourceError, match="no chats"):
        read(Source([path]))


@pytest.mark.parametrize("left", [["messages.html", "messages2.html"], ["messages2.html"], ["messages.html"]])
def test_pages_that_are_not_there_are_told(tmp_path: Path, left: list[str]) -> None:
    for page in (CORPUS / "html_pages").iterdir():
        if page.name in left:
            (tmp_path / page.name).write_bytes(page.read_bytes())
    source = Source([tmp_path])
    assert all(messages for _, messages in read(source))
    told = {word for problem in source.findings.problems for word in problem.what.split() if word.endswith(".html")}
    neighbours = {"messages.html": {"messages2.html"}, "messages2.html": {"messages.html", "messages10.html"}}
    assert told == set.union(*(neighbours[name] for name in left)) - set(left)


def test_overlapping_exports_of_a_chat_are_read_once(tmp_path: Path) -> None:
    parts = [[note(i, f"t{i}", who=1 + i % 2) for i in ids] for ids in (range(1, 6), range(4, 9), range(1, 10))]
    (tmp_path / "a.json").write_text(chat(parts[0]))
    (tmp_path / "b.json").write_text(chat(parts[1]))
    account = {"about": "x", "personal_information": {"user_id": 1}, "chats": {"list": [json.loads(chat(parts[2]))]}}
    (tmp_path / "0.json").write_text(json.dumps(account))
    source = Source([tmp_path])
    found = [[int(message.id) for message in messages] for _, messages in read(source)]
    assert found == [[*range(1, 10)]]
    [told] = [decision.answer for decision in source.findings.decisions if decision.subject == "overlapping files"]
    assert told == "10 messages read once"


def test_a_group_with_both_sides_is_whole_beside_an_account_with_one(tmp_path: Path) -> None:
    whole = [note(i, f"t{i}", who=1 + i % 2) for i in range(1, 9)]
    own = json.loads(chat([message for message in whole if message["from_id"] == "user1"], "private_group"))
    account = {"about": "x", "personal_information": {"user_id": 1}, "chats": {"list": [own]}}
    (tmp_path / "account.json").write_text(json.dumps(account))
    (tmp_path / "group.json").write_text(chat(whole, "private_group"))
    found = read(Source([tmp_path]))
    assert [(conversation.one_sided, len(messages)) for conversation, messages in found] == [(False, 8)]


@pytest.mark.parametrize("older_first", [True, False])
def test_of_two_wordings_the_one_that_was_edited_last_counts(tmp_path: Path, older_first: bool) -> None:
    edits = [{}, {"edited": "2024-05-29T19:00:00", "edited_unixtime": "1717002000"}]
    edits.append({"edited": "2024-05-29T20:00:00", "edited_unixtime": "1717005600"})
    for name, edit in zip("abc" if older_first else "cba", edits, strict=True):
        said = f"wording of {edit.get('edited', 'the beginning')}"
        (tmp_path / f"{name}.json").write_text(chat([note(1, "x", 2), note(2, said, 1, **edit), note(3, "y", 2)]))
    source = Source([tmp_path])
    [(conversation, messages)] = read(source)
    assert [message.text for message in messages] == ["x", "wording of 2024-05-29T20:00:00", "y"]
    assert conversation.owner == "user1"
    [told] = [decision.answer for decision in source.findings.decisions if decision.subject == "overlapping files"]
    assert told == "6 messages read once, 2 of them in their newest wording"


def test_without_edits_the_export_with_the_newest_message_counts(tmp_path: Path) -> None:
    older = [note(1, "as it was", 2), note(2, "hi")]
    (tmp_path / "b.json").write_text(chat(older).replace("P2", "Old Name"))
    (tmp_path / "a.json").write_text(chat([note(1, "as it is", 2), note(3, "ho")]))
    [(conversation, messages)] = read(Source([tmp_path]))
    assert [(message.id, message.text) for message in messages] == [("1", "as it is"), ("2", "hi"), ("3", "ho")]
    assert [person.name for person in conversation.participants] == ["P2", "P1"]


def test_chats_of_two_accounts_with_the_same_person_are_two(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(chat([note(1, "a", 2), note(2, "b", 1)]))
    (tmp_path / "b.json").write_text(chat([note(1, "c", 2), note(2, "d", 3)]))
    found = read(Source([tmp_path]))
    assert {conversation.owner: [m.text for m in messages] for conversation, messages in found} == {
        "user1": ["a", "b"],
        "user3": ["c", "d"],
    }


def test_no_message_is_lost_where_two_accounts_number_a_group(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(chat([note(1, "a", 2), note(2, "b", 1)], "private_group"))
    (tmp_path / "b.json").write_text(chat([note(1, "c", 3), note(2, "d", 1, date_unixtime="1")], "private_group"))
    texts = [message.text for _, messages in read(Source([tmp_path])) for message in messages]
    assert sorted(texts) == ["a", "b", "c", "d"]


def test_a_chat_whose_type_is_damaged_is_read_beside_another_one(tmp_path: Path) -> None:
    whole = chat([note(1, "hi"), note(2, "yes", 2)])
    (tmp_path / "a.json").write_text(whole)
    (tmp_path / "b.json").write_text(whole.replace('"type": "personal_chat"', '"type": ["personal_chat"]'))
    assert [message.text for _, messages in read(Source([tmp_path])) for message in messages] == ["hi", "yes"]


def test_a_chat_in_several_accounts_is_found_wherever_it_begins(tmp_path: Path) -> None:
    odd = [note(1, '{"name": "x", "type": "personal_chat", "id": 9, "messages"'), note(2, "messages", 2)]
    for name, ids in (("a", range(3, 700)), ("b", range(400, 900))):
        chats = [json.loads(chat(odd)) | {"id": 77 + (name == "a")}]
        chats += [json.loads(chat([note(i, f"{name}{i}" * 50, 1 + i % 2) for i in ids])) | {"name": 'a "{" b'}]
        account = {"about": "x", "personal_information": {"user_id": 1}, "chats": {"about": "x", "list": chats}}
        (tmp_path / f"{name}.json").write_text(json.dumps(account, indent=1))
    source = Source([tmp_path])
    found = {conversation.id: [m.id for m in messages] for conversation, messages in read(source)}
    assert found == {"78": ["1", "2"], "2": [str(i) for i in range(3, 900)], "77": ["1", "2"]}
    assert source.findings.problems == []


def test_a_damaged_chat_that_is_there_twice_is_told_of_once(tmp_path: Path) -> None:
    text = chat([note(i, f"t{i}", 1 + i % 2) for i in range(1, 9)])
    (tmp_path / "a.json").write_text(text.replace('"text": "t4"', '"text": "t4'))
    (tmp_path / "b.json").write_text(chat([note(i, f"t{i}", 1 + i % 2) for i in range(6, 12)]))
    source = Source([tmp_path])
    [(_, messages)] = read(source)
    assert [message.id for message in messages] == ["1", "2", "3", "5", "6", "7", "8", "9", "10", "11"]
    assert len(source.findings.problems) == 1


def test_what_a_program_wrote_is_a_bots(tmp_path: Path) -> None:
    told = [
        note(1, "https://pond.example", 1, via_bot="@links"),
        note(2, [{"type": "bot_command", "text": "/roll"}, " 2d6"], 1),
        note(3, "7", 2, inline_bot_buttons=[[{"type": "callback", "text": "again", "data": "1"}]]),
        note(4, "/dev/null is full, /s", 1),
        note(5, "login code", 777000),
        note(6, "/roll@dice", 1),
        note(7, "a post", 9, from_id="channel9", inline_bot_buttons=[[{"type": "url", "text": "x"}]]),
    ]
    path = tmp_path / "result.json"
    kinds = {m.id: m.kind for m in read_text(path, chat(told, "private_supergroup"))}
    assert kinds == dict(zip("1234567", ["bot", "bot", "bot", "text", "bot", "bot", "text"], strict=True))
    kept = {m.id for m in read_text(path, chat(told, "private_supergroup"), bots=True) if m.kind == "bot"}
    assert kept == {"1", "3", "5"}
    # In a chat of two nobody is there who would take it for a command.
    assert [m.kind for m in read_text(path, chat([note(1, "/shrug", 1), note(2, "/me@bot", 2)]))] == ["text", "bot"]


@pytest.mark.parametrize("kept", [False, True])
def test_a_chat_with_a_bot_is_left_out_unless_it_is_wanted(tmp_path: Path, kept: bool) -> None:
    talk = [note(1, "/start", 1), note(2, "hello", 2), note(3, "how are you", 1)]
    chats = [json.loads(chat(talk, "bot_chat")), json.loads(chat(talk, "verification_codes"))]
    chats += [json.loads(chat([note(1, "Login code: 1", 777000)])) | {"id": 777000, "name": "Telegram"}]
    chats += [json.loads(chat(talk[1:], "private_group"))]
    frequent = {"list": [{"id": 5, "category": "inline_bots", "type": "user", "name": "B", "rating": 1.0}]}
    account = {"about": "x", "personal_information": {"user_id": 1}, "frequent_contacts": frequent}
    path = tmp_path / "result.json"
    path.write_text(json.dumps(account | {"chats": {"list": chats}}))
    source = Source([path])
    kinds = [[message.kind for message in messages] for _, messages in read(source, bots=kept)]
    usual = "text" if kept else "bot"
    assert kinds == [[usual] * 3, ["bot"] * 3, ["bot"], [usual, "text"]]
    [told] = [decision for decision in source.findings.decisions if decision.subject == "bots"]
    assert (told.answer, told.option) == (f"{4 if kept else 8} messages left out", "-i bots true")


def page(title: str, *said: tuple[int, str, str, str], colours: dict[str, int] | None = None) -> str:
    """A page of messages: id, author, wall time and HTML of each; an author "" is that of the message before."""
    found = []
    for id, author, time, text in said:
        colour = (colours or {}).get(author, 2)
        name = author.partition("#")[0]
        picture = (
            '<div class="pull_left userpic_wrap">\n\n<div class="userpic userpic'
            f'{colour}" style="width: 42px">\n\n<div class="initials" style="x">\nX\n</div>\n\n</div>\n\n</div>\n\n'
        )
        head = f'<div class="message default clearfix{"" if author else " joined"}" id="message{id}">\n\n'
        date = f'<div class="body">\n\n<div class="pull_right date details" title="{time} UTC+01:00">\n1\n</div>\n\n'
        named = f'<div class="from_name">\n{name}\n</div>\n\n' if author else ""
        found.append(
            f'{head}{picture if author else ""}{date}{named}<div class="text">\n{text}\n</div>\n</div>\n</div>'
        )
    top = f'<div class="page_header"><div class="content"><div class="text bold">\n{title} \n</div></div></div>'
    return f'<!DOCTYPE html><html><body>{top}<div class="history">{"".join(found)}</div></body></html>'


# 2024-05-29T16:26:40Z is START; the pages are two hours ahead.
WALL = "29.05.2024 18:26:{:02}"


@pytest.mark.parametrize("pages_are_newer", [True, False])
def test_pages_and_json_of_one_chat_are_one_conversation(tmp_path: Path, pages_are_newer: bool) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    edited = {"edited": "2024-05-29T19:00:00", "edited_unixtime": "1717002000"}
    notes = [note(1, "one", 2), note(2, "two"), note(3, "drei", 2, **edited), note(4, "four", reply_to_message_id=3)]
    told = [(2, "P1", WALL.format(42), "two"), (3, "P2", WALL.format(43), "three"), (4, "P1", WALL.format(44), "FOUR")]
    if pages_are_newer:
        told += [(5, "P2", WALL.format(45), "five?"), (6, "P1", WALL.format(46), "six!")]
    else:
        told = [(0, "P1", WALL.format(40), "zero"), *told[:2]]
    (tmp_path / "a" / "result.json").write_text(chat(notes))
    (tmp_path / "b" / "messages.html").write_text(page("P2", *told))
    [(conversation, messages)] = read(Source([tmp_path]))
    start = dt.datetime.fromtimestamp(START, dt.UTC)
    found = [(int(m.id), m.author, m.text, m.sent_at and (m.sent_at - start).seconds) for m in messages]
    usual = [(1, "user2", "one", 1), (2, "user1", "two", 2)]
    if pages_are_newer:
        newer = [(3, "user2", "three", 3), (4, "user1", "FOUR", 4), (5, "user2", "five?", 5), (6, "user1", "six!", 6)]
        assert found == [*usual, *newer]
    else:
        assert found == [(0, "user1", "zero", 0), *usual, (3, "user2", "drei", 3), (4, "user1", "four", 4)]
    assert {m.id: m.reply_to for m in messages}["4"] == "3"
    assert conversation.owner == "user1"


def test_what_only_bears_the_same_title_is_another_chat(tmp_path: Path) -> None:
    notes = [note(1, "one", 2), note(2, "two"), note(4, "four", 2)]
    (tmp_path / "result.json").write_text(chat(notes))
    for name, told in {
        "times": (2, "P1", WALL.format(59), "two"),
        "between": (3, "P9", WALL.format(43), "x"),
        "people": (9, "Else", WALL.format(49), "x"),
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "messages.html").write_text(page("P2", told))
    found = read(Source([tmp_path]))
    assert [(conversation.id, len(messages)) for conversation, messages in found] == [
        ("2", 3),
        *((f"{tmp_path.name}/{name}/messages.html", 1) for name in ("between", "people", "times")),
    ]


def test_pages_of_two_exports_are_one_conversation(tmp_path: Path) -> None:
    told = [(id, f"P{1 + id % 2}", WALL.format(40 + id), f"t{id}") for id in range(1, 9)]
    for name, part in {"a": told[:5], "b": [(4, "P1", WALL.format(44), "newer"), *told[4:]]}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "messages.html").write_text(page("P2", *part))
    source = Source([tmp_path])
    [(conversation, messages)] = read(source)
    assert [message.text for message in messages] == ["t1", "t2", "t3", "newer", "t5", "t6", "t7", "t8"]
    assert [person.id for person in conversation.participants] == ["P2", "P1"]
    [told_of] = [decision.answer for decision in source.findings.decisions if decision.subject == "overlapping files"]
    assert told_of == "2 messages read once, 1 of them in their newest wording"


def test_on_pages_namesakes_and_deleted_accounts_are_told_apart_by_their_colours(tmp_path: Path) -> None:
    colours = {"Kim": 2, "Kim#2": 5, "Deleted Account": 1, "Deleted Account#2": 7}
    for number in (1, 2):
        folder = tmp_path / "chats" / f"chat_{number}"
        folder.mkdir(parents=True)
        told = [
            (1, "Kim", "a"),
            (2, "Kim#2", "b"),
            (3, "", "c"),
            (4, "Deleted Account", "d"),
            (5, "Deleted Account#2", "e"),
        ]
        said = [(id, who, WALL.format(id), text) for id, who, text in told[: 5 if number == 1 else 4]]
        (folder / "messages.html").write_text(page(f"Group {number}", *said, colours=colours))
    one, other = read(Source([tmp_path]))
    authors = [message.author for message in one[1]]
    assert authors[1] == authors[2]
    assert len(set(authors)) == 4
    assert [message.author for message in other[1]][:3] == authors[:3]
    # Nothing shows that who is deleted here is the one who is deleted there.
    assert other[1][3].author not in authors
    assert [person.name for person in one[0].participants] == ["Kim", "Kim", "Deleted Account", "Deleted Account"]


def test_on_pages_a_message_whose_picture_is_damaged_away_has_an_author_of_its_name(tmp_path: Path) -> None:
    said = [(1, "Kim", WALL.format(1), "a"), (2, "Kim#2", WALL.format(2), "b"), (3, "Per", WALL.format(3), "c")]
    whole = page("Group", *said, (4, "Kim", WALL.format(4), "d"), colours={"Kim": 2, "Kim#2": 5, "Per": 3})
    before, _, after = whole.rpartition('<div class="pull_left userpic_wrap">')
    (tmp_path / "messages.html").write_text(f"{before}<div>{after}")
    [(conversation, messages)] = read(Source([tmp_path]))
    assert len(messages) == 4
    names = {person.id: person.name for person in conversation.participants}
    assert [names[message.author] for message in messages if message.author] == ["Kim", "Kim", "Per", "Kim"]


def test_on_pages_too_what_a_program_wrote_is_a_bots(tmp_path: Path) -> None:
    told = [
        (1, "Ann", WALL.format(1), "hi"),
        (2, "Ann via @gif", WALL.format(2), "a <b>result</b>"),
        (3, "", WALL.format(3), "another"),
        (4, "Ann", WALL.format(4), '<a href="" onclick="return ShowBotCommand(&quot;start&quot;)">/start</a> 5'),
    ]
    (tmp_path / "messages.html").write_text(page("Club", *told))
    assert [message.kind for _, messages in read(Source([tmp_path])) for message in messages] == ["text", *["bot"] * 3]
    (tmp_path / "messages.html").write_text(page("Telegram", (1, "Telegram", WALL.format(1), "Login code: 12")))
    assert [message.kind for _, messages in read(Source([tmp_path]), bots=True) for message in messages] == ["bot"]


def test_the_owner_of_a_private_chat_is_the_one_whose_id_it_does_not_bear(tmp_path: Path) -> None:
    path = tmp_path / "result.json"

    def owner(notes: list[dict[str, Any]], type: str = "personal_chat") -> str | None:
        path.write_text(chat(notes, type))
        return read(Source([path]))[0][0].owner

    assert owner([note(1, "a", 2), note(2, "b", 1)]) == "user1"
    assert owner([note(1, "b", 1)]) == "user1"
    assert owner([note(1, "a", 2)]) is None
    assert owner([note(1, "a", 2), note(2, "b", 1), note(3, "c", 3)]) is None
    assert owner([note(1, "a", 2), note(2, "b", 1)], "private_group") is None
    assert owner([note(1, "a", 2)], "saved_messages") == "user2"
    assert owner([note(1, "a", from_id=2), note(2, "b", from_id=1)]) == "user1"


def test_the_last_name_counts_and_who_has_none_is_a_deleted_account(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    notes = [
        note(1, "a"),
        note(2, "b", **{"from": "Renamed"}),
        note(3, "c", **{"from": None}),
        note(4, "d", 5, **{"from": None}),
    ]
    path.write_text(chat(notes))
    conversation, _ = read(Source([path]))[0]
    assert [(person.id, person.name) for person in conversation.participants] == [
        ("user1", "Renamed"),
        ("user5", "Deleted Account"),
    ]


def test_an_author_who_was_missing_when_the_chat_was_read_ahead_is_reported() -> None:
    people, findings = People(Head(1, "personal_chat", "Bo")), Findings()
    people.add([Who(name="Bo", from_id="user1")])
    notes = [Note(id=i, date=dt.datetime(2024, 5, 29), from_id=f"user{i}", text="hi") for i in (1, 2)]
    read = Transcript(people, Bots().of(people.head), "result.json", findings).messages(
        notes, lambda number: number + 7
    )
    assert [(message.author, message.text) for message in read] == [("user1", "hi"), (None, "hi")]
    assert [(problem.line, problem.what) for problem in findings.problems] == [
        (8, "the author of a message was not found before")
    ]


@pytest.mark.parametrize(
    ("raw", "id"),
    [
        ("user1", "user1"),
        (815, "user815"),
        ((1 << 32) + 815, "user815"),
        ((2 << 32) + 7, "channel7"),
        ((2 << 32) + 8, str((2 << 32) + 8)),
    ],
)
def test_ids_before_2021_are_read_where_their_kind_is_clear(raw: str | int, id: str) -> None:
    assert peer_id(raw, Head(7, "private_supergroup", "x")) == id


def test_times_are_absolute_where_the_export_says_so(tmp_path: Path) -> None:
    absolute, local = read_text(tmp_path / "r.json", chat([note(1, "a"), {**note(2, "b"), "date_unixtime": None}]))
    assert absolute.sent_at == dt.datetime.fromtimestamp(START + 1, dt.UTC)
    assert local.sent_at == dt.datetime(2024, 5, 29, 18, 26, 40)


def prefixes(data: bytes) -> Iterator[bytes]:
    return (data[:end] for end in range(len(data)))


@pytest.mark.parametrize("sample", ["personal_2024.json", "compact.json", "forum.json", "html_truncated.html"])
def test_a_file_cut_anywhere_gives_no_message_that_was_not_there(tmp_path: Path, sample: str) -> None:
    data = (CORPUS / sample).read_bytes()
    path = tmp_path / sample
    whole = [(m.id, m.text, m.author) for m in read_text(path, data)]
    # The shortest at every byte; what the others add to it stands in them several times.
    step = 1 if len(data) < 1000 else 7
    for part in list(prefixes(data))[::step]:
        path.write_bytes(part)
        source = Source([path])
        if not TelegramImporter().identify(source):
            continue
        found = [(m.id, m.text, m.author) for _, messages in read(source) for m in messages]
        assert set(found) <= set(whole), part[-80:]
        assert len(found) == len(whole) or source.findings.problem_count, part[-80:]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damage_costs_what_it_hits(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    text = chat([note(i, f"line {i}", who=1 + i % 2) for i in range(1, 9)])
    first, last = text.index('"id": 3,'), text.index('"id": 6,')
    at = data.draw(st.integers(first, last))
    hurt = text[:at] + data.draw(st.sampled_from(['"', "}", "]", "{", "[", ",", "\\", "", "x"])) + text[at + 1 :]
    path = tmp_path_factory.mktemp("d") / "result.json"
    path.write_text(hurt)
    source = Source([path])
    [(conversation, messages)] = read(source)
    assert conversation.id == "2"
    assert {m.text for m in messages if m.id in ("1", "2", "7", "8")} == {"line 1", "line 2", "line 7", "line 8"}
    assert len(messages) >= 6
    try:
        json.loads(hurt)
    except ValueError:
        assert source.findings.problem_count or source.findings.decisions


@pytest.mark.parametrize("damage", ['"', "}", "]", ""])
def test_damage_at_the_end_of_a_chat_does_not_reach_the_next_one(tmp_path: Path, damage: str) -> None:
    chats = [
        json.loads(chat([note(i, f"{id} {i}") for i in range(4)], "private_group")) | {"id": id} for id in range(3)
    ]
    text = json.dumps({"about": "x", "chats": {"about": "x", "list": chats}}, indent=1)
    hurt = text.replace('"0 3"', f'"0 {damage}3', 1)
    path = tmp_path / "result.json"
    path.write_text(hurt)
    source = Source([path])
    found = [(conversation.id, [message.text for message in messages]) for conversation, messages in read(source)]
    assert found == [("0", ["0 0", "0 1", "0 2"])] + [(str(id), [f"{id} {i}" for i in range(4)]) for id in (1, 2)]
    assert source.findings.problem_count


def repaired(element: str) -> tuple[list[Note], list[str]]:
    told: list[str] = []
    decoder = Decoder(Note, lambda line, what: told.append(what), lambda line, what: told.append(f"ok: {what}"))
    return decoder.values(Batch((), b"[" + element.encode() + b"]", b"{}", 1, 0)), told


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\x01", "\x01"),
        (r"a\x1Fb", "a\x1fb"),
        (r"\\x41", r"\x41"),
        (r"\\\x07", "\\\x07"),
        (r"\"\x00\"", '"\x00"'),
    ],
)
def test_escapes_that_are_no_json_are_read_as_they_were_meant(written: str, meant: str) -> None:
    values, told = repaired(f'{{"id": 1, "text": "{written}"}}')
    assert [value.text for value in values] == [meant]
    assert all(what.startswith("ok: ") for what in told)


@pytest.mark.parametrize("path", ["video_files/sticker (2).webm", "stickers/a, b.tgs", "(unavailable)", "x"])
def test_a_document_id_without_quotes_is_read(path: str) -> None:
    text = f'{{"id": 1, "text": [{{\n"type": "custom_emoji",\n"text": "\\"document_id\\": z",\n"document_id": {path}\n}}, "!"]}}'
    values, told = repaired(text)
    assert told == ["ok: document_id read without its quotes"]
    assert [len(value.text or "") for value in values] == [2]


def test_what_no_unicode_text_can_hold_is_replaced_and_reported() -> None:
    values, told = repaired(r'{"id": 1, "text": "\ud83d and \ud83d\ude00"}')
    assert [value.text for value in values] == ["\ufffd and 😀"]
    assert told == ["characters that are not Unicode text were replaced by U+FFFD"]


def test_topics_are_told_apart_however_many_messages_there_are(tmp_path: Path) -> None:
    def topic(id: int) -> dict[str, Any]:
        return note(id, "", type="service", action="topic_created", actor="P1", actor_id="user1", title=f"T{id}")

    notes = [topic(1), topic(2)]
    notes += [note(i, f"{i}", who=i % 3 + 1, reply_to_message_id=i - 2) for i in range(3, 9000)]
    path = tmp_path / "result.json"
    path.write_text(chat(notes, "private_supergroup"))
    parts = read(Source([path]))
    assert [conversation.title for conversation, _ in parts] == ["P2", "P2: T1", "P2: T2"]
    assert [len(messages) for _, messages in parts] == [0, 4500, 4499]
    assert all(
        int(message.id) % 2 == place for place, (_, messages) in ((1, parts[1]), (0, parts[2])) for message in messages
    )
    assert len(read_text(path, path.read_text(), topics="together")) == 8999


def test_a_group_with_only_the_owners_messages_is_told_with_a_remedy() -> None:
    source = Source([CORPUS / "account"])
    one_sided = [conversation.title for conversation, _ in read(source) if conversation.one_sided]
    assert one_sided == ["Clay Club", "Old Club"]
    told = {decision.subject: decision for decision in source.findings.decisions}
    assert (told["me"].answer, told["me"].option) == ("Ole Brandt (user815)", "--me")
    assert "Only my messages" in told["only your own messages are in the export of"].evidence


def test_pages_are_read_in_the_order_of_their_numbers() -> None:
    messages = read(Source([CORPUS / "html_chat"]))[0][1]
    assert [message.id for message in messages] == [*map(str, range(1, 14))]
    assert messages[1].author == messages[0].author == "Ole Brandt"


def test_html_is_read_once_where_the_export_holds_both() -> None:
    source = Source([CORPUS / "json_and_html"])
    assert len(read(source)) == 1
    assert [decision.subject for decision in source.findings.decisions] == ["me", "format"]


def test_messages_that_lie_in_one_another_say_each_word_once(tmp_path: Path) -> None:
    page = (CORPUS / "html_truncated.html").read_text()
    inner = (
        '<div class="message default clearfix" id="message{0}"><div class="body"><div class="from_name">Ida</div>'
        '<div class="text">moin {0} '
    )
    said = read_text(tmp_path / "messages.html", page + "".join(inner.format(900 + n) for n in range(50)))
    assert [message.text.strip() for message in said[-49:]] == [f"moin {900 + n}" for n in range(49)]


def test_numbers_of_many_digits_on_a_page_are_none(tmp_path: Path) -> None:
    page = (CORPUS / "html_media.html").read_text(encoding="utf-8")
    before = len(read_text(tmp_path / "messages.html", page))
    for short in ('id="message', '<span class="count">\n'):
        many = re.sub(rf"({short})\d[^\"<]*", lambda match: match[1] + "1" * 5000, page, count=1)
        assert many != page or short not in page
        assert len(read_text(tmp_path / "messages.html", many)) == before


def test_hostile_html_costs_no_more_than_its_size(tmp_path: Path) -> None:
    page = (CORPUS / "html_truncated.html").read_text()
    for trick in ("<div>" * 50_000, "<!--" * 60_000, "<a " * 30_000, "&lt;" * 100_000):
        assert len(read_text(tmp_path / "messages.html", page + trick)) >= 6


def test_without_lxml_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml.html", None)
    monkeypatch.setitem(sys.modules, "lxml", None)
    assert TelegramImporter().identify(Source([CORPUS / "html_chat"]))
    with pytest.raises(MissingExtraError, match=r"pip install 'my-simulacrum\[html\]'"):
        read(Source([CORPUS / "html_chat"]))


def test_a_source_without_an_export_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(SourceError, match="Export chat history"):
        read(Source([tmp_path]))


def test_media_in_a_zip_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/result.json", chat([note(1, "x")]))
        archive.writestr("a/files/zeros.bin", b"\0" * (40 << 20))
    assert len(read(Source([path]))[0][1]) == 1


def test_chats_that_nobody_walks_are_passed_over() -> None:
    importer, source = TelegramImporter(), Source([CORPUS / "account"])
    assert [conversation.id for conversation in importer.read(source)] == [c.id for c, _ in read(source.again())]
    assert isinstance(source.findings, Findings)
