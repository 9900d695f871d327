"""Exports of programs that have no importer are called by their names."""

from __future__ import annotations

import json
import re
import time
import zipfile
from pathlib import Path

import pytest

from simulacrum_core import Registry, Source
from simulacrum_core.conversations.choice import choose
from simulacrum_core.conversations.other_formats import first_line, other_format
from simulacrum_core.conversations.signs import SIGNS

from ..conftest import Simulacrum

_EXPECTED = ".expected.jsonl"
KNOWN = sorted(
    path.with_name(path.name.removesuffix(_EXPECTED))
    for path in (Path(__file__).parents[1] / "corpora").glob(f"*/*{_EXPECTED}")
)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_SLACK = [{"client_msg_id": "x", "type": "message", "user": "U01", "text": "moin", "ts": "1700000000.000100"}]
_META = {
    "participants": [{"name": "Ida"}, {"name": "Ole"}],
    "messages": [{"sender_name": "Ida", "timestamp_ms": 1700000000000, "content": "moin"}],
}
_SKYPE = {"userId": "8:ida", "exportDate": "2024-01-01", "conversations": [{"id": "8:ole", "MessageList": []}]}
_MATRIX = {"room_name": "Deich", "exported_by": "Ida", "messages": []}
_GOOGLE_CHAT = {"messages": [{"creator": {"name": "Ida"}, "created_date": "x", "text": "moin", "topic_id": "t"}]}
_HANGOUTS = {"conversations": [{"conversation": {"conversation": {"participant_data": []}}, "events": []}]}
_TEAMS = [{"id": "1", "messageType": "message", "createdDateTime": "x", "body": {"content": "moin"}}]
_SIGNAL_CLI = {"envelope": {"source": "+49", "sourceDevice": 1, "dataMessage": {"message": "moin"}}}
_WTS = {"4917@s.whatsapp.net": {"messages": {"1": {"from_me": True, "timestamp": 1, "key_id": "x", "data": "moin"}}}}
_CHATGPT = [{"title": "x", "mapping": {}, "current_node": "y"}]
_CLAUDE = [{"uuid": "x", "chat_messages": [{"sender": "human", "text": "moin"}]}]

