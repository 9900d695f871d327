"""Archives of X (Twitter), read by the essays importer: the laws that no single sample shows."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from simulacrum_core import Source, SourceError
from simulacrum_essays import EssaysImporter

from ..conftest import Simulacrum

FIRST = 15 * 10**17
MADE = "Thu Mar 03 10:00:00 +0000 2022"


def post(number: int, text: str, parent: int | None = None, user: str = "7", **keys: object) -> dict[str, object]:
    answer = {} if parent is None else {"in_reply_to_status_id_str": str(FIRST + parent), "in_reply_to_user_id": user}
    return {"id_str": str(FIRST + number), "created_at": MADE, "full_text": text, **answer, **keys}


def written(path: Path, posts: list[dict[str, object]], part: str = "tweets", *, bare: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    items = posts if bare else [{"tweet": item} for item in posts]
    path.write_text(f"window.YTD.{part}.part0 = {json.dumps(items, indent=1)}", encoding="utf-8")
    return path


def owned(folder: Path) -> None:
    account = [{"account": {"accountId": "7", "username": "dana", "accountDisplayName": "Dana"}}]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "account.js").write_text(f"window.YTD.account.part0 = {json.dumps(account)}")


def texts(*paths: Path) -> tuple[list[str], Source]:
    source = Source(list(paths))
    assert EssaysImporter().identify(source)
    found = [(found, list(found.messages)) for found in EssaysImporter().read(source)]
    return [message.text for _, messages in found for message in messages], source


def test_answers_to_oneself_are_one_essay_and_answers_to_others_are_their_own(tmp_path: Path) -> None:
    owned(tmp_path / "data")
    posts = [
        post(3, "Third.", 2),
        post(5, "To a stranger.", 1, user="8"),
        post(2, "Second.", 1),
        post(1, "First."),
        post(4, "Also to the first.", 1),
        post(6, "Answers what I deleted.", -9),
    ]
    written(tmp_path / "data" / "tweets.js", posts)
    found, _ = texts(tmp_path / "data")
    assert sorted(found) == [
        "Answers what I deleted.",
        "First.\n\nSecond.\n\nThird.\n\nAlso to the first.",
        "To a stranger.",
    ]


@pytest.mark.parametrize("text", ["RT @fog: hello…", "RT @a_b1: x"])
def test_what_others_wrote_is_counted_and_not_read(text: str, tmp_path: Path) -> None:
    written(tmp_path / "tweet.js", [post(1, text), post(2, "RT is not what I mean: I mean rain.")], "tweet", bare=True)
    found, source = texts(tmp_path / "tweet.js")
    assert found == ["RT is not what I mean: I mean rain."]
    assert "1 repost" in [decision.evidence for decision in source.findings.decisions]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("@ben @kim yes, at nine", 10, "yes, at nine"),
        ("@ben @kim yes, at nine", 0, "@ben @kim yes, at nine"),
        ("Nine &amp; ten &lt;3", 5, "Nine & ten <3"),
        ("See https://t.co/abc and https://t.co/xyz", 0, "See https://a.example/?b=1&c and https://t.co/xyz"),
        ("A boat https://t.co/pic", 0, "A boat"),
        ("@ben short", 99, "@ben short"),
    ],
)
def test_a_post_is_read_as_the_site_shows_it(text: str, start: int, expected: str, tmp_path: Path) -> None:
    entities = {
        "urls": [{"url": "https://t.co/abc", "expanded_url": "https://a.example/?b=1&c"}, "x"],
        "media": [{"url": "https://t.co/pic"}],
    }
    written(tmp_path / "tweets.js", [post(1, text, display_text_range=[str(start), "9"], entities=entities)])
    assert texts(tmp_path / "tweets.js")[0] == [expected]


def test_direct_messages_are_told(tmp_path: Path, simulacrum: Simulacrum) -> None:
    written(tmp_path / "data" / "tweets.js", [post(1, "A long day at the lock.")])
    (tmp_path / "data" / "direct-messages.js").write_text("window.YTD.direct_messages.part0 = [ ]")
    _, source = texts(tmp_path / "data")
    assert source.findings.decisions[-1].evidence == "1 direct messages (X archive)"
    assert "direct messages of an X (Twitter) archive; no importer" in simulacrum("inspect", tmp_path / "data").stderr


def test_posts_of_two_archives_are_read_once(tmp_path: Path) -> None:
    one = written(tmp_path / "a" / "tweets.js", [post(1, "Once."), post(2, "Twice.")])
    two = written(tmp_path / "b" / "tweets.js", [post(2, "Twice."), post(3, "Thrice.")])
    assert texts(one.parent, two.parent)[0] == ["Once.", "Twice.", "Thrice."]


def test_an_archive_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    path = written(tmp_path / "tweets.js", [post(1, "Whole."), post(2, "Broken.")])
    path.write_text(path.read_text()[:-60])
    found, source = texts(path)
    assert found == ["Whole."]
    assert [problem.what for problem in source.findings.problems] == [
        "left out: the rest of the file: the document breaks off here"
    ]


def test_objects_that_are_no_posts_are_reported(tmp_path: Path) -> None:
    odd = [post(1, "Whole."), {"id_str": "x", "full_text": "a"}, {"id_str": "9" * 30, "full_text": "a"}, {"id": True}]
    path = written(tmp_path / "tweets.js", [*odd, {"id": 5, "full_text": ["a"]}])
    path.write_bytes(path.read_bytes().replace(b"Whole", b"Wh\xffole") + b"\n;")
    found, source = texts(path)
    assert found == ["Wh\ufffdole."]
    assert [problem.what for problem in source.findings.problems[-5:]] == [
        *["left out: a post without an id or a text"] * 4,
        "left out: the rest of the file: something follows the end of the document",
    ]


def test_a_part_of_an_archive_without_a_post_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no essay found"):
        texts(written(tmp_path / "tweets.js", []))


@pytest.mark.parametrize("parent", [-1, 0, 1], ids=["the one before", "itself", "the one behind"])
def test_very_many_answers_take_no_longer_than_as_many_posts(parent: int, tmp_path: Path) -> None:
    owned(tmp_path)
    written(tmp_path / "tweets.js", [post(number, "On.", number + parent) for number in range(1, 20_000)])
    begun = time.process_time()
    found, _ = texts(tmp_path)
    assert sum(text.count("On.") for text in found) == 19_999
    assert time.process_time() - begun < 20
