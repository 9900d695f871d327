"""Data requests of Reddit: the corpus, and the laws that no single sample shows."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import ClassVar

import pytest

from simulacrum_core import Conversation, Importer, Message, Source, SourceError
from simulacrum_core.testing import ImporterTests
from simulacrum_platforms.reddit.importer import RedditImporter

from ..conftest import Simulacrum

POSTS = "id,permalink,date,ip,subreddit,gildings,title,url,body"
COMMENTS = "id,permalink,date,ip,subreddit,gildings,link,parent,body,media"
CHAT = "message_id,created_at,updated_at,username,message,thread_parent_message_id,channel_url,channel_name"
LINK = "https://www.reddit.com/r/a/comments/zzz/x/"
Read = list[tuple[Conversation, list[Message]]]


class TestReddit(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 4
    importer: ClassVar[type[Importer]] = RedditImporter
    corpus: ClassVar[Path] = Path(__file__).parents[1] / "corpora" / "reddit"


def table(path: Path, header: str, *rows: dict[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return path


def said(number: int, name: str, text: str, chat: str = "/c", **more: str) -> dict[str, str]:
    moment = f"2024-01-01 10:{number // 60 % 60:02}:{number % 60:02} UTC"
    return {
        "message_id": f"m{number}",
        "created_at": moment,
        "username": name,
        "message": text,
        "channel_url": chat,
        **more,
    }


def comment(id: str, body: str, parent: str = "", link: str = LINK, **more: str) -> dict[str, str]:
    return {
        "id": id,
        "date": "2024-01-01 10:00:00 UTC",
        "subreddit": "a",
        "parent": parent,
        "link": link,
        "body": body,
        **more,
    }


def post(id: str, title: str, body: str = "") -> dict[str, str]:
    return {"id": id, "date": "2024-01-01T09:00:00Z", "subreddit": "a", "title": title, "body": body}


def read(*paths: Path) -> tuple[Read, Source]:
    source = Source(list(paths))
    assert RedditImporter().identify(source)
    return [(found, list(found.messages)) for found in RedditImporter().read(source)], source


def texts(found: Read) -> list[tuple[str, str]]:
    return [(message.kind, message.text) for _, messages in found for message in messages]


def test_messages_of_chats_that_are_mixed_are_parted_and_in_order(tmp_path: Path) -> None:
    rows = [said(9 - n, "ab"[n % 2], f"Line {9 - n}", f"/{n % 3}") for n in range(9)]
    found, _ = read(table(tmp_path / "chat_history.csv", CHAT, *rows))
    assert [[m.text for m in messages] for _, messages in found] == [
        ["Line 3", "Line 6", "Line 9"],
        ["Line 2", "Line 5", "Line 8"],
        ["Line 1", "Line 4", "Line 7"],
    ]


def test_columns_are_known_by_their_names(tmp_path: Path) -> None:
    header = ",".join([*CHAT.split(",")[::-1], "new"])
    [(_, [message])], _ = read(
        table(tmp_path / "c.csv", header, said(1, "a", "Hello", updated_at="2024-01-01 10:05:00 UTC"))
    )
    assert (message.author, message.text, message.edited) == ("a", "Hello", True)


def test_a_comment_below_ones_own_post_goes_on_with_it(tmp_path: Path) -> None:
    link = "https://www.reddit.com/r/a/comments/p1/x/"
    table(tmp_path / "posts.csv", POSTS, post("p1", "Locks", "Slow."), post("p2", "Alone", "Yes."))
    mine = [
        comment("c1", "Still slow.", link=link),
        comment("c2", "Very.", parent="t1_c1"),
        comment("c3", "Nine.", "t1_k"),
    ]
    table(tmp_path / "comments.csv", COMMENTS, *mine)
    found, _ = read(tmp_path)
    assert [(one.title, one.monologue, [(m.text, m.reply_to) for m in messages]) for one, messages in found] == [
        ("Alone", True, [("Yes.", None)]),
        ("Locks", True, [("Slow.\n\nStill slow.\n\nVery.", None)]),
        ("comments in r/a", False, [("Nine.", "k")]),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "> Is it dry?\n\nYes.\n> And now?\n\nNo.",
            [("q", "Is it dry?"), ("a", "Yes."), ("q", "And now?"), ("a", "No.")],
        ),
        ("&gt; Is it dry?\nYes.", [("q", "Is it dry?"), ("a", "Yes.")]),
    ],
)
def test_a_comment_that_begins_with_a_quotation_answers_it(
    body: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    [(found, messages)], _ = read(table(tmp_path / "comments.csv", COMMENTS, comment("c1", body, "k1")))
    assert [("q" if m.author == "quoted" else "a", m.text) for m in messages] == expected
    assert not found.one_sided


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Yes.\n> quoted\nNo.", [("quote", "quoted"), ("text", "Yes.\n\nNo.")]),
        (">!hidden!< by me", [("text", ">!hidden!< by me")]),
        ("```\n> prompt\n```", [("text", "```\n> prompt\n```")]),
        ("> only a quotation", [("quote", "only a quotation")]),
        ("[removed]", [("deleted", "[removed]")]),
        ("![gif](giphy|abc)\n\n![img](xyz)", [("media", "![gif](giphy|abc)\n\n![img](xyz)")]),
        ("a &amp; b &#x41;", [("text", "a & b A")]),
        ("", [("text", "")]),
        ('a "quoted" word,\nwith a comma', [("text", 'a "quoted" word,\nwith a comma')]),
    ],
)
def test_what_a_comment_holds(body: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    found, _ = read(table(tmp_path / "comments.csv", COMMENTS, comment("c1", body, "k1")))
    assert texts(found) == expected


def test_comments_are_left_out_and_counted(tmp_path: Path, simulacrum: Simulacrum) -> None:
    table(
        tmp_path / "r" / "posts.csv", POSTS, post("p1", "Locks", "They are slow."), post("p2", "Herons, and cross ones")
    )
    table(
        tmp_path / "r" / "comments.csv", COMMENTS, comment("c1", "Yes, at nine.", "k"), comment("c2", "[deleted]", "k")
    )
    table(tmp_path / "r" / "statistics.csv", "statistic,value", {"statistic": "account name", "value": "tilda"})
    done = simulacrum("convert", tmp_path / "r", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    ledger = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]
    assert (ledger["read"], ledger["trained"]) == (4, 2)
    assert ledger["left_out"] == {"answered_is_missing": 1, "deleted": 1}


def test_quotes_that_never_close_cost_no_more_than_the_rows_that_they_run_into(tmp_path: Path) -> None:
    path = table(tmp_path / "c.csv", CHAT, *(said(n, "a", f"Line {n}") for n in range(1, 6)))
    lines = path.read_text().split("\n")
    lines[2] = lines[2].replace("Line 2", '"Line 2')
    path.write_text("\ufeff" + "\n".join(lines))
    found, source = read(path)
    assert [text for _, text in texts(found)] == ["Line 1", "Line 3", "Line 4", "Line 5"]
    assert [(problem.line, problem.what) for problem in source.findings.problems] == [
        (3, "left out: a row whose quotes or columns do not fit")
    ]


def test_bytes_that_are_no_text_are_reported(tmp_path: Path) -> None:
    path = table(tmp_path / "c.csv", CHAT, said(1, "a", "wXt"))
    path.write_bytes(path.read_bytes().replace(b"wX", b"w\xff"))
    found, source = read(path)
    assert texts(found) == [("text", "w\ufffdt")]
    assert "not UTF-8" in source.findings.problems[0].what


def test_two_requests_overlap(tmp_path: Path) -> None:
    table(tmp_path / "a" / "chat_history.csv", CHAT, said(2, "a", "two"), said(1, "b", "one"))
    table(tmp_path / "b" / "chat_history.csv", CHAT, said(3, "b", "three"), said(2, "a", "two"))
    table(tmp_path / "b" / "posts.csv", POSTS, post("p1", "Locks", "Slow."))
    table(tmp_path / "a" / "posts.csv", POSTS, post("p1", "Locks", "Slow."))
    found, source = read(tmp_path)
    assert [text for _, text in texts(found)] == ["Slow.", "one", "two", "three"]
    assert "2 messages read once" in [decision.answer for decision in source.findings.decisions]


def test_a_request_without_words_is_an_error(tmp_path: Path) -> None:
    path = table(tmp_path / "comments.csv", COMMENTS)
    with pytest.raises(SourceError, match="no post, comment or message"):
        list(RedditImporter().read(Source([path])))


def test_rows_that_all_open_quotes_take_a_time_that_grows_with_their_number(tmp_path: Path) -> None:
    row = 'm1,2024-01-01 10:00:00 UTC,,a,"x,,/c,n\n'
    path = tmp_path / "c.csv"
    path.write_text(f"{CHAT}\n" + row * 100_000 + 'm2,2024-01-01 10:00:00 UTC,,a,"x\n' * 100_001)
    begun = time.process_time()
    list(RedditImporter().read(Source([path, table(tmp_path / "d.csv", CHAT, said(1, "a", "x"))])))
    assert time.process_time() - begun < 20


def test_drafts_are_texts_whatever_they_are_written_in(tmp_path: Path) -> None:
    words = [{"e": "text", "t": "Slow "}, {"e": "link", "t": "locks", "u": "https://a.example"}, {"e": "br"}]
    item = {"e": "li", "c": [{"e": "par", "c": [{"e": "text", "t": "one gate"}]}]}
    quoted = {"e": "blockquote", "c": [{"e": "par", "c": [{"e": "text", "t": "Theirs."}]}]}
    rich = json.dumps({"document": [{"e": "par", "c": words}, {"e": "list", "c": [item]}, quoted]})
    rows = [
        {"id": "1", "kind": "markdown", "title": "Locks", "body": "Mine.\n\n> Theirs.", "created": "2024-01-01 10:00:00 UTC"},
        {"id": "2", "kind": "link", "title": "Look at this lock", "body": "https://a.example"},
        {"id": "3", "kind": "richtext", "title": "Rich", "body": rich},
        {"id": "4", "kind": "richtext", "title": "Cut", "body": rich[:40]},
        {"id": "1", "kind": "markdown", "title": "Locks", "body": "Mine."},
    ]  # fmt: skip
    found, source = read(table(tmp_path / "drafts.csv", "id,kind,title,body,created", *rows))
    assert texts(found) == [
        ("text", "Mine."), ("quote", "Theirs."), ("text", "Look at this lock"),
        ("text", "Slow locks\n\none gate"), ("quote", "Theirs."), ("machine", rich[:40]),
    ]  # fmt: skip
    assert ("drafts", "read like the others") in [(one.subject, one.answer) for one in source.findings.decisions]
    assert not RedditImporter().identify(Source([table(tmp_path / "posts.csv", "id,kind,title,body,created", rows[0])]))


def test_drafts_that_are_left_out_are_counted(tmp_path: Path) -> None:
    row = {"id": "1", "kind": "markdown", "title": "Locks", "body": "Mine."}
    table(tmp_path / "r" / "drafts.csv", "id,kind,title,body", row)
    table(tmp_path / "r" / "posts.csv", POSTS, post("p1", "Locks", "Slow."))
    source = Source([tmp_path / "r"])
    (only,) = RedditImporter(drafts=False).read(source)
    assert only.id == "p1"
    assert ("drafts", "left out", "1 posts were not sent") in [
        (one.subject, one.answer, one.evidence) for one in source.findings.decisions
    ]
