"""Scoring and the whole evaluation with a real model: what is told is what the model computes."""

from __future__ import annotations

import contextlib
import json
import math
import re
import shutil
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

from simulacrum_core import Manifest
from simulacrum_core.chat.generation import TrainedModel
from simulacrum_core.chat.scoring import Asked
from simulacrum_core.training.merging import merge

from ..evaluation.conftest import chat
from .conftest import name_base, simulacrum, train

TALKS = [
    ("<s>Ada and Ben.\nBen: how are you?\nAda:", " fine\nno sea today"),
    ("<s>Ada and Cy.\nCy: ok?\nAda:", " ok"),
    ("<s>Ada and Ben.\nBen: are you there?\nAda:", " I never say this"),
]


@pytest.fixture(scope="module")
def asked(base: Path) -> Path:
    """A trained dataset with enough held-out replies to measure."""
    folder = base.parent / "asked"
    (base.parent / "asked.txt").write_text(chat(40), encoding="utf-8")
    options = ["--me", "Ada", "--base-model", "tiny", "--budget", 192, "--system-prompt", "{me} and {other}."]
    with contextlib.chdir(base.parent):
        simulacrum("convert", "asked.txt", "--to", "raw", *options, "--validation", 0.4, "-o", folder)
    train(folder, base, 6)
    return folder


def test_scores_are_the_models_own_losses_in_any_batch(trained: Path, base: Path) -> None:
    model = TrainedModel(trained, Manifest.load(trained))
    plain = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), trained / "model").eval()
    questions = [Asked(*pair) for pair in TALKS]
    together = model.score(questions)
    for question, found in zip(questions, together, strict=True):
        (alone,) = model.score([question])
        assert alone.bits == pytest.approx(found.bits, abs=1e-3)
        ids = model._tokenizer.encode(question.prompt + question.words)
        start = len(model._tokenizer.encode(question.prompt))
        with torch.inference_mode():
            odds = plain(torch.tensor([ids])).logits[0].log_softmax(-1)
        bits = -sum(float(odds[i - 1, ids[i]]) for i in range(start, len(ids))) / math.log(2)
        assert found.tokens == len(ids) - start
        assert found.bits == pytest.approx(bits, abs=1e-2)
        greedy = 0
        while start + greedy < len(ids) and int(odds[start + greedy - 1].argmax()) == ids[start + greedy]:
            greedy += 1
        assert found.greedy == greedy
        guesses = odds[start - 1 : len(ids) - 1].argmax(-1)
        assert found.likeliest == int((guesses == torch.tensor(ids[start:])).sum())
    assert together[0].is_greedy
    assert not together[2].is_greedy


def test_many_replies_behind_one_prompt_are_scored_as_each_by_itself(trained: Path) -> None:
    model = TrainedModel(trained, Manifest.load(trained))
    prompt, said = TALKS[0]
    replies = [said, " ok", " I never say this", " fine", " fine\nno sea today, and on and on", " 한국어 no"]
    questions = [Asked(prompt, reply) for reply in replies]
    together = model.score([*questions, Asked(*TALKS[1])])
    for question, found in zip(questions, together, strict=False):
        (alone,) = model.score([question])
        assert (alone.tokens, alone.greedy) == (found.tokens, found.greedy)
        assert alone.bits == pytest.approx(found.bits, abs=1e-3)


def test_below_the_adapter_is_the_base_model(trained: Path, base: Path) -> None:
    manifest = Manifest.load(trained)
    model, untrained = TrainedModel(trained, manifest), TrainedModel(trained, manifest, untrained=str(base))
    questions = [Asked(*pair) for pair in TALKS]
    before = model.score(questions)
    with model.without_adapter():
        below = model.score(questions)
    for one, other in zip(below, untrained.score(questions), strict=True):
        assert one.bits == pytest.approx(other.bits, abs=1e-3)
    assert model.score(questions) == before
    assert before[0].bits < below[0].bits / 2


def test_a_cut_is_a_cut_between_tokens(trained: Path) -> None:
    model = TrainedModel(trained, Manifest.load(trained))
    assert "".join(model.cut(" no sea today", 2) or ()) == " no sea today"
    assert model.cut(" ok", 9) is None
    assert model.cut("한국어", 1) is None


