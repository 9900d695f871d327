"""Replies that are written many at once are those that are written one at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from simulacrum_core import Manifest
from simulacrum_core.chat.batches import Drafting, Prompt, batches
from simulacrum_core.chat.devices import chosen_device
from simulacrum_core.chat.generation import TrainedModel
from simulacrum_core.chat.scoring import Asked
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.errors import UsageError

PROMPTS = [
    "<s>Ada and Ben.\nBen: how are you?\nAda:",
    "<s>Ada and Cy.\nCy: ok?\nAda:",
    "<s>Ada and Ben.\nBen: are you there? I was at the sea and nobody was there, not even the cat\nAda:",
    "<s>Ada:",
    "<s>Ada and Ben.\nBen: ok?\nAda: ok\nBen: how are you?\nAda:",
]


@pytest.fixture(scope="module")
def model(trained: Path) -> TrainedModel:
    return TrainedModel(trained, Manifest.load(trained), device="cpu")


def test_a_model_that_learnt_each_position_reads_the_end_of_a_long_prompt(
    trained: Path, base: Path, tmp_path: Path
) -> None:
    from transformers import GPT2Config, GPT2LMHeadModel

    shutil.copytree(base, tmp_path / "gpt2", ignore=shutil.ignore_patterns("config.json", "*.safetensors"))
    torch.manual_seed(0)
    config = GPT2Config(vocab_size=400, n_positions=32, n_embd=16, n_layer=1, n_head=1, bos_token_id=0, eos_token_id=1)
    GPT2LMHeadModel(config).save_pretrained(tmp_path / "gpt2")
    short = TrainedModel(trained, Manifest.load(trained), untrained=str(tmp_path / "gpt2"), device="cpu")
    assert short.count(PROMPTS[2]) > 32
    found = short.write(PROMPTS, range(5), Sampling(max_tokens=90))
    assert all(0 < short.count(text) <= 32 for text, _ in found)
    assert all(one.tokens for one in short.score([Asked(prompt, " ok") for prompt in PROMPTS]))


@pytest.mark.parametrize("penalty", [1.0, 1.3])
def test_a_greedy_reply_is_the_same_in_a_batch_as_by_itself(model: TrainedModel, penalty: float) -> None:
    greedy = Sampling(temperature=0, repetition_penalty=penalty, max_tokens=24)
    together = model.write(PROMPTS, range(5), greedy)
    assert together == [model.write([prompt], [0], greedy)[0] for prompt in PROMPTS]
    assert [text for text, _ in together] == ["".join(model.speak(prompt, greedy)) for prompt in PROMPTS]
    assert {is_cut for _, is_cut in together} == {True, False}


def test_a_drawn_reply_depends_on_its_seed_and_not_on_its_neighbours(model: TrainedModel) -> None:
    warm = Sampling(temperature=1.5, top_p=0.9, repetition_penalty=1.1, max_tokens=24)
    together = model.write(PROMPTS, range(5), warm)
    assert together == [model.write([prompt], [seed], warm)[0] for seed, prompt in enumerate(PROMPTS)]
    assert together != model.write(PROMPTS, range(5, 10), warm)


def test_a_text_that_is_over_ends_though_its_neighbours_go_on(model: TrainedModel) -> None:
    long = Sampling(temperature=0, max_tokens=60, repetition_penalty=1.0)
    whole = dict(zip(PROMPTS, model.write(PROMPTS, range(5), long), strict=True))
    prompt, (text, _) = max(whole.items(), key=lambda pair: len(pair[1][0]))
    assert len(text) > 20
    for other, (said, is_cut) in zip(
        PROMPTS, model.write(PROMPTS, range(5), long, lambda some: some.startswith(text[:10])), strict=True
    ):
        if other == prompt:
            assert text.startswith(said)
            assert len(said) < len(text)
            assert not is_cut
        elif not whole[other][0].startswith(text[:10]):
            assert (said, is_cut) == whole[other]


def test_tokens_are_drawn_with_their_probabilities_out_of_the_likeliest() -> None:
    scores = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).log().repeat(2000, 1)
    prompts = [Prompt([7], seed) for seed in range(2000)]
    drafting = Drafting(
        torch, prompts, Sampling(top_p=0.9, temperature=1.0, repetition_penalty=1.0), [], lambda _: False
    )
    chosen = drafting.choose(torch.zeros(2000, 1).long(), scores).argmax(-1)
    shares = torch.bincount(chosen, minlength=4) / 2000
    assert shares[3] == 0
    assert shares[:3].tolist() == pytest.approx([0.526, 0.316, 0.158], abs=0.04)


def test_the_filling_of_a_batch_is_not_penalised() -> None:
    drafting = Drafting(
        torch,
        [Prompt([3, 3, 3], 0), Prompt([2], 0)],
        Sampling(temperature=0, repetition_penalty=2.0),
        [1],
        lambda _: False,
    )
    ids = drafting.arguments("cpu")["input_ids"]
    assert ids.tolist() == [[3, 3, 3], [1, 1, 2]]
    assert drafting.choose(ids, torch.full((2, 4), 4.0)).tolist() == [[4, 4, 4, 2], [4, 4, 2, 4]]


def test_batches_hold_what_memory_may_hold_and_lose_nothing() -> None:
    prompts = [Prompt([0] * (1 + 37 * i % 900), 0) for i in range(100)]
    found = list(batches(prompts, "cpu", 120))
    assert sorted(place for batch in found for place in batch) == list(range(100))
    assert all(len(batch) <= 16 for batch in found)
    assert all(len(batch) * (len(prompts[batch[0]].ids) + 120) <= 16384 for batch in found)
    assert list(batches([Prompt([0] * 50_000, 0)], "cpu", 120)) == [[0]]


class _Machine:
    """What torch says of a machine with the devices."""

    bfloat16, float16, float32 = "bfloat16", "float16", "float32"

    def __init__(self, *names: str) -> None:
        self.cuda, self.mps, self.backends = _Part("cuda" in names), _Part("mps" in names), self


class _Part:
    def __init__(self, there: bool) -> None:
        self._there = there

    def is_available(self) -> bool:
        return self._there

    def is_bf16_supported(self) -> bool:
        return True


def test_the_device_is_the_best_one_or_the_one_that_is_named() -> None:
    assert chosen_device(_Machine("cuda")) == ("cuda", "bfloat16")
    assert chosen_device(_Machine("mps")) == ("mps", "float16")
    assert chosen_device(_Machine("mps"), "cpu") == ("cpu", "float32")
    assert chosen_device(_Machine()) == ("cpu", "float32")
    with pytest.raises(UsageError, match="finds no mps"):
        chosen_device(_Machine("cuda"), "mps")
