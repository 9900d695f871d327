"""Long texts that say nearly the same are used once, the later one; what is short repeats as often as it is said."""

from __future__ import annotations

import builtins
import datetime as dt
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import (
    Conversation,
    Importer,
    Manifest,
    Message,
    MissingExtraError,
    Participant,
    Persona,
    Recipe,
    Registry,
    Source,
    load_tokenizer,
)
from simulacrum_core.dataset.rows import read_rows
from simulacrum_core.examples.near_duplicates import TextPrint, alike, fingerprint, is_long, similar
from simulacrum_core.pipeline import convert

from .test_pipeline import Ready

START = dt.datetime(2024, 3, 1, 8)
REGISTRY = Registry.installed()
PASTA = "Training tonight at seven in the old gym, bring shoes and something to drink, tell me if you are late."
NEAR = "training tonight at eight in the old gym - bring shoes and something to drink! Tell me if you are late"
ESSAY = "It rained all day and the gutters sang. " * 3 + "Nobody came to the market but a dog, which was content. " * 3


def chat(id: str, *days: tuple[int, list[str]]) -> Conversation:
    """A chat of `A: text` lines, in a session a day."""
    messages = [Message(f"{day}.{i}", *split(day, i, line)) for day, lines in days for i, line in enumerate(lines)]
    return Conversation("chat", id, None, (Participant("me", "me"), Participant("bo", "bo")), False, messages)


def split(day: int, i: int, line: str) -> tuple[str, dt.datetime, str]:
    author, _, text = line.partition(": ")
    return author, START + dt.timedelta(days=day, minutes=i), text


def essay(id: str, day: int, text: str) -> Conversation:
    message = Message("1", "me", START + dt.timedelta(days=day), text)
    return Conversation("essays", id, id, (Participant("me", "me"),), False, [message], monologue=True)


def made(folder: Path, chats: list[Conversation], **recipe: Any) -> tuple[Manifest, dict[str, str]]:
    """The manifest of a dataset, and its trained text by split."""
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=chats), Source([]))]
    exporter = REGISTRY.exporter("axolotl")()
    choices = Recipe.model_validate({"validation": 0, "keep_copies": True} | recipe)
    manifest, _ = convert(parts, exporter, folder, Persona(me=["me"]), choices, load_tokenizer("bytes"), force=True)
    manifest.ledger.verify()
    texts = {"train": "", "validation": ""}
    for row in read_rows(folder, manifest, exporter.segments):
        assert row.example is not None
        texts[row.split] += "".join(part.text for part in row.example.segments if part.label) + "\n"
    return manifest, texts


SHORT = ["bo: hi", "me: hello", "bo: how are you?", "me: ok"]
CHATS = [
    chat("a", (0, ["bo: hi", f"me: {PASTA}", "bo: ok", "me: see you"]), (3, SHORT)),
    chat("b", (1, ["bo: hi", f"me: {NEAR}", "bo: fine", "me: bye"]), (4, SHORT), (5, SHORT)),
]


@pytest.mark.parametrize(("mode", "left"), [("keep", 0), ("same", 0), ("similar", 1)])
def test_the_later_of_two_long_messages_is_used(tmp_path: Path, mode: str, left: int) -> None:
    manifest, texts = made(tmp_path / "out", CHATS, near_duplicates=mode)
    assert manifest.ledger.left_out["near_duplicate"] == left
    assert (PASTA in texts["train"]) == (left == 0)
    assert NEAR in texts["train"]
    assert texts["train"].count("hello") == 3, "what is short is style"


def test_the_same_but_for_case_and_marks_needs_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "rensa")
    chats = [*CHATS[:1], chat("b", (1, ["bo: hi", f"me: {PASTA.upper()}"]))]
    manifest, texts = made(tmp_path / "out", chats, near_duplicates="same")
    assert manifest.ledger.left_out["near_duplicate"] == 1
    assert PASTA not in texts["train"]
    with pytest.raises(MissingExtraError, match=r"rensa is not installed.*my-simulacrum\[near-duplicates\]"):
        made(tmp_path / "out", chats, near_duplicates="similar")