def test_the_whole_evaluation_in_one_command(asked: Path) -> None:
    told = simulacrum("evaluate", asked, "--quick")
    for words in ("bits per byte", "context gain", "replies that end", "word for word", "distance: words"):
        assert words in told.stdout, told.stdout
    numbers = json.loads((asked / "evaluation" / "evaluation.json").read_text())
    figures = {one["id"]: one for result in numbers["results"] for one in result["figures"]}
    assert figures["bits_per_byte"]["value"] < figures["bits_per_byte"]["base"]
    assert figures["author_auc"]["value"] is not None
    again = simulacrum("evaluate", asked, "--quick", "--json")
    assert json.loads(again.stdout)["results"] == numbers["results"]


def test_the_base_model_is_measured_by_itself(asked: Path) -> None:
    told = simulacrum("evaluate", asked, "--quick", "--base", "--only", "likelihood", "--json")
    (figure,) = json.loads(told.stdout)["results"][0]["figures"]
    assert 4 < figure["value"] < 20
    assert figure["base"] is None


def test_an_adapter_elsewhere_and_a_merged_model_are_measured_as_what_was_trained(asked: Path, tmp_path: Path) -> None:
    for name in ("asked", "tiny"):
        shutil.copytree(asked.parent / name, tmp_path / name, ignore=shutil.ignore_patterns("evaluation"))
    folder, checkpoint = tmp_path / "asked", tmp_path / "elsewhere" / "checkpoint-6"
    shutil.copytree(folder / "model", checkpoint)
    name_base(checkpoint, str(tmp_path / "tiny"))

    def bits(*options: object) -> tuple[float, float]:
        told = simulacrum("evaluate", folder, "--only", "likelihood", "--quick", "--json", *options)
        figure = json.loads(told.stdout)["results"][0]["figures"][0]
        return figure["value"], figure["base"]

    trained = bits()
    assert bits("--model", checkpoint) == pytest.approx(trained, abs=1e-3)
    merge(folder)
    assert bits("--device", "cpu") == pytest.approx(trained, abs=1e-3)
    assert "merged" in simulacrum("evaluate", folder, "--only", "likelihood", "--quick").stdout


def test_a_training_may_choose_the_checkpoint_that_listens_best(asked: Path, tmp_path: Path) -> None:
    for name in ("asked", "tiny"):
        shutil.copytree(asked.parent / name, tmp_path / name, ignore=shutil.ignore_patterns("model", "evaluation"))
    steps = [
        "-t",
        "max_steps",
        4,
        "-t",
        "eval_steps",
        2,
        "-t",
        "keep",
        5,
        "-t",
        "learning_rate",
        0.01,
        "-t",
        "lora_r",
        4,
    ]
    told = simulacrum("train", tmp_path / "asked", "--with", "raw", *steps, "--choose", "both")
    (step,) = re.findall(r"about equally well: step (\d)", told.stderr)
    model = tmp_path / "asked" / "model"
    chosen = (model / f"checkpoint-{step}" / "adapter_model.safetensors").read_bytes()
    assert (model / "adapter_model.safetensors").read_bytes() == chosen
    assert "It is the model" in told.stderr
    told = simulacrum("evaluate", tmp_path / "asked", "--quick", "--checkpoints")
    assert re.search(r"step 2\s+step 4\n", told.stdout)
    assert f"about equally well: step {step}" in told.stderr
    assert "<figure><figcaption>Context gain" in (tmp_path / "asked" / "evaluation" / "checkpoints.html").read_text()
    folders = (tmp_path / "asked", asked)
    told = simulacrum("evaluate", *folders, "--quick", "--only", "likelihood", "--json")
    ours, theirs = (one["results"][0]["figures"][0] for one in json.loads(told.stdout))
    assert ours["base"] == pytest.approx(theirs["base"], abs=1e-3)
    assert ours["value"] != theirs["value"]
    page = (tmp_path / "asked" / "evaluation" / "compared.html").read_text(encoding="utf-8")
    assert page.count("<small>floor ") == 4
