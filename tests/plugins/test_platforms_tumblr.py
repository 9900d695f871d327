"""Exported blogs of Tumblr: the corpus, and the laws that no single sample shows."""

from __future__ import annotations

import html
import json
import shutil
import time
import zipfile
from pathlib import Path
from typing import ClassVar

import pytest

from simulacrum_core import Conversation, Importer, Message, Source, SourceError
from simulacrum_core import read as conversations
from simulacrum_core.testing import ImporterTests
from simulacrum_platforms.tumblr.importer import TumblrImporter

from ..conftest import Simulacrum

CORPUS = Path(__file__).parents[1] / "corpora" / "tumblr"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
Read = list[tuple[Conversation, list[Message]]]


class TestTumblr(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 4
    importer: ClassVar[type[Importer]] = TumblrImporter
    corpus: ClassVar[Path] = CORPUS


def post(id: int, body: str, kind: str = "regular-body", **attributes: str) -> str:
    told = {"id": str(id), "unix-timestamp": "1544201323", "tumblelog": "marsh", "is_reblog": "false", **attributes}
    words = " ".join(f'{name.replace("__", "-")}="{value}"' for name, value in told.items())
    return f"<post {words}><{kind}>{html.escape(body)}</{kind}></post>"


def posts(path: Path, *items: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'{HEAD}<tumblr version="1.0"><posts>{"".join(items)}</posts></tumblr>', encoding="utf-8")
    return path


def talk(names: list[str], said: list[tuple[str, int, str]]) -> str:
    people = "".join(f"<participant>{name}</participant>" for name in names)
    lines = "".join(f'<message ts="{ts}" participant="{id}" type="TEXT">{text}</message>' for id, ts, text in said)
    return f"<conversation><participants>{people}</participants><messages>{lines}</messages></conversation>"


def read(*paths: Path) -> tuple[Read, Source]:
    source = Source(list(paths))
    assert TumblrImporter().identify(source)
    return [(found, list(found.messages)) for found in TumblrImporter().read(source)], source


def texts(found: Read) -> list[tuple[str, str]]:
    return [(message.kind, message.text) for _, messages in found for message in messages]


@pytest.mark.parametrize(
    ("body", "kind", "reblog", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", "regular-body", "false", [("text", "One.\n\nTwo.")]),
        ("<p>Only theirs.</p>", "regular-body", "true", [("quote", "Only theirs.")]),
        ("<blockquote>a</blockquote><p>b</p>", "photo-caption", "true", [("quote", "a"), ("text", "b")]),
        ("<p>a: b</p><p>c</p>", "regular-body", "false", [("text", "a: b\n\nc")]),
        ("x", "quote-text", "false", [("quote", "x")]),
        ("A title alone", "regular-title", "false", [("text", "A title alone")]),
        ("", "regular-body", "false", [("text", "")]),
    ],
)
def test_what_is_quoted_or_reblogged_is_nobodys(
    body: str, kind: str, reblog: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    found, _ = read(posts(tmp_path / "posts.xml", post(1, body, kind, is_reblog=reblog)))
    assert texts(found) == expected


def page(path: Path, body: str, made: str = "March 2nd, 2019 5:41am") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    head = '<head><meta charset="UTF-8"><link rel="stylesheet" type="text/css" href="../style.css" /></head>'
    foot = f'<div id="footer"><span id="timestamp"> {made} </span><span class="tag">tea</span></div>'
    path.write_text(f"<!DOCTYPE HTML>\n<html>{head}<body>{body}{foot}</body></html>", encoding="utf-8")


REBLOG = (
    '<p><a class="tumblr_blog" href="https://o.tumblr.com/1">odd-otter</a>:</p>'
    "<blockquote><p>Name a worse month than March.</p></blockquote><p>March, the second half.</p>"
)


def test_pages_of_posts_are_read_where_there_is_no_table(tmp_path: Path) -> None:
    page(
        tmp_path / "b" / "posts" / "html" / "180200000001.html",
        "<h1>The thermos</h1><p>It holds heat as a sieve does.</p>",
    )
    page(tmp_path / "b" / "posts" / "html" / "180200000002.html", REBLOG, "March 3rd, 2019 6:00pm")
    found = [(one, list(one.messages)) for one in conversations([str(tmp_path / "b")])]
    assert [(one.source, one.id, one.title, str(those[0].sent_at)) for one, those in found] == [
        ("tumblr", "180200000001", "The thermos", "2019-03-02 05:41:00"),
        ("tumblr", "180200000002", None, "2019-03-03 18:00:00"),
    ]
    assert texts(found) == [
        ("text", "It holds heat as a sieve does."),
        ("boilerplate", "odd-otter:"),
        ("quote", "Name a worse month than March."),
        ("text", "March, the second half."),
    ]


def test_pages_beside_the_table_are_told_and_not_read(tmp_path: Path) -> None:
    page(tmp_path / "b" / "html" / "180200000001.html", "<p>It holds heat as a sieve does, which is not for long.</p>")
    posts(tmp_path / "b" / "posts.xml", post(180200000001, "It holds heat."))
    assert [one.source for one in conversations([str(tmp_path / "b")]) if list(one.messages)] == ["tumblr"]
    found, source = read(tmp_path / "b")
    assert texts(found) == [("text", "It holds heat.")]
    assert "1 pages show the posts of the table once more" in [one.evidence for one in source.findings.decisions]


def test_zips_in_the_zip_are_opened(tmp_path: Path, simulacrum: Simulacrum) -> None:
    inner = shutil.make_archive(str(tmp_path / "inner"), "zip", CORPUS / "blog" / "posts")
    with zipfile.ZipFile(tmp_path / "blog.zip", "w") as archive:
        archive.write(inner, "posts.zip")
        archive.write(CORPUS / "blog" / "messages.xml", "messages.xml")
        archive.writestr("media/1.jpg", b"x")
    found, _ = read(tmp_path / "blog.zip")
    assert texts(found) == texts(read(CORPUS / "blog")[0])
    assert "Probably you: saltmarsh-notes" in simulacrum("inspect", tmp_path / "blog.zip").stdout


def test_one_talk_does_not_tell_whose_number_is_whose(tmp_path: Path) -> None:
    path = tmp_path / "messages.xml"
    path.write_text(f"{HEAD}<x>{talk(['marsh', 'otter'], [('t:1', 1, 'a'), ('t:2', 2, 'b')])}</x>")
    [(found, messages)], source = read(path)
    assert [person.name for person in found.participants] == ["t:1", "t:2"]
    assert found.owner is None
    assert [message.text for message in messages] == ["a", "b"]
    assert not source.findings.decisions[-1].certain


def test_talks_come_in_the_order_of_time_and_name_their_people(tmp_path: Path) -> None:
    one = talk(["marsh", "otter"], [("t:1", 9, "late"), ("t:2", 8, "early")])
    two = talk(["reed", "marsh"], [("t:1", 5, "hello"), ("t:3", 6, "good &amp; day")])
    (tmp_path / "messages.xml").write_text(f"{HEAD}<conversations>{one}{two}</conversations>")
    posts(tmp_path / "posts.xml", post(1, "Fog."))
    found, _ = read(tmp_path)
    names = [({person.id: person.name for person in one.participants}, one.owner) for one, _ in found[1:]]
    assert names == [({"marsh": "marsh", "t:2": "otter"}, "marsh"), ({"marsh": "marsh", "t:3": "reed"}, "marsh")]
    assert [[m.text for m in messages] for _, messages in found[1:]] == [["early", "late"], ["hello", "good & day"]]


def test_answers_and_posts_are_trained_on_and_what_is_quoted_is_not(tmp_path: Path, simulacrum: Simulacrum) -> None:
    done = simulacrum("convert", CORPUS / "blog", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    ledger = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]
    assert (ledger["read"], ledger["trained"]) == (17, 7)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (
            "<tumblr><posts><post id='1'><regular-body>whole</regular-body></post><post id='2'><regular-bo",
            "damaged XML",
        ),
        ("<tumblr><posts>" + "<a>" * 300 + "</posts></tumblr>", "damaged XML"),
        ('<!DOCTYPE t [<!ENTITY a "b">]><tumblr><posts/></tumblr>', None),
        ("<tumblr><posts></posts></tumblr>", "no post and no message"),
    ],
)
def test_what_is_damaged_or_hostile_is_one_line(data: str, what: str | None, tmp_path: Path) -> None:
    path = tmp_path / "posts.xml"
    path.write_text(data)
    source = Source([path])
    assert TumblrImporter().identify(source) is (what is not None)
    with pytest.raises(SourceError, match=what or "no post and no message") as raised:
        list(TumblrImporter().read(source))
    assert "\n" not in str(raised.value)


