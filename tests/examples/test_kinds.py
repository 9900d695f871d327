"""What the persona sends without writing it: forwarded texts and bare links are read, and not trained on."""

from __future__ import annotations

import json
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
    Message,
    Persona,
    Recipe,
    Registry,
    Source,
    check_dataset,
    load_tokenizer,
)
from simulacrum_core.config.recipe import Untrained
from simulacrum_core.dataset.rows import read_rows
from simulacrum_core.examples.kinds import UNTRAINED, is_only_links, untrained_kind
from simulacrum_core.examples.runs import Cut, has_exchange, runs
from simulacrum_core.pipeline import convert

from ..conftest import conversation, talk
from ..tokenizers import tiny_tokenizer
from .test_pipeline import Ready

REGISTRY = Registry.installed()
LINK = "https://example.org/a?b=c"
KINDS = ("me: a word", f"me: {LINK}", "me: sent on", "bo: a word", f"bo: {LINK}", "cy: sent on")
lines = st.lists(st.sampled_from(KINDS), min_size=1, max_size=40)


def said(*lines: str) -> list[Message]:
    """Messages of which those that read "sent on" are forwarded."""
    return [
        msgspec.structs.replace(message, forwarded_from="" if message.text == "sent on" else None)
        for message in talk(*lines)
    ]


def made(folder: Path, messages: list[Message], to: str = "axolotl", **recipe: Any) -> dict[str, Any]:
    """The manifest of a dataset of a chat and another one, of which every promise is verified."""
    # Trainers take no fewer than two rows.
    chats: list[Conversation] = [conversation(messages), conversation(talk(*["di: hm?", "me: hm"] * 4), "other")]
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=chats), Source([]))]
    tokenizer = load_tokenizer("bytes")
    exporter = REGISTRY.exporter(to)()
    choices = Recipe.model_validate({"validation": 0} | recipe)
    manifest, _ = convert(parts, exporter, folder, Persona(me=["me"]), choices, tokenizer, force=True)
    manifest.ledger.verify()
    assert check_dataset(folder, manifest, tokenizer, exporter).faults == []
    return json.loads(manifest.model_dump_json())


@pytest.mark.parametrize(
    ("text", "is_links"),
    [
        (LINK, True),
        (f" {LINK}\nHTTP://example.org <https://example.org>", True),
        ("www.example.org", True),
        (f"look: {LINK}", False),
        (f"{LINK} 😂", False),
        ("https://", False),
        ("<>", False),
        ("", False),
        (" \n", False),
        ("httpd is a server", False),
    ],
)
def test_only_addresses_are_only_links(text: str, is_links: bool) -> None:
    assert is_only_links(text) == is_links


@settings(max_examples=300)
@given(lines=lines, openers=st.booleans(), most=st.integers(2, 8), seed=st.integers(0, 9))
def test_no_run_ends_in_what_the_persona_did_not_write(lines: list[str], openers: bool, most: int, seed: int) -> None:
    session = said(*lines)
    cut = Cut(2, most, openers, untrained=UNTRAINED)
    found, left_out = runs(session, {"me"}, cut, Random(seed))
    placed = [m.id for run in found for place, m in enumerate(run.messages) if place not in run.repeated]
    assert len(placed) == len(set(placed))
    assert len(placed) + sum(map(len, left_out.values())) == len(session)
    written = {message.id for message in session if message.author == "me" and not untrained_kind(message, UNTRAINED)}
    for run in found:
        assert run.messages[-1].id in written
        assert len(run.messages) <= most
        assert openers or run.messages[0].author != "me"
    first = next((i for i, message in enumerate(session) if message.author != "me"), len(session))
    answers = {message.id for message in session[first:]} & written
    assert (written if openers else answers) <= set(placed)
    if not openers:
        assert has_exchange(session, {"me"}, UNTRAINED) == bool(found)


@pytest.mark.parametrize("bubbles", [False, True])
def test_text_is_the_same_and_only_the_labels_differ(tmp_path: Path, bubbles: bool) -> None:
    messages = said(
        "bo: where?", "me: here", f"me: {LINK}", "me: ok?", "bo: thanks", "me: sent on", "bo: oh", "me: yes"
    )
    found = {}
    for train in ([], ["links", "forwarded"]):
        for style in ("seamless", "origin"):
            for train_name in (True, False):
                manifest = made(
                    tmp_path / "out", messages, train=train, style=style, train_name=train_name, bubbles=bubbles, seed=3
                )
                rows = [
                    json.loads(line)["segments"] for line in (tmp_path / "out" / "train.jsonl").read_text().splitlines()
                ]
                texts = ["".join(part["text"] for part in row) for row in rows]
                trained = "".join(part["text"] for row in rows for part in row if part["label"])
                assert (LINK in trained, "sent on" in trained) == (bool(train), bool(train))
                assert all(word in trained for word in ("here", "ok?", "yes"))
                assert manifest["ledger"]["untrained"] == (0 if train else 2)
                found[style, train_name, bool(train)] = texts
    assert len({tuple(texts) for texts in found.values()}) == 1