TOLD = [
    ("Slack", {"general/2024-01-02.json": _json(_SLACK), "channels.json": "[]"}),
    ("WhatsApp-Chat-Exporter", {"result.json": _json(_WTS)}),
    ("WhatsApp's backup", {"msgstore.db.crypt15": "\x01\x02"}),
    (
        "a list of calls",
        {"calls.xml": '<?xml version="1.0"?><calls count="1"><call number="+49" duration="3" /></calls>'},
    ),
    ("Slack", {"2024-01-02.json": json.dumps(_SLACK, indent=4)}),
    ("Slack", {"channels.json": _json([{"id": "C1", "name": "all", "created": 1, "members": ["U1"]}])}),
    ("Signal", {"main.jsonl": '{"version":"1","backupTimeMs":"1700000000000"}\n{"account":{}}\n'}),
    ("Signal", {"log.json": _json(_SIGNAL_CLI)}),
    ("Signal", {"chat.md": "[2024-05-01, 10:00] Me: moin\n[2024-05-01, 10:01] Ole: moin moin\n"}),
    ("Signal", {"signal-2024-01-02-03-04-05.backup": "\x01\x02"}),
    ("Signal", {"Signal/sql/db.sqlite": "\x01\x02"}),
    ("iMessage", {"copy.db": "SQLite format 3\0 CREATE TABLE handle CREATE TABLE chat_message_join"}),
    ("iMessage", {"chat.db": "SQLite format 3\0"}),
    ("iMessage", {"Ole.txt": "May 17, 2022  5:29:42 PM\nMe\nmoin\n\nMay 17, 2022  5:30:42 PM\nOle\nmoin moin\n"}),
    ("iMessage", {"Ole.html": '<html><div class="message"><div class="sent iMessage"><p>moin</p></div></div></html>'}),
    (
        "iMessage",
        {"Messages.csv": "Chat Session,Message Date,Delivered Date,Service,Type\nOle,2024-01-01 10:00:00,,,\n"},
    ),
    ("Facebook Messenger", {"messages/inbox/ole_1/message_1.json": _json(_META)}),
    ("Facebook Messenger", {"message_1.json": _json(_META)}),
    ("Facebook Messenger", {"messages/inbox/ole_1/message_1.html": "<html><body>moin</body></html>"}),
    ("Facebook Messenger", {"Ole.html": '<html><body><div class="pam _3-95 _2ph- _a6-g">moin</div></body></html>'}),
    ("Instagram", {"your_instagram_activity/messages/inbox/ole_1/message_1.json": _json(_META)}),
    ("Google Chat", {"Takeout/Google Chat/Groups/DM x/messages.json": _json(_GOOGLE_CHAT)}),
    ("Google Chat", {"messages.json": _json(_GOOGLE_CHAT)}),
    ("Hangouts", {"Hangouts.json": "{}"}),
    ("Hangouts", {"talk.json": _json(_HANGOUTS)}),
    ("Google Voice", {"x.html": '<html><div class="hChatLog hfeed"><div class="message">moin</div></div></html>'}),
    ("Teams", {"talk.json": _json(_TEAMS)}),
    ("Skype", {"messages.json": _json(_SKYPE)}),
    ("Skype", {"8_ida_export.tar": "x"}),
    (
        "LINE",
        {"talk.txt": "[LINE] Chat history with Ole\nSaved on: 2024/05/01 12:00\n\nWed, 05/01/2024\n10:00\tOle\tmoin\n"},
    ),
    (
        "LINE",
        {"talk.txt": "[LINE] Oleとのトーク履歴\n保存日時：2024/05/01 12:00\n\n2024/05/01(水)\n10:00\tOle\tmoin\n"},
    ),
    ("LINE", {"talk.txt": "2024/05/01(Wed)\n10:00\tOle\tmoin\n10:01\tIda\tmoin\n"}),
    ("KakaoTalk", {"talk.txt": "Ole 님과 카카오톡 대화\n저장한 날짜 : 2024년 5월 1일 오후 8:34\n"}),
    ("KakaoTalk", {"talk.txt": "2024년 5월 1일 오후 8:34, Ole : moin\n2024년 5월 1일 오후 8:35, Ida : moin\n"}),
    ("KakaoTalk", {"talk.txt": "----- 2024년 5월 1일 -----\n[Ole] [오후 8:34] moin\n[Ida] [오후 8:35] moin\n"}),
    ("KakaoTalk", {"talk.csv": 'Date,User,Message\n2024-05-01 10:00:00,"Ole","moin"\n'}),
    ("WeChat", {"talk.csv": "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n"}),
    ("WeChat", {"MicroMsg.db": "x"}),
    ("QQ", {"talk.txt": "消息记录（此消息记录为文本格式，不支持重新导入）\n"}),
    ("Viber", {"Messages - Ole.csv": "01/05/2024,10:00,Me,+49,moin\n"}),
    ("Matrix", {"export.json": _json(_MATRIX)}),
    ("IRC", {"deich.log": "--- Log opened Wed May 01 10:00:00 2024\n10:00 < ida> moin\n"}),
    ("IRC", {"2024-05-01.log": "[10:00:00] <ida> moin\n[10:00:05] *** ole joined #deich\n[10:00:09] <ole> moin\n"}),
    ("IRC", {"deich.weechatlog": "2024-05-01 10:00:00\tida\tmoin\n2024-05-01 10:00:01\t@ole\tmoin\n"}),
    ("IRC", {"deich.txt": "May 01 10:00:00 <ida>\tmoin\nMay 01 10:00:01 <ole>\tmoin\n"}),
    ("SMS Backup & Restore", {"sms-2024.xml": "<?xml version='1.0'?>\n<smses count='0'></smses>"}),
    ("Snapchat", {"chat_history.json": _json({"ole": [{"IsSender": True, "Media Type": "TEXT", "Content": "moin"}]})}),
    ("GroupMe", {"1/message.json": _json([{"text": "moin", "created_at": 1, "favorited_by": []}])}),
    ("Outlook mailbox", {"mail.pst": "!BDN0000"}),
    ("Reddit", {"post_votes.csv": "id,permalink,direction\n"}),
    ("LiveJournal", {"ida-2004-03.csv": "1,2004-03-04 10:00:00,2004-03-04 09:00:00,Deich,moin,public\n"}),
    ("Twitter", {"tweets.csv": '"tweet_id","in_reply_to_status_id","in_reply_to_user_id","timestamp"\n'}),
    ("RedNotebook", {"data/2024-05.txt": "1: {text: moin}\n2: {text: moin again}\n"}),
    ("Diarium", {"mine.diary": "SQLite format 3\0 CREATE TABLE Entries"}),
    ("Lifeograph", {"mine.txt": "LIFEOGRAPHDB\nV 2000\n\n"}),
    ("Diaro", {"DiaroBackup.xml": '<?xml version="1.0"?><data><table name="diaro_entries"></table></data>'}),
    ("Daylio", {"backup.daylio": "x"}),
    ("OneNote", {"Notes/Rope.one": "x"}),
    ("Apple Notes", {"NoteStore.sqlite": "x"}),
    ("database of Joplin", {"database.sqlite": "SQLite format 3\0 note_resources item_changes"}),
    ("Evernote", {"Rope.exb": "x"}),
    ("Roam graph as EDN", {"graph.edn": "#datascript/DB {:schema {:block/uid {}}}"}),
    ("Logseq graph as EDN", {"graph.edn": "{:version 1\n :blocks ({:block/id 1})}"}),
    ("Anytype", {"bafy.pb.json": _json({"sbType": "Page", "snapshot": {"data": {}}})}),
    (
        "TiddlyWiki",
        {"wiki.html": '<!doctype html><html><meta name="application-name" content="TiddlyWiki"><p>moin</p>'},
    ),
    ("TiddlyWiki", {"tiddlers.json": _json([{"title": "Rope", "text": "moin", "modified": "2024", "tags": ""}])}),
    ("TiddlyWiki", {"Rope.tid": "title: Rope\n\nmoin"}),
    ("Notesnook", {"all.nnbackupz": "x"}),
    ("UpNote", {"all.upnx": "x"}),
    ("CherryTree", {"all.ctb": "x"}),
    ("Tomboy", {"a.note": '<?xml version="1.0"?><note xmlns="http://beatniksoftware.com/tomboy"/>'}),
    ("Synology", {"all.nsx": "x"}),
    ("Zim", {"Home.txt": "Content-Type: text/x-zim-wiki\nWiki-Format: zim 0.6\n\n====== Home ======\nmoin\n"}),
    ("Zoho", {"a.znote": "x"}),
    ("Turtl", {"all.json": _json({"spaces": [], "boards": [], "keychain": []})}),
    ("OPML", {"all.opml": "<opml><body/></opml>"}),
    ("AsciiDoc", {"Rope.adoc": "= Rope\n\nmoin\n"}),
    ("reStructuredText", {"Rope.rst": "Rope\n====\n\nmoin\n"}),
    ("Typst", {"Rope.typ": "= Rope\nmoin\n"}),
    ("MediaWiki", {"Rope.wiki": "== Rope ==\nmoin\n"}),
    ("screenplay", {"Rope.fountain": "Title: Rope\n\nINT. SHED\n\nmoin\n"}),
    ("Jupyter", {"Rope.ipynb": _json({"nbformat": 4, "cells": []})}),
    ("posts of LinkedIn", {"Shares.csv": "Date,ShareLink,ShareCommentary\n2024-03-04 08:00:00,x,moin\n"}),
    ("Goodreads", {"goodreads_library_export.csv": "Book Id,Title,Author,My Review\n1,Rope,Ole,moin\n"}),
    ("Letterboxd", {"reviews.csv": "Date,Name,Year,Letterboxd URI,Rating,Review\n2024-03-04,Rope,1948,x,5,moin\n"}),
    ("posts of Facebook", {"posts/your_posts_1.json": _json([{"timestamp": 1, "data": [{"post": "moin"}]}])}),
    ("Craft", {"all.craftbackup": "x"}),
    ("ChatGPT", {"conversations.json": _json(_CHATGPT)}),
    ("Claude", {"conversations.json": _json(_CLAUDE)}),
    ("WhatsApp", {"msgstore.db.crypt15": "x"}),
    ("Google Takeout", {"Takeout/Fit/a.bin": "x"}),
    ("Google Takeout", {"takeout-20240102T030405Z-001.tgz": "x"}),
]