def test_a_damaged_table_among_others_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(f"<tumblr><posts>{post(1, 'whole')}<post")
    posts(tmp_path / "b.xml", post(1, "whole"), post(2, "<p>two \x1b\x0b</p>"), post(3, "<b>" * 3000))
    found, source = read(tmp_path)
    assert texts(found) == [("text", "whole"), ("text", "two")]
    assert [problem.what.partition(":")[0] for problem in source.findings.problems] == ["left out", "left out"]


def test_very_many_posts_take_flat_memory_and_linear_time(tmp_path: Path) -> None:
    path = posts(tmp_path / "posts.xml", *(post(number, "On &amp; on.") for number in range(20_000)))
    begun = time.process_time()
    assert sum(len(list(found.messages)) for found in TumblrImporter().read(Source([path]))) == 20_000
    assert time.process_time() - begun < 20


def as_json(id: int, **told: object) -> dict[str, object]:
    return {"blog_name": "marsh", "id": id, "timestamp": 1544201323, "reblog_key": "x", "state": "published", **told}


def block(text: str, subtype: str = "") -> dict[str, str]:
    return {"type": "text", "text": text, "subtype": subtype}


def test_posts_as_json_are_read_with_what_they_reblog_and_answer(tmp_path: Path) -> None:
    reeds = {"blog": {"name": "reeds"}, "content": [block("Reeds grow.")]}
    items = [
        as_json(1, type="text", title="Tide", body="<p>It came.</p><blockquote>Wait.</blockquote>", trail=[]),
        as_json(2, type="text", body="all", reblogged_from_name="reeds", reblog={"comment": "<p>So do I.</p>", "tree_html": "<p>Reeds?</p>"}),
        as_json(3, type="answer", asking_name="reeds", question="Wet?", answer="<p>Very.</p>"),
        as_json(4, type="quote", text="Water wins.", source="A book"),
        as_json(5, type="photo", caption="<p>The gate.</p>", photos=[{"caption": "Gate 3"}]),
        as_json(6, is_blocks_post_format=True, content=[block("Mud"), block("boots", "unordered-list-item")], trail=[reeds]),
        as_json(7, content=[block("Cold?"), block("Not much.")], layout=[{"type": "ask", "blocks": [0]}], trail=[]),
        as_json(7, body="<p>again</p>"),
    ]  # fmt: skip
    folder = tmp_path / "marsh"
    folder.mkdir()
    for number, item in enumerate(items[:4]):
        (folder / f"{number}.json").write_text(json.dumps(item))
    (folder / "rest.json").write_text(json.dumps({"meta": {}, "response": {"posts": items[4:]}}))
    found, source = read(folder)
    assert texts(found) == [
        ("text", "It came."), ("quote", "Wait."), ("quote", "Reeds?"), ("text", "So do I."),
        ("text", "Wet?"), ("text", "Very."), ("quote", "Water wins.\n\nA book"),
        ("boilerplate", "Gate 3"), ("text", "The gate."), ("quote", "Reeds grow."), ("text", "Mud\n\n- boots"),
        ("text", "Cold?"), ("text", "Not much."),
    ]  # fmt: skip
    assert [chat.participants[0].name for chat, _ in found if len(chat.participants) > 1] == ["reeds", "somebody"]
    assert {one.subject for one in source.findings.decisions} >= {"reblogs", "overlapping exports"}


@pytest.mark.parametrize("text", ["[", '{"blog_name": "marsh", "trail": [', "[" * 5000 + '"blog_name" "trail"', "null"])
def test_json_that_is_no_post_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text(text + ' "blog_name" "trail"')
    with pytest.raises(SourceError):
        list(TumblrImporter().read(Source([tmp_path / "1.json"])))