def hide(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    known = builtins.__import__

    def load(name: str, *arguments: Any) -> Any:
        if name == library:
            raise ImportError(name=name)
        return known(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", load)


@pytest.mark.parametrize("mode", ["same", "similar"])
def test_the_order_of_the_files_changes_nothing(tmp_path: Path, mode: str) -> None:
    chats = [
        *CHATS,
        chat("c", (0, ["bo: hi", f"me: {PASTA}", "bo: ok", "me: see you"])),
        essay("first", 1, ESSAY),
        essay("second", 1, ESSAY + "The end."),
        essay("third", 0, ESSAY),
    ]
    found = []
    for order in (chats, chats[::-1], chats[3:] + chats[:3]):
        manifest, texts = made(tmp_path / "out", order, near_duplicates=mode, seed=5)
        found.append((manifest.ledger, sorted(texts["train"].split("\n"))))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_two_versions_of_a_text_are_used_once_and_never_on_both_sides(tmp_path: Path, share: float) -> None:
    other = (
        "A lighthouse keeper counts the ships that pass, and forgets the ones that stay at home in the harbour. " * 2
    )
    chats = [
        essay("draft", 0, ESSAY),
        essay("other", 1, other),
        essay("another", 2, other.upper()[9:]),
        essay("third", 3, PASTA * 2),
        essay("last", 9, ESSAY + "The end."),
    ]
    manifest, texts = made(tmp_path / "out", chats, validation=share, near_duplicates="similar", budget=4096)
    assert manifest.ledger.left_out == {"near_duplicate": 2}
    both = "".join(texts.values())
    assert both.count("Nobody came") == 3
    assert "The end." in both


def test_a_talk_that_is_there_twice_is_used_once(tmp_path: Path) -> None:
    lines = [f"{'bo' if i % 2 else 'me'}: the part of number {i} is over there" for i in range(8)]
    changed = [*lines[:7], "bo: it is gone"]
    chats = [chat("a", (0, ["bo: go on", *lines])), chat("b", (2, ["bo: go on", *changed]), (4, SHORT), (6, SHORT))]
    manifest, texts = made(tmp_path / "out", chats, near_duplicates="similar")
    assert manifest.ledger.left_out["near_duplicate"] == 9
    assert texts["train"].count("number 2") == 1
    assert texts["train"].count("hello") == 2


def test_what_a_session_without_its_repetition_gives_is_counted_right(tmp_path: Path) -> None:
    alone = chat("a", (0, ["bo: hi", f"me: {PASTA}"]), (2, [f"me: {PASTA}", "bo: ok"]), (4, SHORT))
    manifest, _ = made(tmp_path / "out", [alone, *CHATS[1:]], near_duplicates="similar", caps={"chat": 100})
    assert manifest.ledger.left_out == {"near_duplicate": 1, "not_answered": 1, "silent_talk": 1, "opens_session": 1}


@given(
    texts=st.lists(st.sampled_from([PASTA, NEAR, PASTA.upper(), "ok", "OK!", ESSAY, ""]), max_size=12),
    seed=st.integers(0, 9),
)
def test_groups_are_the_same_in_any_order(texts: list[str], seed: int) -> None:
    order = list(range(len(texts)))
    Random(seed).shuffle(order)
    mixed = [[order[i] for i in group] for group in similar(texts[i] for i in order)]
    assert sorted(map(sorted, mixed)) == sorted(similar(texts))


def test_many_that_are_alike_take_linear_time() -> None:
    prints = [fingerprint(f"{PASTA} {i % 97}", near=True) for i in range(3000)]
    assert [len(group) for group in alike(prints)] == [3000]
    assert alike([]) == []
    assert len(prints[0]) == 264


def test_other_texts_are_not_alike() -> None:
    rng, words = Random(1), (PASTA + " " + ESSAY).split()
    texts = [" ".join(rng.choices(words, k=14)) for _ in range(2000)]
    assert similar(texts) == []


@pytest.mark.parametrize(
    ("text", "long"),
    [
        (PASTA, True),
        ("ok", False),
        ("ha" * 40, False),
        ("one two three four five six", False),
        ("今天晚上七点在旧体育馆训练，" * 4, True),
    ],
)
def test_only_what_is_long_is_compared(text: str, long: bool) -> None:
    assert is_long(text) == long


def test_lone_surrogates_are_no_problem() -> None:
    assert similar(["\ud800 " + PASTA, "\ud800 " + PASTA]) == [[0, 1]]


def test_who_is_asked_for_gives_the_same(tmp_path: Path) -> None:
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=CHATS), Source([]))]
    exporter, recipe = REGISTRY.exporter("axolotl")(), Recipe(near_duplicates="similar", validation=0)
    manifest, _ = convert(
        parts,
        exporter,
        tmp_path / "asked",
        Persona(),
        recipe,
        load_tokenizer("bytes"),
        ask=lambda _: Persona(me=["me"]),
    )
    assert manifest.ledger == made(tmp_path / "out", CHATS, near_duplicates="similar")[0].ledger