def _planted(folder: Path, files: dict[str, str], is_zip: bool) -> Path:
    if is_zip:
        with zipfile.ZipFile(folder / "export.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return folder / "export.zip"
    for name, text in files.items():
        (folder / "export" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "export" / name).write_text(text, encoding="utf-8")
    return folder / "export"


@pytest.mark.parametrize("is_zip", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize(
    ("name", "files"), TOLD, ids=lambda value: value if isinstance(value, str) else next(iter(value))
)
def test_another_programs_export_is_called_by_its_name(
    name: str, files: dict[str, str], is_zip: bool, tmp_path: Path, simulacrum: Simulacrum
) -> None:
    result = simulacrum("inspect", _planted(tmp_path, files, is_zip))
    assert result.exit_code == 1, result.output
    assert "This looks like " in result.stderr
    assert name in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("sample", KNOWN, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_has_an_importer_is_taken_for_nothing_else(sample: Path, registry: Registry) -> None:
    found = other_format(Source([sample]).files())
    assert found is None or found.name == "google-takeout", found
    assert choose(registry, [str(sample)], None).others == []


def test_what_nobody_knows_shows_its_first_line(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "talk.odd").write_text("\n  \n@@ Ida says moin\x1b[31m\n")
    told = simulacrum("read", "talk.odd").stderr
    assert r"this line is not understood: talk.odd:3: '@@ Ida says moin\\x1b[31m'" in told
    assert "\x1b" not in told


def test_bytes_that_are_no_text_show_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00\x01\n" * 99)
    assert first_line(Source([tmp_path / "a.bin"]).files()) is None


CHAT = "13/01/2024, 09:00 - Ida: moin\n13/01/2024, 09:01 - Ole: moin\n13/01/2024, 09:02 - Ida: na\n"


@pytest.mark.parametrize("more", [{}, {"b/essay.md": "# Tide\n\nIt came in.\n"}], ids=["one importer", "two"])
def test_an_export_without_an_importer_is_told_beside_others(
    more: dict[str, str], simulacrum: Simulacrum, tmp_path: Path
) -> None:
    _planted(tmp_path, {"slack/general/2024-01-02.json": _json(_SLACK), "a/chat.txt": CHAT, **more}, False)
    told = simulacrum("inspect", "export").stderr
    assert "Not read: what looks like a Slack export; no importer for it is installed" in told


@pytest.mark.parametrize(
    ("path", "is_zip"),
    [("general/2024-01-02.json", False), ("2024-01-02.json", False), ("a/b/c/2024-01-02.json", True)],
)
def test_an_export_in_the_folder_of_a_chat_is_told(
    path: str, is_zip: bool, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    pictures = {f"IMG-{number}.dat": "x" for number in range(30)}
    _planted(tmp_path, {"WhatsApp Chat with Ole.txt": CHAT, path: _json(_SLACK), **pictures}, is_zip)
    told = simulacrum("inspect", "export.zip" if is_zip else "export").stderr
    assert "Not read: what looks like a Slack export; no importer for it is installed" in told


def test_a_zip_beside_a_chat_in_a_zip_is_told(simulacrum: Simulacrum, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("_chat.txt", CHAT)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("WhatsApp Chat with Ole.txt", CHAT)
        archive.write(tmp_path / "inner.zip", "WhatsApp Chat - Mia.zip")
    assert "looks like an archive (zip) inside of another one" in simulacrum("inspect", "export.zip").stderr


@pytest.mark.parametrize("folder", ["", "notes/"])
def test_a_talk_that_nobody_reads_is_told_beside_a_chat(folder: str, simulacrum: Simulacrum, tmp_path: Path) -> None:
    talk = "Ole: is the tide in?\nMia: nearly, wait for it\nOle: and the boat?\nMia: it floats again\n"
    _planted(tmp_path, {"a/chat.txt": CHAT, f"a/{folder}kept.md": talk}, False)
    assert "1 file was not read" in simulacrum("inspect", "export").stderr


def test_a_talk_that_somebody_sent_is_not_told(simulacrum: Simulacrum, tmp_path: Path) -> None:
    talk = "Ole: is the tide in?\nMia: nearly, wait for it\nOle: and the boat?\nMia: it floats again\n"
    chat = CHAT + "13/01/2024, 09:03 - Ole: kept.md (file attached)\n"
    _planted(tmp_path, {"a/chat.txt": chat, "a/kept.md": talk}, False)
    assert "not read" not in simulacrum("inspect", "export").stderr


def test_attachments_of_a_chat_are_no_other_export(simulacrum: Simulacrum, tmp_path: Path) -> None:
    mail = "!BDN0000"
    chat = CHAT + "13/01/2024, 09:03 - Ole: mail.pst (file attached)\n13/01/2024, 09:04 - Ida: letter\n"
    _planted(tmp_path, {"chat.txt": chat, "mail.pst": mail, "files/letter": mail}, True)
    assert simulacrum("inspect", "export.zip").stderr == ""


def test_a_talk_of_another_program_is_nobodys_prose(simulacrum: Simulacrum, tmp_path: Path) -> None:
    talk = "May 17, 2022  5:29:42 PM\nMe\nmoin\n\nMay 17, 2022  5:30:42 PM\nOle\nmoin moin\n"
    _planted(tmp_path, {"Ole.txt": talk, "tide.md": f"# Tide\n\n{'It came in. ' * 40}\n"}, False)
    result = simulacrum("read", "export")
    assert "moin" not in result.stdout
    assert "It came in." in result.stdout
    assert "1 file was not read" in result.stderr
    assert "looks like an iMessage export" in result.stderr


@pytest.mark.parametrize("name", ["photos/photo_1_thumb.jpg", ".git/objects/ab/cd", "thumbnails/a.png", "Desktop.ini"])
def test_files_that_nobody_means_are_not_told_as_unread(name: str, simulacrum: Simulacrum, tmp_path: Path) -> None:
    _planted(tmp_path, {"a/chat.txt": CHAT, "b/essay.md": "# Tide\n\nIt came in.\n", f"c/{name}": "x"}, False)
    assert "not read" not in simulacrum("inspect", "export").stderr


def test_every_sign_is_quick_on_any_text() -> None:
    attacks = [
        atom * (1 << 17) for atom in ("a", "[", "1", "-", "10:00 ", "<a", "From ", '"', "오전 ", "/a", "_", "\n")
    ]
    begun = time.process_time()
    for sign in SIGNS:
        for text in attacks:
            for pattern in (sign.starts, sign.line):
                assert pattern is None or pattern.match(text.encode()) is None or True
            assert sign.name is None or isinstance(sign.name.search(text[:4096]), re.Match | None)
    assert time.process_time() - begun < 3


def test_a_journal_with_hours_in_its_dates_is_no_talk(simulacrum: Simulacrum, tmp_path: Path) -> None:
    days = "".join(f"May {day}, 2022  5:29:42 PM\nThe tide was in, and so was I.\n\n" for day in range(10, 20))
    (tmp_path / "journal.txt").write_text(days)
    assert "iMessage" not in simulacrum("read", "journal.txt").output


def test_all_programs_of_a_folder_of_everything_are_told(simulacrum: Simulacrum, tmp_path: Path) -> None:
    chat = "13/03/2026, 10:00 - Ida: moin\n13/03/2026, 10:01 - Ole: moin moin\n"
    for name, text in {
        "whatsapp/WhatsApp Chat with Ole.txt": chat,
        "slack/2024-01-02.json": _json(_SLACK),
        "skype/messages.json": _json(_SKYPE),
        "old/claude/conversations.json": _json(_CLAUDE),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    shown = simulacrum("inspect", str(tmp_path)).stderr
    assert all(f"what looks like a {program} export" in shown for program in ("Slack", "Skype", "Claude"))


def test_a_table_of_people_is_no_irc_log(simulacrum: Simulacrum, tmp_path: Path) -> None:
    rows = "".join(f"2024-01-02 10:00:0{i}\t{who}\tmoin\n" for i, who in enumerate(["Ida Ek", "Ole Ek"] * 4))
    (tmp_path / "chat.tsv").write_text(f"date\tauthor\tmessage\n{rows}", encoding="utf-8")
    shown = simulacrum("inspect", str(tmp_path / "chat.tsv")).stderr
    assert "IRC" not in shown
    assert "It looks like a talk between people" in shown


def test_of_a_messenger_without_an_importer_the_next_step_is_told(tmp_path: Path, simulacrum: Simulacrum) -> None:
    (tmp_path / "message_1.json").write_text(_json(_META), encoding="utf-8")
    told = simulacrum("convert", "message_1.json", "--me", "Ida", "-o", "out")
    assert told.exit_code == 1
    assert "--from conversations" in told.stderr
    assert "simulacrum schema conversation" in told.stderr
