"""The recognizer spacy with real pipelines, made on the spot: one of rules, one that was trained."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from simulacrum_core import Recipe, UsageError, convert
from simulacrum_spacy import SpacyRecognizer

from ...conftest import chat_text

spacy = pytest.importorskip("spacy")

FIRST = "Hilda Gus Wendel Marta Ottis Lorna Brandt Kester".split()
SAID = "I met {} today|{} called|ask {} about it|we saw {} and left|is {} here|with {} again".split("|")


@pytest.fixture(scope="module")
def of_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns(
        [{"label": "PERSON", "pattern": "Hilda Marsh"}, {"label": "GPE", "pattern": "York"}]
    )
    folder = tmp_path_factory.mktemp("rules") / "model"
    pipeline.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It learns that a capitalized word in a few sentences is a person."""
    from spacy.training import Example

    rng = random.Random(1)
    pipeline = spacy.blank("en")
    pipeline.add_pipe("ner").add_label("PERSON")
    examples = []
    for sentence in SAID:
        for name in FIRST:
            start = sentence.index("{")
            doc = pipeline.make_doc(sentence.format(name))
            examples.append(Example.from_dict(doc, {"entities": [(start, start + len(name), "PERSON")]}))
    spacy.util.fix_random_seed(1)
    pipeline.initialize(lambda: examples)
    for _ in range(12):
        rng.shuffle(examples)
        for batch in spacy.util.minibatch(examples, 8):
            pipeline.update(batch)
    folder = tmp_path_factory.mktemp("trained") / "model"
    pipeline.to_disk(folder)
    return folder


def test_a_pipeline_of_rules_finds_people_and_no_places(of_rules: Path) -> None:
    recognizer = SpacyRecognizer(model=str(of_rules))
    recognizer.prepare()
    assert list(recognizer.find("Hilda Marsh of York. 🎈 Hilda Marsh")) == [(0, 11), (23, 34)]
    assert list(SpacyRecognizer(model=str(of_rules), labels="GPE").find("in York")) == [(3, 7)]


def test_a_trained_pipeline_finds_names_that_it_never_saw(trained: Path) -> None:
    recognizer = SpacyRecognizer(model=str(trained))
    recognizer.prepare()
    text = "ask Brenwick about it"
    assert [text[start:end] for start, end in recognizer.find(text)] == ["Brenwick"]


def test_a_conversion_with_a_trained_pipeline_replaces_whom_it_finds_the_same_in_two_runs(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    said = ["Ben Kowal: is Hilda here", "Ada: ask Gus about it", "Ben Kowal: with Marta again", "Ada: Ben, no"]
    (tmp_path / "chat.txt").write_text(chat_text(*said * 6), encoding="utf-8")
    recipe = Recipe(pseudonyms=True, recognizer="spacy", recognizer_options={"model": str(trained)})
    for folder in ("one", "two"):
        convert(tmp_path / "chat.txt", folder=tmp_path / folder, me="Ada", recipe=recipe)
    written = (tmp_path / "one" / "train.jsonl").read_text(encoding="utf-8")
    assert not [name for name in ("Hilda", "Gus", "Marta", "Ben") if name in written]
    assert written == (tmp_path / "two" / "train.jsonl").read_text(encoding="utf-8")
    ledger = json.loads((tmp_path / "one" / "simulacrum.json").read_text())["ledger"]
    assert ledger["redacted"]["third_party"] > 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "needs a pipeline"),
        ({"model": "nowhere_at_all"}, "no spaCy pipeline can be loaded"),
        ({"labels": "ANIMAL"}, "has no label among ANIMAL"),
    ],
)
def test_what_is_wrong_is_said_before_a_source_is_read(of_rules: Path, options: dict[str, str], told: str) -> None:
    if "labels" in options:
        options = {**options, "model": str(of_rules)}
    with pytest.raises(UsageError, match=told):
        SpacyRecognizer(**options).prepare()