def test_a_chat_in_two_exports_is_compared_without_its_copies(tmp_path: Path) -> None:
    days = [
        (day, [f"{who}: line {i} of day {day} of many" for i, who in enumerate(["bo", "me"] * 4)]) for day in range(4)
    ]
    one = chat("a", *days, (9, ["bo: hi", f"me: {PASTA}", "bo: hm", "me: yes"]))
    two = msgspec.structs.replace(
        chat("b", *days, (10, ["bo: hi", f"me: {NEAR}", "bo: hm", "me: yes"])), source="other"
    )
    manifest, texts = made(tmp_path / "out", [one, two], keep_copies=False, near_duplicates="similar")
    assert manifest.ledger.left_out["in_another_export"] == 32
    assert manifest.ledger.left_out["near_duplicate"] == 1
    assert (PASTA in texts["train"], NEAR in texts["train"]) == (False, True)


DRAFT = " ".join(
    f"On day {day} the boats {'lay' if day % 3 else 'stood'} in bay {day * 7}, and gull {day * 5} cried."
    for day in range(12)
)
POST = (
    DRAFT.replace("gull 25 cried", "the gull slept").replace("On day 3", "On the third day") + " That was the summer."
)


def test_of_versions_of_one_text_the_last_is_used_by_default_and_needs_no_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, "rensa")
    other = "Nothing of all this is about boats: " + " ".join(f"tree {n} has leaf {n * 3}." for n in range(30))
    chats = [essay("draft", 1, DRAFT), essay("post", 5, POST), essay("other", 3, other), essay("third", 4, other[::-1])]
    for order in (chats, chats[::-1]):
        manifest, texts = made(tmp_path / "out", order, validation=0.3)
        assert manifest.ledger.left_out == {"near_duplicate": 1}
        assert DRAFT not in texts["train"] + texts["validation"]
        assert POST in texts["train"] + texts["validation"]
    assert made(tmp_path / "out", chats, near_duplicates="keep")[0].ledger.left_out == {}


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_versions_of_one_day_the_longer_is_used(tmp_path: Path, names: tuple[str, str]) -> None:
    longer = f"{DRAFT} " + " ".join(f"In the night {n} lamps burned in house {n * 2}." for n in range(3))
    chats = [essay(names[0], 1, DRAFT), essay(names[1], 1, longer)]
    _, texts = made(tmp_path / "out", [*chats, essay("other", 3, "Quite another thing. " * 9)])
    assert longer in texts["train"] + texts["validation"]


def test_short_entries_that_say_the_same_stay_by_default(tmp_path: Path) -> None:
    days = [essay(str(day), day, "Up at six, out at seven, back at eight. " * 5) for day in range(4)]
    assert made(tmp_path / "out", days)[0].ledger.left_out == {}


def test_a_print_of_a_text_tells_versions_from_others() -> None:
    prints = []
    for text in (DRAFT, POST, "A quite different text. " * 40, "", "", "One word."):
        made_of = TextPrint()
        made_of.add(text)
        prints.append(made_of.value())
    assert alike(prints, 0.6) == [[0, 1], [3, 4]]
