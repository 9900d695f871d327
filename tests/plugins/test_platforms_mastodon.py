"""Archives of Mastodon: the corpus, and the laws that no single sample shows."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

import pytest

from simulacrum_core import Conversation, Importer, Message, Source, SourceError
from simulacrum_core.sources import html_tree
from simulacrum_core.testing import ImporterTests
from simulacrum_platforms.markup import simple_paragraphs, tree_passages
from simulacrum_platforms.mastodon.importer import MastodonImporter

from ..conftest import Simulacrum

ME = "https://reef.example/users/runa"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
Read = list[tuple[Conversation, list[Message]]]


class TestMastodon(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 4
    importer: ClassVar[type[Importer]] = MastodonImporter
    corpus: ClassVar[Path] = Path(__file__).parents[1] / "corpora" / "mastodon"


def note(number: int, content: object, parent: str | int | None = None, **keys: object) -> dict[str, Any]:
    answered = f"{ME}/statuses/{parent}" if isinstance(parent, int) else parent
    made = f"2024-04-01T10:{number // 60 % 60:02}:{number % 60:02}Z"
    data = {"id": f"{ME}/statuses/{number}", "type": "Note", "published": made, "to": [PUBLIC], "cc": []}
    return {"type": "Create", "actor": ME, "object": {**data, "content": content, "inReplyTo": answered, **keys}}


def outbox(path: Path, items: list[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "OrderedCollection", "orderedItems": items}, indent=1), encoding="utf-8")
    return path


def read(*paths: Path) -> tuple[Read, Source]:
    source = Source(list(paths))
    assert MastodonImporter().identify(source)
    return [(found, list(found.messages)) for found in MastodonImporter().read(source)], source


def texts(*paths: Path) -> list[str]:
    return [message.text for _, messages in read(*paths)[0] for message in messages]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>One.</p><p>Two,<br />three &amp; four.</p>", "One.\n\nTwo,\nthree & four."),
        ("plain &lt;3", "plain <3"),
        ('<p><a href="https://a.example/b"><span class="invisible">https://</span>a.example/b</a></p>', "a.example/b"),
        ("<p>A <b>bold</b> <script>x</script>word</p>", "A bold word"),
        ("<p>half \ud83d</p>", "half \ufffd"),
        ("<p>open", "open"),
    ],
)
def test_a_post_is_read_as_it_is_shown(content: str, expected: str, tmp_path: Path) -> None:
    assert texts(outbox(tmp_path / "outbox.json", [note(1, content)])) == [expected]


def test_a_warning_is_its_authors_and_stands_once(tmp_path: Path) -> None:
    posts = [note(1, "<p>The end.</p>", summary="spoilers"), note(2, "<p>The end.</p>", summary="The end.")]
    assert texts(outbox(tmp_path / "outbox.json", posts)) == ["spoilers\n\nThe end.", "The end."]


def test_what_goes_on_with_an_answer_answers_the_same_post(tmp_path: Path) -> None:
    other = "https://quay.example/1"
    posts = [
        note(3, "c", 2),
        note(2, "b", 1),
        note(1, "a", other),
        note(5, "own"),
        note(6, "more", 5),
        note(7, "x", 99),
    ]
    found, _ = read(outbox(tmp_path / "outbox.json", posts))
    assert [(one.monologue, [(m.text, m.reply_to) for m in messages]) for one, messages in found] == [
        (True, [("x", None)]),
        (True, [("own\n\nmore", None)]),
        (False, [("a", other), ("b", other), ("c", other)]),
    ]


def test_answers_are_left_out_and_counted(tmp_path: Path, simulacrum: Simulacrum) -> None:
    answers = [
        note(3, "<p>Yes, at nine.</p>", "https://quay.example/1"),
        {"type": "Announce", "object": "https://q.example/2"},
    ]
    posts = [note(1, "<p>A long day at the lock.</p>"), note(2, "<p>And a short night.</p>"), *answers]
    outbox(tmp_path / "m" / "outbox.json", posts)
    done = simulacrum("convert", tmp_path / "m", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    ledger = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]
    assert (ledger["read"], ledger["trained"]) == (4, 2)
    assert ledger["left_out"] == {"answered_is_missing": 1, "forwarded": 1}


def test_posts_to_few_are_a_conversation_of_one_side(tmp_path: Path) -> None:
    to = {"to": ["https://quay.example/users/odd"], "tag": [{"type": "Mention", "href": "x", "name": "@odd"}, 1]}
    posts = [
        note(1, "<p>the blue pot</p>", **to),
        note(2, "<p>all</p>", to=[f"{ME}/followers"]),
        note(3, "c", to=PUBLIC),
    ]
    found, _ = read(outbox(tmp_path / "outbox.json", posts))
    assert [(one.title, one.one_sided, one.monologue) for one, _ in found] == [
        (None, False, True),
        (None, False, True),
        ("https://quay.example/users/odd", True, False),
    ]


def test_what_is_no_post_is_counted_or_reported(tmp_path: Path) -> None:
    odd = [
        {"type": "Create", "object": "https://a.example/1"},
        {"type": "Like"},
        {"type": ["x"]},
        {},
        [],
        note(2, None),
        note(3, "<p>" + "<b>" * 5000 + "x"),
        note(4, {"a": 1}, contentMap={"en": "<p>in a map</p>"}, published="yesterday", attachment=[{}]),
    ]
    found, source = read(outbox(tmp_path / "outbox.json", [note(1, "<p>whole</p>"), *odd]))
    assert [(m.kind, m.text, m.sent_at is None) for _, messages in found for m in messages] == [
        ("text", "whole", False),
        ("text", "", False),
        ("text", "in a map", True),
    ]
    assert [problem.what.partition(" deep")[0] for problem in source.findings.problems] == [
        "left out: a post of which only the address is there",
        "left out: Expected `object`, got `array`",
        "left out: a post: its elements are nested more than 2,048",
    ]
    assert source.findings.decisions[-1].evidence == "1 Like, 2 without a type"


def test_an_outbox_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    path = outbox(tmp_path / "outbox.json", [note(1, "<p>whole</p>"), note(2, "<p>broken</p>")])
    path.write_text(path.read_text()[:-60])
    found, source = read(path)
    assert [m.text for _, messages in found for m in messages] == ["whole"]
    assert [problem.what for problem in source.findings.problems] == [
        "left out: the rest of the file: the document breaks off here"
    ]


def test_posts_of_two_archives_are_read_once(tmp_path: Path) -> None:
    outbox(tmp_path / "a" / "outbox.json", [note(1, "one"), note(2, "two")])
    outbox(tmp_path / "b" / "outbox.json", [note(2, "two"), note(3, "three")])
    assert texts(tmp_path) == ["one", "two", "three"]


def test_an_archive_without_posts_is_an_error(tmp_path: Path) -> None:
    path = outbox(tmp_path / "outbox.json", [])
    assert not MastodonImporter().identify(Source([path]))
    with pytest.raises(SourceError, match="no post found"):
        list(MastodonImporter().read(Source([path])))


@pytest.mark.parametrize("step", [-1, 0, 1], ids=["the one before", "itself", "the one behind"])
def test_very_many_answers_take_no_longer_than_as_many_posts(step: int, tmp_path: Path) -> None:
    path = outbox(tmp_path / "outbox.json", [note(number, "On.", number + step) for number in range(1, 20_000)])
    begun = time.process_time()
    assert sum(text.count("On.") for text in texts(path)) == 19_999
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(
    "markup",
    [
        "<p>One.</p><p>Two,<br>three &amp; four.<br /> five</p>",
        "plain &lt;3 &eacute; &#x41; & more",
        '<p><a href="https://a.example/b"><span class="invisible">https://</span><span class="ellipsis">a.example/b</span>'
        '<span class="invisible">/c</span></a> x</p>',
        '<p><span class="h-card" translate="no"><a href="https://q.example/@o" class="u-url mention">@<span>o</span></a></span>\n hi</p>',
        "<p> a\n b\t\tc </p>\n\n<p></p><p><br><br><br>d<br><br><br>e</p>",
        "<p>open<p>again",
        "one\n\ntwo",
        "",
    ],
)
def test_posts_that_are_read_without_a_tree_are_the_same(markup: str) -> None:
    tree = html_tree(markup, extra="html")
    slow = [] if tree is None else [passage.text for passage in tree_passages(tree, "a:1")]
    assert simple_paragraphs(markup) == slow


def test_what_is_no_simple_post_needs_an_extra(
    tmp_path: Path, simulacrum: Simulacrum, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lxml.html", None)
    outbox(tmp_path / "m" / "outbox.json", [note(1, "<p>plain</p>")])
    outbox(tmp_path / "n" / "outbox.json", [note(1, "<p>a <b>bold</b> word</p>")])
    assert texts(tmp_path / "m") == ["plain"]
    assert "pip install 'my-simulacrum[html]'" in simulacrum("inspect", tmp_path / "n").stderr


OTHERS = {
    "a quoted line": ("<p>&gt; she said it would rain<br>it did not</p>", ["it did not"]),
    "passed on by hand": ("<p>So true! RT @ben@lock.example: the weir is open again</p>", ["So true!"]),
    "a motto": ("<p>“We never open the weir on Sundays”</p><p>— Otto Weir, lock keeper</p>", []),
    "an assistant": ("<p>Me: will it rain?</p><p>ChatGPT: It will most likely rain after noon.</p>", ["will it rain?"]),
    "told of one": (
        "<p>I asked ChatGPT about herons and it made it up.</p>",
        ["I asked ChatGPT about herons and it made it up."],
    ),
    "a story": ("<p>&gt;be me<br>&gt;at the weir<br>&gt;fall in</p>", [">be me\n>at the weir\n>fall in"]),
    "shown to somebody": ("<p>cc @ben: look at this</p>", ["cc @ben: look at this"]),
}


@pytest.mark.parametrize(("content", "own"), OTHERS.values(), ids=OTHERS)
def test_words_of_others_in_a_post_are_theirs(content: str, own: list[str], tmp_path: Path) -> None:
    ((_, messages),) = read(outbox(tmp_path / "outbox.json", [note(1, content)]))[0]
    assert [message.text for message in messages if message.kind == "text"] == own


def test_a_log_of_a_talk_in_a_post_is_nobodys_text_and_a_joke_in_turns_is_its_authors(tmp_path: Path) -> None:
    log = "".join(f"{name} (9:{minute:02}:00 PM): the pump again<br>" for minute, name in enumerate(["bo", "ada"] * 3))
    joke = "<p>Cat: feed me<br>Me: you ate<br>Cat: I have never eaten<br>Me: you ate at six</p>"
    items = [note(1, f"<p>{log}</p>"), note(2, joke)]
    kinds = [[message.kind for message in messages] for _, messages in read(outbox(tmp_path / "outbox.json", items))[0]]
    assert kinds == [["quote"], ["text"]]
