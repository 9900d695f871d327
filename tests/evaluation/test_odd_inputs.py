"""Datasets and models that nobody thinks of are measured, or declined in one sentence; none ends in a traceback."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

import simulacrum_core.evaluation.evaluate as library
import simulacrum_core.evaluation.quiz as quizzes
from simulacrum_core import DatasetError, Evaluation, Manifest, Persona, Recipe, convert, evaluate, quiz
from simulacrum_core.evaluation.evaluate import save
from simulacrum_core.evaluation.schema import schema
from simulacrum_core.evaluation.subject import Subject

from ..conftest import Simulacrum
from .models import Known, subject
from .test_metrics import size

Says = Callable[[str], str]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Callable[[Says], None]:
    """Puts a model in the place of what was trained, which says what a function gives."""

    def put(says: Says) -> None:
        def loaded(folder: Path, manifest: Manifest, *_: object, **__: object) -> tuple[Subject, str]:
            return subject(manifest, Known(lambda one: size(one) / 2, says), Known(size)), ""

        monkeypatch.setattr(library, "load_subject", loaded)
        monkeypatch.setattr(quizzes, "load_subject", loaded)
        monkeypatch.setattr(library, "_trained", lambda folder: [folder / "model"])

    return put


def talk(tmp_path: Path, answer: Callable[[int], str], sessions: int = 60, me: str = "Ada", asks: str = "Ben") -> Path:
    """A dataset in which so many times something is asked and answered, a day each."""
    rows = []
    for number in range(sessions):
        moment = dt.datetime(2023, 1, 1, 9) + dt.timedelta(days=number)
        for minute, line in enumerate((f"{asks}: number {number}?", f"{me}: {answer(number)}")):
            rows.append(f"{moment + dt.timedelta(minutes=minute):%d/%m/%Y, %H:%M} - {line}\n")
    (tmp_path / "chat.txt").write_text("".join(rows), encoding="utf-8")
    persona, recipe = Persona(me=[me]), Recipe(validation=0.6 if sessions > 4 else 0.25)
    convert(str(tmp_path / "chat.txt"), folder=tmp_path / "ada", persona=persona, recipe=recipe, tokenizer="bytes")
    return tmp_path / "ada"


def measured(folder: Path) -> Evaluation:
    """What is found, which can be saved and is what its schema says."""
    found = evaluate(folder, quick=True)
    kept = json.loads(save(found, folder).with_suffix(".json").read_text(encoding="utf-8"))
    jsonschema.validate(kept, schema("evaluation"))
    assert "nan" not in str([one.told for one in found.results])
    for one in (figure for result in found.results for figure in result.figures):
        assert (one.value is None) == bool(one.why), one
    return found


def values(found: Evaluation) -> dict[str, float]:
    return {one.id: one.value for result in found.results for one in result.figures if one.value is not None}


def test_replies_of_emoji_alone(tmp_path: Path, load: Callable[[Says], None]) -> None:
    load(lambda prompt: " 🙂🙂")
    folder = talk(tmp_path, lambda number: "🙃" * (number % 4 + 1))
    found = values(measured(folder))
    assert found["bits_per_byte"] == 4
    assert found["copies_beyond"] == 0
    assert "style_characters" not in found
    assert "\U0001f643" in quiz(folder).read_text(encoding="utf-8")


def test_a_model_that_never_says_anything(tmp_path: Path, load: Callable[[Says], None], simulacrum: Simulacrum) -> None:
    load(lambda prompt: "")
    folder = talk(tmp_path, lambda number: f"the answer is {number}, or so i think, hm")
    found = values(measured(folder))
    assert found["empty"] == 1
    assert found["copies"] == 0
    told = simulacrum("quiz", folder)
    assert told.exit_code == 1
    assert "others are empty or the same" in told.stderr


def test_a_single_long_message_is_held_out(tmp_path: Path, load: Callable[[Says], None]) -> None:
    load(lambda prompt: " hm")
    folder = talk(tmp_path, lambda number: "and then we went on " * 40, sessions=4)
    found = measured(folder)
    assert not values(found).keys() - {"forgetting"}
    assert all("are needed" in one.why for one in found.results[0].figures)


def test_a_persona_who_writes_chinese(tmp_path: Path, load: Callable[[Says], None]) -> None:
    load(lambda prompt: " 我在河边看到你的自行车了，哈哈哈")
    folder = talk(tmp_path, lambda number: f"我在河边看到你的自行车{number}，哈哈", sessions=80, me="小明", asks="阿华")
    found = values(measured(folder))
    assert found["habit_laughter"] == 0
    assert found["copies"] == 1
    assert "小明" in quiz(folder, rounds=10).read_text(encoding="utf-8")


def test_texts_of_one_author_alone(tmp_path: Path, load: Callable[[Says], None]) -> None:
    load(lambda prompt: " hm")
    (tmp_path / "texts").mkdir()
    for number in range(90):
        text = f"# Day {number}\n\nI walked to the mill {number} times, which nobody believed, and then came home.\n"
        (tmp_path / "texts" / f"{number}.md").write_text(text, encoding="utf-8")
    persona, recipe = Persona(me=["Ada"]), Recipe(validation=0.5)
    folder = tmp_path / "ada"
    convert(
        str(tmp_path / "texts"), importer="essays", folder=folder, persona=persona, recipe=recipe, tokenizer="bytes"
    )
    found = measured(folder)
    assert values(found)["bits_per_byte"] == 4
    assert not found.results[1].is_measured
    with pytest.raises(DatasetError, match="too few for a quiz"):
        quiz(folder)


def test_a_model_that_came_apart_is_told_in_one_line(
    tmp_path: Path, simulacrum: Simulacrum, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loaded(folder: Path, manifest: Manifest, *_: object, **__: object) -> tuple[Subject, str]:
        return subject(manifest, Known(lambda one: math.nan), Known(size)), ""

    monkeypatch.setattr(library, "load_subject", loaded)
    monkeypatch.setattr(library, "_trained", lambda folder: [folder / "model"])
    told = simulacrum("evaluate", talk(tmp_path, lambda number: f"yes, {number} of them"))
    assert told.exit_code == 1
    assert "Error: the model computes no numbers (NaN): its training came apart. Train again with" in told.stderr
