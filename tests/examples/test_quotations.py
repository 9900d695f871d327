"""What a message of the persona quotes is read and not trained on; what they say to it is, each word once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core.models import Segment

from ..conftest import talk
from .test_kinds import made

SAID = {
    "bo: a word": [],
    "bo: > his word\nso": [],
    "me: a word": ["a word"],
    "me: > his word\nmine": ["mine"],
    "me: mine\n> his word\nmine again": ["mine", "mine again"],
    "me: mine\n> his word": ["mine"],
    "me: > his word": [],
}
lines = st.lists(st.sampled_from(list(SAID)), min_size=1, max_size=30)


def rows(folder: Path) -> list[list[Segment]]:
    """The segments of all rows."""
    texts = (folder / "train.jsonl").read_text().splitlines()
    return [[Segment(part["label"], part["text"]) for part in json.loads(text)["segments"]] for text in texts]


def trained_lines(folder: Path) -> Counter[str]:
    """Lines that are trained on, without names and what ends a row, and how often each is."""
    whole = [part.text.removesuffix("</s>") for row in rows(folder) for part in row if part.label]
    return Counter(line.removeprefix("me:").removeprefix(" ") for text in whole for line in text.split("\n") if line)


@settings(max_examples=40)
@given(
    lines=lines,
    budget=st.integers(40, 120),
    style=st.sampled_from(["seamless", "origin"]),
    train_name=st.booleans(),
    bubbles=st.booleans(),
)
def test_the_persona_s_own_lines_are_trained_on_and_no_others(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], budget: int, style: str, train_name: bool, bubbles: bool
) -> None:
    folder = tmp_path_factory.mktemp("out") / "out"
    options: dict[str, Any] = {"style": style, "train_name": train_name, "bubbles": bubbles, "budget": budget}
    lines = ["bo: a word", *lines]
    ledger = made(folder, talk(*lines), openers="keep", threads="off", **options)["ledger"]
    assert ledger["quoting"] == sum(len(SAID[line]) > 0 and "> " in line for line in lines)
    # A small budget cuts a line between two words.
    words = [word for line in trained_lines(folder).elements() for word in line.split()]
    own = " ".join(["hm"] * 4 + [one for line in lines for one in SAID[line]])
    assert Counter(words) == Counter(own.split())


@pytest.mark.parametrize("bubbles", [False, True])
def test_text_is_the_same_and_only_the_labels_differ(tmp_path: Path, bubbles: bool) -> None:
    texts = ["bo: where?", "me: > where\nhere", "me: ok?\n> no\nyes", "bo: thanks", "me: fine"]
    found = []
    for train in ([], ["quoted"]):
        made(tmp_path / "out", talk(*texts), train=train, bubbles=bubbles, seed=3)
        found.append(["".join(part.text for part in row) for row in rows(tmp_path / "out")])
    assert found[0] == found[1]
    assert "> no" in trained_lines(tmp_path / "out")


def test_no_example_ends_in_a_quotation(tmp_path: Path) -> None:
    made(tmp_path / "out", talk("bo: where?", "me: here\n> where"))
    assert any(row[-1].text == "me: here</s>" for row in rows(tmp_path / "out"))


def test_chat_layouts_put_what_is_quoted_beside_the_others(tmp_path: Path) -> None:
    made(tmp_path / "out", talk("bo: where?", "me: > where\nhere\n> so\nyes"), "messages", seed=3)
    rows = [json.loads(line)["messages"] for line in (tmp_path / "out" / "train.jsonl").read_text().splitlines()]
    assert [("user", "bo: where?\nme: > where"), ("assistant", "here"), ("user", "me: > so"), ("assistant", "yes")] in [
        [(one["role"], one["content"]) for one in row] for row in rows
    ]
