"""Archives of several platforms: side by side in one folder, and hostile or saved again by other programs."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from simulacrum_core import Source, read
from simulacrum_platforms.livejournal.importer import LiveJournalImporter
from simulacrum_platforms.reddit.importer import RedditImporter
from simulacrum_platforms.tumblr.importer import TumblrImporter

from ..conftest import Simulacrum

CORPORA = Path(__file__).parents[1] / "corpora"
FLAT = {
    "x": "x/archive/data",
    "mastodon": "mastodon/runa",
    "reddit": "reddit/export",
    "livejournal": "livejournal/journal",
}


def counted(*paths: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for conversation in read([str(path) for path in paths]):
        found[conversation.source] = found.get(conversation.source, 0) + len(list(conversation.messages))
    return found


@pytest.mark.parametrize("flat", [True, False], ids=["one folder", "folders"])
def test_archives_that_lie_together_are_read_as_each_alone(flat: bool, tmp_path: Path, simulacrum: Simulacrum) -> None:
    for name, place in FLAT.items():
        shutil.copytree(CORPORA / place, tmp_path / "all" if flat else tmp_path / "all" / name, dirs_exist_ok=True)
    (tmp_path / "all" / "chat.txt").write_text("13/01/2024, 09:00 - Ida: moin\n13/01/2024, 09:01 - Ole: moin\n")
    alone = {name: counted(CORPORA / place)[name] for name, place in FLAT.items()}
    assert counted(tmp_path / "all") == alone | {"whatsapp": 2}
    told = simulacrum("inspect", tmp_path / "all").stdout
    assert all(name in told.partition("Decided")[0] for name in ("Dana Holm", "tilda_marsh", "Runa Thorne"))


def test_what_an_archive_has_beside_its_posts_is_no_essay(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "twitter.zip", "w") as archive:
        archive.writestr("Your archive.html", "<!DOCTYPE html><html><body><div id='root'></div></body></html>")
        archive.writestr("data/README.txt", "# README\n\nThis file tells what each of the other files in here holds.\n")
        archive.writestr("data/manifest.js", "window.__THAR_CONFIG = {}")
        for path in (CORPORA / "x/archive/data").iterdir():
            archive.write(path, f"data/{path.name}")
    assert counted(tmp_path / "twitter.zip") == counted(CORPORA / "x/archive")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("outbox.json", json.dumps({"orderedItems": [{"type": "Create", "object": {"content": "a" * (40 << 20)}}]})),
        ("tweets.js", 'window.YTD.tweets.part0 = [{"full_text": "' + "a" * (40 << 20)),
        ("posts.csv", "id,permalink,date,subreddit,title,body\n" + "a" * (40 << 20)),
        ("posts.xml", "<tumblr><posts>" + "a" * (40 << 20)),
    ],
)
def test_a_bomb_is_refused_in_one_line(name: str, data: str, tmp_path: Path, simulacrum: Simulacrum) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    done = simulacrum("inspect", tmp_path / "bomb.zip")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "like a zip bomb" in done.stderr
    assert "--limit ratio NUMBER" in done.stderr


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tweets.js", "window.YTD.tweets.part0 = ["),
        ("tweets.js", "window.YTD.tweets.part0 ="),
        ("direct-messages.js", 'window.YTD.direct_messages.part0 = {"a": 1}'),
        ("account.js", "window.YTD.account.part0 = [ ]"),
        ("outbox.json", '{"orderedItems": [{"type": "Create", "object": {"content": "a'),
        ("comments.csv", "id,permalink,date,subreddit,link,parent,body\nx,y\n"),
        ("statistics.csv", "statistic,value\naccount name,tilda\n"),
        ("messages.xml", "<x><conversation><participants><participant>a</participant></participants><message "),
        ("2004-03.xml", "<livejournal><entry><itemid>1</itemid>"),
    ],
)
def test_what_holds_nothing_whole_is_one_line_with_the_file(
    name: str, data: str, tmp_path: Path, simulacrum: Simulacrum
) -> None:
    (tmp_path / name).write_text(data)
    done = simulacrum("inspect", tmp_path / name)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert name in done.stderr
    assert "bug" not in done.stderr


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_tables_that_were_saved_again_are_read(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "chat_history.csv"
    path.write_text(
        "message_id,created_at,username,message,channel_url\nm,2024-01-01,a,Hi,/c\n".replace(",", delimiter)
    )
    [found] = RedditImporter().read(Source([path]))
    assert [message.text for message in found.messages] == ["Hi"]


def test_a_broken_zip_in_the_zip_costs_only_itself(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "blog.zip", "w") as archive:
        archive.writestr("posts.zip", b"PK\x03\x04 no zip")
        archive.write(CORPORA / "tumblr/blog/messages.xml", "messages.xml")
    source = Source([tmp_path / "blog.zip"])
    assert len(list(TumblrImporter().read(source))) == 2
    assert source.findings.problems[0].file == "blog.zip/posts.zip"


def test_bytes_that_are_no_text_are_told_once_for_each_file(tmp_path: Path) -> None:
    data = (CORPORA / "livejournal/journal/2004-03.xml").read_bytes()
    (tmp_path / "m.xml").write_bytes(data.replace(b"Nobody", b"N\xf6body").replace(b"driver", b"dr\xf6ver"))
    source = Source([tmp_path / "m.xml"])
    list(LiveJournalImporter().read(source))
    assert [problem.what for problem in source.findings.problems] == ["bytes that are not UTF-8, shown as \ufffd"]


def test_requests_of_two_people_are_two(tmp_path: Path) -> None:
    header = "id,permalink,date,subreddit,link,parent,body\n"
    for name in ("ada", "ben"):
        folder = tmp_path / "both" / name
        folder.mkdir(parents=True)
        (folder / "comments.csv").write_text(f"{header}{name},,2024-01-01,a,,k,by {name}\n")
        (folder / "statistics.csv").write_text(f"statistic,value\naccount name,{name}\n")
    found = [(one.id, one.owner, [m.text for m in one.messages]) for one in read([str(tmp_path / "both")])]
    assert found == [
        ("comments in r/a of ada", "ada", ["by ada"]),
        ("comments in r/a of ben", "ben", ["by ben"]),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "direct-messages.js",
            'window.YTD.direct_messages.part0 = [{"dmConversation": {"conversationId": "1-2", "messages": ['
            '{"messageCreate": {"id": "99999999999999999999", "senderId": "1", "text": "a",'
            ' "createdAt": "9999-12-31T23:59:59-12:00"}},'
            '{"messageCreate": {"id": "-5", "senderId": "2", "text": "b", "createdAt": "0001-01-01T00:00:00+14:00"}}]}}]',
        ),
        (
            "chat_history.csv",
            "message_id,created_at,username,message,channel_url\nm1,9999-12-31 23:59:59-12:00,a,a,/c\n"
            "m2,0001-01-01 00:00:00+14:00,b,b,/c\n",
        ),
        (
            "messages.xml",
            "<c><conversation><participants><participant>x</participant></participants><messages>"
            '<message ts="253402300799" participant="1">a</message><message ts="-62135596800" participant="2">b</message>'
            "</messages></conversation></c>",
        ),
    ],
)
def test_the_first_and_the_last_day_are_moments_like_others(name: str, data: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(data)
    [found] = read([str(tmp_path / name)])
    assert [message.text for message in found.messages] == ["b", "a"]


def test_no_two_conversations_of_a_source_have_one_id(tmp_path: Path) -> None:
    entry = "<livejournal><entry><eventtime>{}</eventtime><itemid>{}</itemid><event>a</event></entry><entry/><entry/></livejournal>"
    (tmp_path / "a.xml").write_text(entry.format("2004-03-04 10:00:00", 1))
    (tmp_path / "b.xml").write_text(entry.format("2005-03-04 10:00:00", 1))
    (tmp_path / "c.xml").write_text(
        "<tumblr><posts><post/><post><regular-body>x</regular-body></post></posts></tumblr>"
    )
    ids = [(one.source, one.id) for one in read([str(tmp_path)])]
    assert len(set(ids)) == len(ids) == 8
