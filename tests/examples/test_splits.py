"""A chat cut several times at random, and examples that begin with the end of the one before, which is only read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core import (
    Conversation,
    Importer,
    Manifest,
    Message,
    Persona,
    Recipe,
    Registry,
    Source,
    TrainingExample,
    check_dataset,
    load_tokenizer,
)
from simulacrum_core.dataset.rows import read_rows
from simulacrum_core.examples.overlap import overlapped
from simulacrum_core.examples.runs import Cut, runs
from simulacrum_core.inspection.amount import amount_of_dataset
from simulacrum_core.pipeline import convert

from ..conftest import conversation, talk
from .test_pipeline import Ready

REGISTRY = Registry.installed()
CHAT = [
    message
    for day in range(6)
    for message in (
        msgspec.structs.replace(one, id=f"{day}.{one.id}", sent_at=one.sent_at and one.sent_at.replace(day=day + 1))
        for one in talk(*(f"{who}: {who}{day}x{i}y" for i, who in enumerate(["bo", "me"] * 15)))
    )
]


def made(
    folder: Path, chats: list[Conversation], to: str = "axolotl", **recipe: Any
) -> tuple[Manifest, list[TrainingExample]]:
    """The manifest and the examples of a dataset, of which every promise is verified."""
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=chats), Source([]))]
    exporter, tokenizer = REGISTRY.exporter(to)(), load_tokenizer("bytes")
    choices = Recipe.model_validate({"session_gap": 3600} | recipe)
    manifest, _ = convert(parts, exporter, folder, Persona(me=["me"]), choices, tokenizer, force=True)
    manifest.ledger.verify()
    assert check_dataset(folder, manifest, tokenizer, exporter).faults == []
    rows = (row.example for row in read_rows(folder, manifest, exporter.segments))
    return manifest, [row for row in rows if row is not None]


def trained(examples: list[TrainingExample], split: str) -> list[str]:
    return [
        line.removeprefix("me: ").removesuffix("</s>")
        for example in examples
        if example.split == split
        for part in example.segments
        if part.label
        for line in part.text.splitlines()
    ]


@pytest.mark.parametrize("overlap", [0, 3])
@pytest.mark.parametrize("budget", [2048, 90])
def test_what_one_cut_leaves_out_and_another_shows_is_not_left_out(tmp_path: Path, budget: int, overlap: int) -> None:
    choices = {"splits": 4, "min_messages": 5, "max_messages": 9, "budget": budget, "overlap": overlap}
    once = made(tmp_path / "once", [conversation(CHAT)], validation=0, **choices | {"splits": 1})[0].ledger
    manifest, examples = made(tmp_path / "out", [conversation(CHAT)], validation=0, **choices)
    shown = Counter[bool]()
    for one in CHAT:
        labels = {part.label for example in examples for part in example.segments if f"{one.text}" in part.text}
        shown.update([max(labels)] if labels else [])
    assert (manifest.ledger.trained, manifest.ledger.context) == (shown[True], shown[False])
    assert once.trained + once.context < shown.total()
    assert manifest.ledger.sources["test"].trained == shown[True]


@pytest.mark.parametrize("more", [{"splits": 4}, {"weights": {"test": 4}}, {"weights": {"test": 2}, "splits": 2}])
def test_how_much_there_is_does_not_grow_with_repetitions(tmp_path: Path, more: dict[str, Any]) -> None:
    once, often = (
        made(tmp_path / name, [conversation(CHAT)], validation=0, **choices)[0]
        for name, choices in (("once", {}), ("often", more))
    )
    assert often.statistics.trained_tokens > 3 * once.statistics.trained_tokens
    about = [re.findall(r"\d[\d,]*", amount_of_dataset(manifest))[:2] for manifest in (once, often)]
    (all_once, own_once), (all_often, own_often) = [[float(count.replace(",", "")) for count in one] for one in about]
    assert own_often == own_once
    assert abs(all_often - all_once) < all_once / 5


@pytest.mark.parametrize("options", [{}, {"overlap": 3}, {"budget": 60, "overlap": 3}])
def test_each_split_trains_on_each_message_once_and_cuts_elsewhere(tmp_path: Path, options: dict[str, Any]) -> None:
    manifest, examples = made(tmp_path / "out", [conversation(CHAT)], splits=3, validation=0.2, **options)
    wanted = [message.text for message in CHAT if message.author == "me"]
    counts = {split: Counter(trained(examples, split)) for split in ("train", "validation")}
    assert set(counts["train"].values()) == {3}
    assert set(counts["validation"].values()) == {1}, "what is held out is cut once"
    assert sorted([*counts["train"], *counts["validation"]]) == sorted(wanted)
    assert manifest.ledger.trained == len(wanted)
    texts = [tuple(part.text for part in example.segments) for example in examples]
    assert len(set(texts)) > len(texts) * 0.6, "cut elsewhere"


def test_a_weight_is_cut_as_often_for_each_split(tmp_path: Path) -> None:
    twice = made(tmp_path / "out", [conversation(CHAT)], weights={"test": 4}, validation=0)[1]
    assert twice == made(tmp_path / "out", [conversation(CHAT)], weights={"test": 2}, splits=2, validation=0)[1]


def test_a_text_is_not_cut_at_random_and_stands_there_once(tmp_path: Path) -> None:
    note = msgspec.structs.replace(conversation(talk("me: " + "It rained. " * 40), "note"), monologue=True)
    other = msgspec.structs.replace(conversation(talk("me: " + "It was dry. " * 40), "other"), monologue=True)
    assert len(made(tmp_path / "out", [note, other], splits=5, validation=0)[1]) == 2


@settings(max_examples=200)
@given(
    authors=st.lists(st.sampled_from(["me", "bo", "cy"]), max_size=50),
    seed=st.integers(0, 9),
    most=st.integers(1, 6),
    openers=st.booleans(),
)
def test_an_overlap_is_what_stands_right_before_in_earlier_examples(
    authors: list[str], seed: int, most: int, openers: bool
) -> None:
    session = talk(*(f"{author}: x" for author in authors))
    found, _ = runs(session, {"me"}, Cut(2, 6, openers), Random(seed))
    wider = overlapped(found, session, {"me"}, most)
    placed = set[str]()
    for run, wide in zip(found, wider, strict=True):
        assert wide.messages[wide.overlap :] == run.messages
        assert wide.overlap <= most
        before = wide.messages[: wide.overlap]
        assert {message.id for message in before} <= placed
        if before:
            assert before[0].author != "me"
            places = [int(message.id) for message in wide.messages]
            assert places == [*range(places[0], places[0] + len(places))], "nothing is missing in between"
        placed |= {message.id for message in run.messages}


@pytest.mark.parametrize("to", ["axolotl", "messages", "sharegpt"])
def test_an_overlap_is_read_and_not_trained_on_in_every_layout(tmp_path: Path, to: str) -> None:
    manifest, examples = made(tmp_path / "out", [conversation(CHAT)], to, overlap=4, validation=0, min_messages=4)
    counts = Counter(
        word.strip(".</s>")
        for example in examples
        for part in example.segments
        if part.label
        for word in part.text.split()
        if word.startswith("me") and word != "me:"
    )
    assert set(counts.values()) == {1}
    assert len(counts) == manifest.ledger.trained
    longest = max(sum(part.text.count("y") for part in example.segments) for example in examples)
    assert 10 < longest <= 14
    assert manifest.ledger.untrained == 0, "it is counted where it is trained on"


def test_an_overlap_makes_no_example_exceed_the_budget_and_loses_nothing(tmp_path: Path) -> None:
    chats = [conversation([*CHAT, *talk("bo: " + "long " * 40, "me: " + "word " * 60)])]
    for budget in (40, 60, 90, 400):
        plain, _ = made(tmp_path / "out", chats, budget=budget, validation=0)
        wider, _ = made(tmp_path / "out", chats, budget=budget, overlap=5, validation=0)
        assert (plain.ledger.trained, plain.ledger.context) == (wider.ledger.trained, wider.ledger.context)


def test_private_data_in_an_overlap_is_counted_once(tmp_path: Path) -> None:
    chat = [Message(m.id, m.author, m.sent_at, f"{m.text} a@example.org") for m in CHAT]
    plain, _ = made(tmp_path / "out", [conversation(chat)], redact=["email"], validation=0)
    wider, examples = made(tmp_path / "out", [conversation(chat)], redact=["email"], overlap=5, validation=0)
    assert plain.ledger.redacted == wider.ledger.redacted
    assert not any("@example.org" in part.text for example in examples for part in example.segments)
