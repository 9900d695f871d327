"""Monologues: all of the text trained on exactly once, whole words, within the budget."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_axolotl.exporter import AxolotlExporter
from simulacrum_core import (
    Conversation,
    Importer,
    Message,
    Participant,
    Persona,
    Recipe,
    Source,
    TrainingExample,
    UsageError,
)
from simulacrum_core.checks.check import check_dataset
from simulacrum_core.dataset.manifest import Manifest
from simulacrum_core.dataset.rows import read_rows
from simulacrum_core.examples.budget import Budget, Fitted
from simulacrum_core.examples.monologues import BORDER, fit_monologue
from simulacrum_core.models import Turn
from simulacrum_core.pipeline import convert
from simulacrum_core.rendering.render import heading
from simulacrum_core.rendering.template import Template
from simulacrum_core.tokens.counter import TokenCounter
from simulacrum_core.tokens.tokenizers import ByteTokenizer, Tokenizer

from ..tokenizers import tiny_tokenizer

TOKENIZERS: list[Tokenizer] = [ByteTokenizer(), tiny_tokenizer()]
WORDS = st.lists(
    st.sampled_from(["rain", "on", "the\n\n", "roof.", "Ünïcödé", "中文字", "a", "\n"]), min_size=1, max_size=80
)
TEXT = WORDS.map(" ".join).filter(str.strip)
PASSAGES = st.lists(st.builds(lambda text, mine: passage(text, mine=mine), TEXT, st.booleans()), min_size=1, max_size=6)


def passage(text: str, *, mine: bool) -> Turn:
    return Turn("Me" if mine else "", mine, text)


def template(heading: str = "title-date", system_prompt: str = "P") -> Template:
    return Template(
        style="seamless",
        train_name=True,
        bos="<s>",
        eos="</s>",
        name="Me",
        system_prompt=system_prompt,
        heading=heading,
    )


def fitted(
    passages: list[Turn], size: int, tokenizer: Tokenizer = TOKENIZERS[0], head: str = "On rain\n2024-03-01\n\n"
) -> Fitted:
    return fit_monologue(head, passages, Budget(size, template(), TokenCounter(tokenizer)))


def own(passages: list[Turn]) -> str:
    """What is to be trained on: the persona's passages, each but the last with the border after it."""
    mine = [one.text for one in passages if one.persona]
    return BORDER.join(mine) + "</s>" if mine else ""


@settings(max_examples=200, deadline=None)
@given(passages=PASSAGES, size=st.integers(70, 400), tokenizer=st.sampled_from(TOKENIZERS))
def test_all_of_the_text_is_trained_on_exactly_once_within_the_budget(
    passages: list[Turn], size: int, tokenizer: Tokenizer
) -> None:
    found = fitted(passages, size, tokenizer)
    examples = found.examples
    trained = "".join(segment.text for example in examples for segment in example.segments if segment.label)
    assert trained == own(passages)
    for example in examples:
        assert sum(map(tokenizer.count, (segment.text for segment in example.segments))) == sum(example.tokens) <= size
        assert example.segments[0].text.startswith("<s>P\n")
        assert not example.segments[0].label
        assert example.segments[-1].label
    end = max((i for i, one in enumerate(passages, 1) if one.persona), default=0)
    assert len(found.forgotten) == len(passages) - end


def test_a_short_text_is_one_example_after_its_heading() -> None:
    (example,) = fitted([passage("It rained.\n\nWe stayed in.", mine=True)], 200).examples
    texts = [(segment.label, segment.text) for segment in example.segments]
    assert texts == [(False, "<s>P\nOn rain\n2024-03-01\n\n"), (True, "It rained.\n\nWe stayed in.</s>")]


def test_a_long_text_is_cut_at_paragraphs_and_goes_on_after_a_little_of_what_came_before() -> None:
    paragraphs = [f"Paragraph {i} says that it rained on the roof all night." for i in range(40)]
    found = fitted([passage(BORDER.join(paragraphs), mine=True)], 600)
    examples = found.examples
    assert len(examples) > 3
    for before, after in itertools.pairwise(examples):
        assert before.segments[-1].text.endswith(".\n\n")
        assert after.segments[0].text.startswith("<s>P\nOn rain\n2024-03-01\n\nParagraph")
        carried = after.segments[0].text.rpartition("2024-03-01\n\n")[2]
        assert before.segments[-1].text.endswith(carried)
    assert [example.segments[-1].text.endswith("</s>") for example in examples] == [False] * (len(examples) - 1) + [
        True
    ]
    assert found.cut == 1


def test_a_quotation_is_read_and_not_trained_on_and_the_last_one_is_left_out() -> None:
    passages = [
        passage("He wrote:", mine=True),
        passage("All is rain.", mine=False),
        passage("He was wrong.", mine=True),
    ]
    found = fitted([*passages, passage("A motto.", mine=False)], 200)
    (example,) = found.examples
    assert [segment.text for segment in example.segments[1:]] == [
        "He wrote:\n\n",
        "All is rain.\n\n",
        "He was wrong.</s>",
    ]
    assert [segment.label for segment in example.segments] == [False, True, False, True]
    assert len(found.forgotten) == 1


def test_no_cut_is_inside_a_word_where_words_fit() -> None:
    text = "Sesquipedalian considerations notwithstanding " * 60
    examples = fitted([passage(text.strip(), mine=True)], 150).examples
    words = set(text.split())
    for example in examples:
        assert set(example.segments[-1].text.removesuffix("</s>").split()) <= words


def test_a_heading_that_would_take_half_of_the_budget_is_left_out() -> None:
    (example,) = fitted([passage("It rained.", mine=True)], 64, head="A title " * 50).examples
    assert example.segments[0].text == "<s>P\n"


