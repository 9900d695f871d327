"""Talking with a real model: an adapter over its base, merged, or whole; what it writes for others is not shown."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from simulacrum_core import DatasetError, Manifest, SimulacrumError, tokenized
from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.generation import TrainedModel
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.dataset import dataset_tokenizer, read_rows
from simulacrum_core.training.model_folder import trained_folder

from ..tokenizers import write_tokenizer
from .conftest import TALK, simulacrum

GREEDY = Sampling(temperature=0, repetition_penalty=1, max_tokens=40)
WARM = Sampling(temperature=1.5, max_tokens=40, seed=4)
SAID = {ask.partition(": ")[2]: answer.partition(": ")[2] for ask, answer in TALK}


@pytest.fixture(scope="session")
def model(trained: Path) -> TrainedModel:
    return TrainedModel(trained, Manifest.load(trained))


def chat(folder: Path, model: TrainedModel, sampling: Sampling = GREEDY) -> Chat:
    return Chat(Manifest.load(folder), model, sampling)


@pytest.mark.parametrize("shape", ["adapter", "merged", "whole", "merged by axolotl"])
def test_every_shape_of_a_trained_model_talks_as_it_was_trained(dataset: Path, merged: Path, shape: str) -> None:
    if shape != "adapter":
        places = {"merged": "merged", "whole": "model", "merged by axolotl": "model/merged"}
        place = dataset / places[shape]
        if shape == "whole":
            shutil.rmtree(place)
        shutil.copytree(merged, place)
        os.utime(place / "model.safetensors")
    found = TrainedModel(dataset, Manifest.load(dataset))
    assert found.path == (dataset / "model" if shape == "adapter" else place)
    assert {ask: chat(dataset, found).say(ask) for ask in SAID} == SAID


def test_a_merged_model_needs_the_base_model_no_more(dataset: Path, merged: Path) -> None:
    shutil.copytree(merged, dataset / "merged")
    shutil.rmtree(dataset.parent / "tiny")
    os.utime(dataset / "merged" / "model.safetensors")
    assert chat(dataset, TrainedModel(dataset, Manifest.load(dataset))).say("are you there?") == "yes yes"


def test_the_model_that_was_written_last_talks(dataset: Path, merged: Path) -> None:
    shutil.copytree(merged, dataset / "merged")
    weights = {name: next((dataset / name).glob("*.safetensors")) for name in ("model", "merged")}
    for name in ("model", "merged", "model"):
        for other, path in weights.items():
            os.utime(path, (1000, 2000 if other == name else 1000))
        assert trained_folder(dataset) == dataset / name


def test_what_the_model_writes_for_others_is_not_shown(trained: Path, model: TrainedModel) -> None:
    talk, cut = chat(trained, model), 0
    for ask in [*SAID, *SAID]:
        talk.add_user_message(ask)
        written = "".join(model.speak(talk.prompt(), GREEDY))
        turn = re.split(r"\n(?:Ben|Cy|Ada):", written)[0].strip()
        assert "".join(talk.reply()) == turn
        cut += len(turn) < len(written.strip())
    assert cut, "it never went on as somebody else"


def test_the_model_stops_at_the_end_of_a_text(trained: Path, model: TrainedModel) -> None:
    row = next(row.example for row in read_rows(trained, Manifest.load(trained)) if row.example)
    text = "".join(segment.text for segment in row.segments)
    before, _, last = text.removesuffix("</s>").rpartition("\nAda:")
    pieces = list(model.speak(f"{before}\nAda:", Sampling(temperature=0, repetition_penalty=1, max_tokens=300)))
    written = "".join(pieces)
    assert "</s>" not in written
    assert written.startswith(last)
    assert model.count(written) < 300


def test_the_ids_of_the_prompt_are_those_that_were_trained_on(trained: Path, model: TrainedModel) -> None:
    manifest = Manifest.load(trained)
    tokenizer = dataset_tokenizer(trained, manifest.tokenizer)
    rows = [row.example for row in read_rows(trained, manifest) if row.example]
    assert len(rows) > 5
    for example in rows:
        text = "".join(segment.text for segment in example.segments)
        ids, _ = tokenized(example.segments, tokenizer, joint=True)
        prompt = text.rpartition("\nAda:")[0] + "\nAda:"
        asked = model._arguments(prompt, GREEDY, 0)["input_ids"][0].tolist()
        assert asked == ids[: len(asked)]
        assert text.startswith(model._text.decode(asked))


def test_a_seed_gives_the_same_answer_and_another_one_another(trained: Path, model: TrainedModel) -> None:
    answers = [chat(trained, model, WARM).say("ok?") for _ in range(2)]
    assert answers[0] == answers[1]
    others = {"".join(model.speak("Ada:", Sampling(temperature=2, seed=seed, max_tokens=9))) for seed in range(4)}
    assert len(others) > 1


def test_the_answer_comes_in_pieces_and_nobody_who_left_is_written_for(trained: Path, model: TrainedModel) -> None:
    talk, steps = chat(trained, model), list[int]()
    counting = model._model.get_input_embeddings().register_forward_hook(lambda *_: steps.append(1))
    talk.add_user_message("how are you?")
    pieces = model.speak(talk.prompt(), Sampling(temperature=2, top_p=1, max_tokens=400, seed=1))
    assert next(pieces) is not None
    pieces.close()
    counting.remove()
    assert 0 < len(steps) < 100
    assert len(list(talk.reply())) > 1


def test_a_model_that_fails_says_so(trained: Path, model: TrainedModel) -> None:
    with pytest.raises(SimulacrumError, match="the model failed"):
        list(model.speak("Ada:", Sampling(temperature=1, repetition_penalty=-1)))
    assert chat(trained, model).say("are you there?") == "yes yes"


def test_a_long_history_fits_into_the_budget(trained: Path, model: TrainedModel) -> None:
    talk = chat(trained, model)
    for _ in range(30):
        assert talk.say("are you there?")
    assert model.count(talk.prompt()) <= Manifest.load(trained).recipe.budget - GREEDY.max_tokens


def test_the_tokenizer_of_another_model_is_refused(dataset: Path, merged: Path) -> None:
    other = write_tokenizer(dataset.parent / "other", special=("<pad>", "<s>", "</s>"))
    shutil.copy(other / "tokenizer.json", dataset.parent / "tiny" / "tokenizer.json")
    with pytest.raises(DatasetError, match="is not the one"):
        TrainedModel(dataset, Manifest.load(dataset))
    shutil.copytree(merged, dataset / "merged")
    shutil.copy(other / "tokenizer.json", dataset / "merged" / "tokenizer.json")
    with pytest.raises(DatasetError, match="is not the one"):
        TrainedModel(dataset, Manifest.load(dataset), dataset / "merged")


@pytest.mark.parametrize("damaged", ["adapter_config.json", "adapter_model.safetensors"])
def test_a_damaged_adapter_is_told(dataset: Path, damaged: str) -> None:
    (dataset / "model" / damaged).write_bytes(b"{")
    with pytest.raises(SimulacrumError, match=r"damaged|cannot be loaded"):
        TrainedModel(dataset, Manifest.load(dataset))


def test_once_prints_the_answer_and_nothing_else(trained: Path) -> None:
    options = ["--temperature", 0, "--repetition-penalty", 1]
    assert simulacrum("chat", trained, *options, "--once", "how are you?").stdout == "fine\nno sea today\n"
    seeded = ["chat", trained, "--seed", 3, "--once", "ok?"]
    assert simulacrum(*seeded).stdout == simulacrum(*seeded).stdout


def test_lines_from_a_pipe_are_answered_one_by_one(trained: Path) -> None:
    lines = "are you there?\n\n/as Cy\n/as Ada\n/nonsense\nok?\n/reset\n/quit\nnever read\n"
    result = simulacrum("chat", trained, "--temperature", 0, "--repetition-penalty", 1, input=lines)
    assert result.stdout == "Ada: yes yes\nAda: ok\n"
    told = ["You are Ben.", "You are Cy.", "Ada is the persona", "/reset forgets", "Forgotten."]
    places = [result.stderr.find(text) for text in told[:3]] + [result.stderr.rfind(text) for text in told[3:]]
    assert places == sorted(places)
    assert -1 not in places
