"""Quotation blocks of Telegram, which no sign in the text shows: what they hold is not their sender's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..conftest import Simulacrum
from .test_telegram import WALL, chat, note, page, read_text

QUOTE: dict[str, Any] = {"type": "blockquote", "text": "the boat is\nsold", "collapsed": False}
ROUND = {"type": "expandable_blockquote", "text": "all of it"}
QUOTING: list[tuple[list[Any], str, tuple[int, ...], str]] = [
    (
        [QUOTE, "\nsays who"],
        "the boat is\nsold\nsays who",
        (0, 1),
        "<blockquote>the boat is<br>sold</blockquote><br>says who",
    ),
    (["hm\n", ROUND, "\nno"], "hm\nall of it\nno", (1,), "hm<br><blockquote>all of it</blockquote><br>no"),
    ([QUOTE], "the boat is\nsold", (0, 1), "<blockquote>the boat is<br>sold</blockquote>"),
    (["so ", ROUND, " yes"], "so \nall of it\n yes", (1,), "so <blockquote>all of it</blockquote> yes"),
    ([ROUND, QUOTE, "\n\nno"], "all of it\nthe boat is\nsold\n\nno", (0, 1, 2), ""),
    (["see ", {"type": "bold", "text": "this"}], "see this", (), "see <strong>this</strong>"),
    (["a\n", {"type": "blockquote", "text": ""}, "b"], "a\nb", (), ""),
]


@pytest.mark.parametrize(("text", "wanted", "quoted", "markup"), QUOTING)
def test_the_lines_of_a_quotation_block_are_told(
    text: list[Any], wanted: str, quoted: tuple[int, ...], markup: str, tmp_path: Path
) -> None:
    plain, file = note(1, text), {"photo": "p.jpg", "width": 1, "height": 1}
    found = read_text(
        tmp_path / "result.json", chat([plain, note(2, text, 1, **file), note(3, text, paid_stars_amount=1)])
    )
    assert [(message.text, message.quoted) for message in found] == [(wanted, quoted)] * 3
    if markup:
        html = page("Bo", (1, "Bo", WALL.format(1), markup))
        (message,) = read_text(tmp_path / "messages.html", html)
        assert (message.text, message.quoted) == (wanted, quoted)


def account(path: Path) -> None:
    """A chat of two in which the owner quotes and answers, quotes alone, and names somebody in a quotation."""
    answer = [QUOTE, "\nsays who, Bo Ek?"]
    named = [{"type": "blockquote", "text": "Bo Ek: Bo Ek will pay\nall"}, "\nnever he will"]
    notes = []
    for i in range(0, 80, 4):
        notes += [note(i + 1, "well?", 2), note(i + 2, answer), note(i + 3, [QUOTE]), note(i + 4, named)]
        for at, one in enumerate(notes[-4:]):
            one["date_unixtime"] = str(1_717_000_000 + 86_400 * i + 60 * at)
    path.write_text(chat(notes).replace("P2", "Bo Ek"), "utf-8")


@pytest.mark.parametrize("more", [(), ("--bubbles",), ("--pseudonyms",), ("--workers", "2"), ("--style", "origin")])
def test_only_ones_own_lines_are_trained_on(more: tuple[str, ...], tmp_path: Path, simulacrum: Simulacrum) -> None:
    account(tmp_path / "result.json")
    call = ("convert", "result.json", "--me", "user1", "--name", "Ada", "--validation", 0, "-o", "out")
    result = simulacrum(*call, *more)
    assert result.exit_code == 0, result.output
    ledger = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]
    assert (ledger["quoting"], ledger["trained"], ledger["untrained"]) == (40, 40, 20)
    assert simulacrum("check", "out").exit_code == 0
    rows = [json.loads(line)["segments"] for line in (tmp_path / "out" / "train.jsonl").read_text().split("\n") if line]
    trained = "".join(part["text"] for row in rows for part in row if part["label"])
    whole = "".join(part["text"] for row in rows for part in row)
    assert (trained.count("says who"), trained.count("never he will")) == (20, 20)
    assert whole.count("the boat is\nsold") == 40
    assert not any(word in trained for word in ("boat", "sold", "will pay", "all"))


@pytest.mark.parametrize(("to", "key"), [("messages", "messages"), ("sharegpt", "conversations")])
def test_in_layouts_with_roles_a_quotation_is_not_the_assistants(
    to: str, key: str, tmp_path: Path, simulacrum: Simulacrum
) -> None:
    account(tmp_path / "result.json")
    call = ("convert", "result.json", "--me", "user1", "--name", "Ada", "--to", to, "--validation", 0, "-o", "out")
    assert simulacrum(*call).exit_code == 0
    rows = [json.loads(line)[key] for line in (tmp_path / "out" / "train.jsonl").read_text().split("\n") if line]
    own = [said for row in rows for said in row if said.get("role", said.get("from")) in ("assistant", "gpt")]
    assert {said.get("content", said.get("value")) for said in own} == {"says who, Bo Ek?", "never he will"}
    assert simulacrum("check", "out").exit_code == 0


def test_what_is_read_and_written_again_says_what_is_quoted(tmp_path: Path, simulacrum: Simulacrum) -> None:
    account(tmp_path / "result.json")
    (tmp_path / "chat.jsonl").write_text(simulacrum("read", "result.json").output, "utf-8")
    for source, out in (("result.json", "one"), ("chat.jsonl", "two")):
        assert simulacrum("convert", source, "--me", "user1", "--name", "Ada", "-o", out).exit_code == 0
    assert (tmp_path / "one" / "train.jsonl").read_bytes() == (tmp_path / "two" / "train.jsonl").read_bytes()


def test_an_option_trains_on_quotations(tmp_path: Path, simulacrum: Simulacrum) -> None:
    account(tmp_path / "result.json")
    assert simulacrum("convert", "result.json", "--me", "user1", "--train", "quoted", "-o", "out").exit_code == 0
    ledger = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]
    assert (ledger["quoting"], ledger["trained"], ledger["untrained"]) == (0, 60, 0)