@settings(max_examples=25)
@given(
    lines=lines,
    budget=st.integers(24, 80),
    openers=st.sampled_from(["auto", "keep"]),
    style=st.sampled_from(["seamless", "origin"]),
    bubbles=st.booleans(),
    to=st.sampled_from(["axolotl", "messages", "sharegpt"]),
)
def test_the_ledger_adds_up_and_every_promise_holds_in_any_budget(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    budget: int,
    openers: str,
    style: str,
    bubbles: bool,
    to: str,
) -> None:
    lines = ["bo: a word", "me: a word", *lines]
    room = budget + (90 if to != "axolotl" else 0)
    manifest = made(
        tmp_path_factory.mktemp("out") / "out",
        said(*lines),
        to,
        budget=room,
        openers=openers,
        style=style,
        bubbles=bubbles,
    )
    ledger = manifest["ledger"]
    reasons = {"opens_session", "not_answered", "silent_talk", "too_far", "over_budget", "links", "forwarded"}
    assert set(ledger["left_out"]) <= reasons
    written = sum(line == "me: a word" for line in lines) + 4
    assert ledger["trained"] + ledger["left_out"].get("opens_session", 0) >= written
    assert ledger["trained"] <= written
    assert ledger["untrained"] <= sum(line in KINDS[1:3] for line in lines)


def test_chat_layouts_put_what_was_not_written_beside_the_others(tmp_path: Path) -> None:
    messages = said(
        "bo: where?", "me: here", f"me: {LINK}", "me: ok?", "bo: thanks", "me: sent on", "bo: oh", "me: yes"
    )
    made(tmp_path / "out", messages, "messages", seed=3, min_messages=8)
    said_by = [
        (one["role"], one["content"])
        for one in json.loads((tmp_path / "out" / "train.jsonl").read_text().splitlines()[0])["messages"]
    ]
    assert said_by == [
        ("user", "bo: where?"),
        ("assistant", "here"),
        ("user", f"me: {LINK}"),
        ("assistant", "ok?"),
        ("user", "bo: thanks\nme: sent on\nbo: oh"),
        ("assistant", "yes"),
    ]


@pytest.mark.parametrize("train", [("links",), ("forwarded",), ("links", "forwarded")])
def test_each_kind_can_be_trained_on(tmp_path: Path, train: tuple[Untrained, ...]) -> None:
    messages = said("bo: so", *KINDS, *KINDS, "bo: so", "me: a word", "me: a word")
    ledger = made(tmp_path / "out", messages, train=train, threads="off")["ledger"]
    assert ledger["untrained"] + sum(ledger["left_out"].values()) == 4 - 2 * len(train)
    assert ledger["trained"] == 8 + 2 * len(train)


def test_a_link_in_a_journal_is_read(tmp_path: Path) -> None:
    day = conversation(said("me: It rained.", f"me: {LINK}", "me: Then it stopped."))
    chats = [msgspec.structs.replace(day, id=str(i), monologue=True) for i in range(2)]
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=chats), Source([]))]
    exporter, tokenizer = REGISTRY.exporter("axolotl")(), load_tokenizer("bytes")
    recipe = Recipe(validation=0, keep_copies=True)
    manifest, _ = convert(parts, exporter, tmp_path / "out", Persona(me=["me"]), recipe, tokenizer)
    assert (manifest.ledger.trained, manifest.ledger.context) == (4, 2)
    for row in read_rows(tmp_path / "out", manifest, exporter.segments):
        assert row.example is not None
        assert [LINK in part.text for part in row.example.segments if part.label] == [False, False]


def test_tokens_of_a_model_are_counted_at_the_new_borders(tmp_path: Path) -> None:
    tokenizer = tiny_tokenizer()
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=[conversation(said(*KINDS * 9))]), Source([]))]
    exporter = REGISTRY.exporter("axolotl")()
    recipe = Recipe(validation=0, budget=64)
    manifest, _ = convert(parts, exporter, tmp_path / "out", Persona(me=["me"]), recipe, tokenizer)
    found = check_dataset(tmp_path / "out", manifest, tokenizer, exporter)
    assert (found.fault_count, found.drift) == (0, 0)