def test_a_budget_without_room_is_an_error() -> None:
    with pytest.raises(UsageError, match="no room for a text"):
        fitted([passage("It rained.", mine=True)], 8)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("title-date", "On rain\n2024-03-01\n\n"),
        ("title", "On rain\n\n"),
        ("date", "2024-03-01\n\n"),
        ("none", ""),
    ],
)
def test_the_heading_holds_what_the_style_says(style: str, text: str) -> None:
    assert heading(template(style), "On rain", dt.date(2024, 3, 1)) == text
    assert heading(template(style), None, None) == ""


class Essays(Importer):
    """Essays made on the spot: of Ada, of nobody named, and of Ben; and a chat."""

    name: ClassVar[str] = "test"

    def identify(self, source: Source) -> bool:
        return True

    def read(self, source: Source) -> Iterator[Conversation]:
        for i, author in enumerate(["Ada", "", "Ben"] * 4):
            person = Participant("author", author)
            messages = [
                Message("1", "author", dt.datetime(2024, 1, i + 1), f"Essay {i}. " * 20),
                Message("2", None, None, "Somebody else's words.", kind="quote"),
                Message("3", "author", None, f"So much for essay {i}."),
            ]
            yield Conversation("test", f"essay {i}", f"Title {i}", (person,), False, messages, monologue=True)
        people = (Participant("Ada", "Ada"), Participant("Cy", "Cy"))
        start = dt.datetime(2024, 5, 1)
        chat = [
            Message(str(i), ("Cy", "Ada")[i % 2], start + dt.timedelta(days=i // 2), f"Line {i}") for i in range(20)
        ]
        yield Conversation("chat", "chat", None, people, False, chat)


def converted(folder: Path, persona: Persona | None = None, **recipe: object) -> tuple[Manifest, list[TrainingExample]]:
    manifest, _ = convert(
        [(Essays(), Source([]))],
        AxolotlExporter(),
        folder,
        persona or Persona(me=["Ada"]),
        Recipe.model_validate({"budget": 200, **recipe}),
        ByteTokenizer(),
    )
    assert not check_dataset(folder, manifest, ByteTokenizer(), AxolotlExporter()).faults
    return manifest, [row.example for row in read_rows(folder, manifest) if row.example]


def test_essays_and_chats_make_one_dataset_whose_promises_hold(tmp_path: Path) -> None:
    manifest, examples = converted(tmp_path / "ada")
    text = "".join(segment.text for example in examples for segment in example.segments if segment.label)
    for i in range(12):
        assert text.count(f"So much for essay {i}.") == (i % 3 != 2), "Ben's essays are not Ada's"
    assert manifest.statistics.monologues == len(examples) - 10
    assert manifest.ledger.left_out["no_persona"] == 12
    shares = manifest.ledger.sources
    assert {name: share.read for name, share in shares.items()} == {"test": 36, "chat": 20}
    for field in ("read", "trained", "context"):
        assert sum(getattr(share, field) for share in shares.values()) == getattr(manifest.ledger, field)
    assert sum(share.trained_tokens for share in shares.values()) == manifest.statistics.trained_tokens
    assert sum(share.left_out for share in shares.values()) == manifest.ledger.left_out.total()


def test_a_persona_who_is_in_no_chat_is_an_error_though_there_are_unsigned_texts(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'Eda' wrote none"):
        converted(tmp_path / "ada", Persona(me=["Eda"]))


def test_a_weight_repeats_a_source_or_thins_it_out(tmp_path: Path) -> None:
    once, _ = converted(tmp_path / "once", validation=0)
    twice, _ = converted(tmp_path / "twice", validation=0, weights={"test": 2})
    half, _ = converted(tmp_path / "half", validation=0, weights={"test": 0.5})
    none, _ = converted(tmp_path / "none", validation=0, weights={"test": 0})
    counts = [manifest.ledger.sources["test"].examples for manifest in (once, twice, half, none)]
    assert counts[1] == 2 * counts[0]
    assert counts[0] > counts[2] > counts[3] == 0
    assert twice.ledger == dataclasses.replace(once.ledger, sources=twice.ledger.sources)
    assert half.ledger.left_out["thinned_out:test"] > 0


def test_a_cap_holds_and_leaves_a_validation_split(tmp_path: Path) -> None:
    manifest, _ = converted(tmp_path / "ada", caps={"chat": 4}, validation=0.2)
    assert manifest.ledger.sources["chat"].trained == 4
    assert manifest.ledger.left_out["over_cap:chat"] == 12
    assert manifest.statistics.examples["validation"] > 0


def test_a_weight_of_no_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no source is 'discord'"):
        converted(tmp_path / "ada", weights={"discord": 2})


def test_a_prompt_about_another_person_does_not_stand_before_a_monologue(tmp_path: Path) -> None:
    _, examples = converted(tmp_path / "ada", Persona(me=["Ada"], system_prompt="{me} talks to {other}."))
    openings = {example.segments[0].text.partition("\n")[0] for example in examples}
    assert "<s>Ada talks to Cy." in openings
    assert "<s>Title 0" in openings


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_a_run_without_blanks_is_cut_between_its_words(tokenizer: Tokenizer) -> None:
    run = "rain-on-the-roof,rain/on/the/roof." * 30
    examples = fitted([passage(run, mine=True)], 120, tokenizer).examples
    trained = [segment.text for example in examples for segment in example.segments if segment.label]
    assert "".join(trained) == f"{run}</s>"
    assert all(not (a[-1].isalnum() and b[0].isalnum()) for a, b in itertools.pairwise(trained))
