"""Archives of X: the corpus, and the laws that no single sample shows."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, ClassVar

import pytest

from simulacrum_core import Conversation, Importer, Message, Source, SourceError
from simulacrum_core.testing import ImporterTests
from simulacrum_platforms.x.importer import XImporter

from ..conftest import Simulacrum

FIRST = 15 * 10**17
MADE = "Thu Mar 03 10:00:00 +0000 2022"
Read = list[tuple[Conversation, list[Message]]]


class TestX(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 4
    importer: ClassVar[type[Importer]] = XImporter
    corpus: ClassVar[Path] = Path(__file__).parents[1] / "corpora" / "x"


def post(number: int, text: str, parent: int | None = None, user: str = "7", **keys: object) -> dict[str, object]:
    answer = {} if parent is None else {"in_reply_to_status_id_str": str(FIRST + parent), "in_reply_to_user_id": user}
    return {"id_str": str(FIRST + number), "created_at": MADE, "full_text": text, **answer, **keys}


def part(path: Path, name: str, items: list[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"window.YTD.{name}.part0 = {json.dumps(items, indent=1)}", encoding="utf-8")
    return path


def written(path: Path, posts: list[dict[str, object]], name: str = "tweets", *, bare: bool = False) -> Path:
    return part(path, name, posts if bare else [{"tweet": item} for item in posts])


def owned(folder: Path, id: str = "7", login: str = "dana") -> None:
    account = [{"account": {"accountId": id, "username": login, "accountDisplayName": login.title()}}]
    part(folder / "account.js", "account", account)


def sent(number: int, sender: str, text: str, to: str = "8", **keys: object) -> dict[str, object]:
    made = f"2022-03-03T10:{number % 60:02}:00.000Z"
    data = {"id": str(FIRST + number), "senderId": sender, "recipientId": to, "text": text, "createdAt": made}
    return {"messageCreate": {"reactions": [], "urls": [], "mediaUrls": [], **data, **keys}}


def talk(path: Path, id: str, messages: list[dict[str, object]]) -> Path:
    return part(path, "direct_messages", [{"dmConversation": {"conversationId": id, "messages": messages}}])


def read(*paths: Path) -> tuple[Read, Source]:
    source = Source(list(paths))
    assert XImporter().identify(source)
    return [(found, list(found.messages)) for found in XImporter().read(source)], source


def texts(*paths: Path) -> tuple[list[str], Source]:
    found, source = read(*paths)
    return [message.text for _, messages in found for message in messages], source


def test_answers_to_oneself_are_one_text_and_answers_to_others_name_what_they_answer(tmp_path: Path) -> None:
    owned(tmp_path / "data")
    posts = [
        post(3, "Third.", 2),
        post(5, "To a stranger.", 1, user="8"),
        post(2, "Second.", 1),
        post(1, "First."),
        post(4, "Also to the first.", 1),
        post(6, "Answers what I deleted.", -9),
        post(7, "Goes on to the stranger.", 5),
    ]
    written(tmp_path / "data" / "tweets.js", posts)
    found, _ = read(tmp_path / "data")
    assert [(one.monologue, [(m.text, m.reply_to) for m in messages]) for one, messages in found] == [
        (True, [("First.\n\nSecond.\n\nThird.\n\nAlso to the first.", None)]),
        (True, [("Answers what I deleted.", None)]),
        (False, [("To a stranger.", str(FIRST + 1)), ("Goes on to the stranger.", str(FIRST + 1))]),
    ]


def test_an_answer_stands_behind_what_it_answers_where_that_was_liked(tmp_path: Path) -> None:
    owned(tmp_path)
    answers = [post(2, "Red.", 1, user="8", in_reply_to_screen_name="ines"), post(3, "And blue.", 2)]
    written(tmp_path / "tweets.js", answers)
    part(tmp_path / "like.js", "like", [{"like": {"tweetId": str(FIRST + 1), "fullText": "Which colour &amp; why?"}}])
    [(found, messages)], _ = read(tmp_path)
    assert [(person.id, person.name) for person in found.participants] == [("8", "ines"), ("7", "Dana")]
    assert [(m.author, m.text) for m in messages] == [("8", "Which colour & why?"), ("7", "Red."), ("7", "And blue.")]


def test_an_answer_to_what_is_not_there_is_left_out_and_counted(tmp_path: Path, simulacrum: Simulacrum) -> None:
    owned(tmp_path / "x")
    posts = [
        post(1, "A long day at the lock."),
        post(2, "And a short night, with the pump running."),
        post(5, "Yes, at nine.", -1, user="8"),
        post(6, "RT @ben: Rain, all of it."),
    ]
    written(
        tmp_path / "x" / "tweets.js",
        [*posts, post(7, "https://t.co/pic", extended_entities={"media": [{"url": "https://t.co/pic"}]})],
    )
    done = simulacrum("convert", tmp_path / "x", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    ledger = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]
    assert (ledger["read"], ledger["trained"]) == (5, 2)
    assert ledger["left_out"] == {"answered_is_missing": 1, "forwarded": 1, "media": 1}


def test_messages_of_a_talk_come_from_the_first_on_whatever_their_order(tmp_path: Path) -> None:
    owned(tmp_path / "a")
    owned(tmp_path / "b")
    said = [sent(number, "78"[number % 2], f"Line {number}") for number in range(1, 9)]
    talk(tmp_path / "a" / "direct-messages.js", "7-8", said[:5][::-1])
    talk(tmp_path / "b" / "direct-messages.js", "7-8", said[3:][::-1])
    [(found, messages)], source = read(tmp_path)
    assert [message.text for message in messages] == [f"Line {number}" for number in range(1, 9)]
    assert (found.id, found.title, found.owner) == ("7-8", "8", "7")
    assert "2 messages read once" in [decision.answer for decision in source.findings.decisions]


def test_people_are_named_where_a_post_mentions_them_and_by_ids_elsewhere(tmp_path: Path) -> None:
    owned(tmp_path)
    mention = {"user_mentions": [{"name": "Ines Holt", "screen_name": "ines", "id_str": "8"}, "x"]}
    answer = post(2, "@ben yes", 1, in_reply_to_user_id_str="9", in_reply_to_screen_name="ben")
    written(tmp_path / "tweets.js", [post(1, "Hello @ines", entities=mention), answer])
    said = [sent(3, "10", "c"), sent(2, "9", "b"), sent(1, "8", "a"), sent(0, "7", "o")]
    talk(tmp_path / "direct-messages-group.js", "99", said)
    found, _ = read(tmp_path)
    people = {person.id: (person.name, person.handles) for person in found[-1][0].participants}
    assert people == {"7": ("Dana", ("dana",)), "8": ("Ines Holt", ("ines",)), "9": ("ben", ("ben",)), "10": ("10", ())}


def test_talks_without_an_account_have_no_owner(tmp_path: Path) -> None:
    [(found, messages)], _ = read(talk(tmp_path / "direct-messages.js", "7-8", [sent(1, "8", "a"), sent(2, "7", "b")]))
    assert found.owner is None
    assert [message.author for message in messages] == ["8", "7"]


def test_what_is_no_message_is_counted_by_what_it_is(tmp_path: Path) -> None:
    picture = {"url": "https://t.co/p", "expanded": "https://x.com/messages/media/1"}
    odd = [
        sent(1, "8", "https://t.co/p", urls=[picture], mediaUrls=["https://a.example/v.mp4"]),
        sent(2, "8", "a https://t.co/p &lt;3", urls=[{"url": None}]),
        {"reactionCreate": {}},
        {"messageCreate": {"senderId": "8"}},
        {"welcomeMessageCreate": {"id": "5", "senderId": "8", "text": "Welcome to the shop."}},
        {"participantsLeave": {"userIds": ["8"], "createdAt": "x"}},
        sent(3, "8", "\ud83d half"),
    ]
    [(_, messages)], source = read(talk(tmp_path / "direct-messages.js", "7-8", odd))
    assert sorted((m.kind, m.text) for m in messages) == [
        ("bot", "Welcome to the shop."),
        ("media", ""),
        ("system", "people left the conversation"),
        ("text", "a https://t.co/p <3"),
        ("text", "\ufffd half"),
    ]
    assert sorted(problem.what.partition(":")[0] for problem in source.findings.problems) == [
        "characters that are not Unicode text were replaced by U+FFFD",
        "left out",
        "left out",
    ]


@pytest.mark.parametrize("text", ["RT @fog: hello…", "RT @a_b1: x"])
def test_what_others_wrote_is_theirs(text: str, tmp_path: Path) -> None:
    written(tmp_path / "tweet.js", [post(1, text), post(2, "RT is not what I mean: I mean rain.")], "tweet", bare=True)
    found, _ = read(tmp_path / "tweet.js")
    name = text[4:].partition(":")[0]
    assert [(m.text, m.forwarded_from) for _, those in found for m in those] == [
        ("RT is not what I mean: I mean rain.", None),
        (text, name),
    ]


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


def test_posts_of_two_archives_are_read_once(tmp_path: Path) -> None:
    one = written(tmp_path / "a" / "tweets.js", [post(1, "Once."), post(2, "Twice.")])
    two = written(tmp_path / "b" / "tweets.js", [post(2, "Twice."), post(3, "Thrice.")])
    assert texts(one.parent, two.parent)[0] == ["Once.", "Twice.", "Thrice."]


def test_a_post_that_was_changed_later_is_another_version(tmp_path: Path) -> None:
    versions = [str(FIRST + 1), str(FIRST + 2)]
    posts = [
        post(1, "Teh boat.", edit_info={"initial": {"editTweetIds": versions}}),
        post(2, "The boat.", edit_info={"edit": {"editControlInitial": {"editTweetIds": versions}}}),
        post(3, "Another.", edit_info={"initial": {"editTweetIds": [str(FIRST + 3), {}]}}),
        post(4, "Odd.", edit_info={"initial": 5}),
    ]
    found, _ = read(written(tmp_path / "tweets.js", posts))
    assert [(m.kind, m.text) for _, those in found for m in those] == [
        ("superseded", "Teh boat."),
        ("text", "The boat."),
        ("text", "Another."),
        ("text", "Odd."),
    ]


def test_what_is_not_read_of_an_archive_is_named(tmp_path: Path) -> None:
    written(tmp_path / "tweets.js", [post(1, "A long day.")])
    part(tmp_path / "grok-chat-item.js", "grok_chat_item", [])
    part(tmp_path / "ad-engagements.js", "ad_engagements", [])
    _, source = read(tmp_path)
    assert source.findings.decisions[-1].evidence == "2: talks with Grok, ad_engagements"


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
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"Whole", b"Wh\xffole") + b"\n;")
    found, source = texts(path)
    assert found == ["Wh\ufffdole."]
    assert [problem.what for problem in source.findings.problems[-5:]] == [
        *["left out: a post without an id or a text"] * 4,
        "left out: the rest of the file: something follows the end of the document",
    ]


def test_a_part_of_an_archive_without_a_post_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no post and no message"):
        texts(written(tmp_path / "tweets.js", []))


@pytest.mark.parametrize("parent", [-1, 0, 1], ids=["the one before", "itself", "the one behind"])
def test_very_many_answers_take_no_longer_than_as_many_posts(parent: int, tmp_path: Path) -> None:
    owned(tmp_path)
    written(tmp_path / "tweets.js", [post(number, "On.", number + parent) for number in range(1, 20_000)])
    begun = time.process_time()
    found, _ = texts(tmp_path)
    assert sum(text.count("On.") for text in found) == 19_999
    assert time.process_time() - begun < 20


def test_convert_names_the_option_that_keeps_answers_to_what_is_not_there(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    owned(tmp_path / "data")
    answers = [post(number, f"Answer number {number} to you.", 900 + number, user="9") for number in range(25)]
    texts = [post(100 + number, f"A post about day {number}.") for number in range(5)]
    written(tmp_path / "data" / "tweets.js", [*texts, *answers])
    told = simulacrum("convert", "data", "--me", "dana", "-o", "out").stderr
    assert "25 messages of the persona answer what is in no example" in told
    assert "with --replies off they are trained on" in told
    kept = simulacrum("convert", "data", "--me", "dana", "-o", "all", "--replies", "off").stderr
    assert "30 messages: 30 trained on" in kept


def test_the_table_of_an_old_archive_is_read(tmp_path: Path) -> None:
    head = "tweet_id,in_reply_to_status_id,in_reply_to_user_id,timestamp,source,text,retweeted_status_id,expanded_urls"
    lines = [
        '"40","","","2013-05-06 07:08:09 +0000","web","The boat, at last: http://t.co/abc","","https://example.org/boat"',
        '"41","40","7","2013-05-06 07:09:09 +0000","web","And it floats.","",""',
        '"42","","","2013-05-07 07:08:09 +0000","web","RT @ben: mine sank","9",""',
        '"43","99","9","2013-05-08 07:08:09 +0000","web","@ben Sorry.","",""',
    ]
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "tweets.csv").write_text("\n".join(['"' + head.replace(",", '","') + '"', *lines]) + "\n")
    found, _ = read(tmp_path / "old")
    assert found[0][0].monologue
    told = [(message.text, message.sent_at and message.sent_at.year) for _, messages in found for message in messages]
    assert told[0] == ("The boat, at last: https://example.org/boat\n\nAnd it floats.", 2013)
    assert {text for text, _ in told[1:]} == {"RT @ben: mine sank", "@ben Sorry."}
    (tmp_path / "old" / "tweets.csv").write_text("id,name\n1,x\n")
    assert not XImporter().identify(Source([tmp_path / "old"]))


def test_articles_are_named_with_the_way_out(tmp_path: Path) -> None:
    owned(tmp_path)
    part(tmp_path / "article.js", "article", [{"article": {"id": "1", "title": "On ropes"}}] * 2)
    for name in ("ad_engagements", "ageinfo", "app", "deleted_tweets"):
        part(tmp_path / f"{name}.js", name, [{name: {}}])
    with pytest.raises(SourceError, match=r"but 2 articles, which are not read.*copy each into a file of its own"):
        read(tmp_path)
    written(tmp_path / "tweets.js", [post(1, "The ferry was late.")])
    decided = {decision.subject: decision for decision in read(tmp_path)[1].findings.decisions}
    assert decided["articles"].evidence == "2 in article.js"
    assert str(decided["articles"].option).startswith("copy each")
    assert decided["other parts of the archive"].evidence.startswith("4: deleted posts, ad_engagements")
