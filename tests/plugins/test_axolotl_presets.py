"""Presets by GPU memory: they fit the card by the stated formula, and say so where nothing fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.training.memory import ASSUMED, GIGA, model_shape, need, shape_of
from simulacrum_core.training.presets import PRESETS, fitted, needed

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

# By the models' own configs; the number of parameters is what their makers publish.
PUBLISHED = {
    "Llama 2 7B": ((4096, 32, 11008, 32000, 32, 32, None, False), 6.74),
    "Mistral 7B": ((4096, 32, 14336, 32768, 32, 8, None, False), 7.25),
    "Qwen3 8B": ((4096, 36, 12288, 151936, 32, 8, 128, False), 8.19),
    "Qwen3 0.6B": ((1024, 28, 3072, 151936, 16, 8, 128, True), 0.60),
}
KEYS = (
    "hidden_size",
    "num_hidden_layers",
    "intermediate_size",
    "vocab_size",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "tie_word_embeddings",
)
GPUS = list(PRESETS)


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_are_counted_as_their_makers_count_them(name: str) -> None:
    sizes, billions = PUBLISHED[name]
    assert shape_of(dict(zip(KEYS, sizes, strict=True))).parameters / GIGA == pytest.approx(billions, rel=0.01)


@pytest.mark.parametrize(
    ("name", "billions", "known"),
    [
        ("Qwen/Qwen3-14B-Base", 14, "by its name"),
        ("google/gemma-3-270m", 0.27, "by its name"),
        ("org/llama-2.7b-hf", 2.7, "by its name"),
        ("org/nameless", 8.03, "assumed"),
        ("org3b/nameless", 8.03, "assumed"),
    ],
)
def test_a_model_that_is_not_here_is_judged_by_its_name(tmp_path: Path, name: str, billions: float, known: str) -> None:
    shape, told = model_shape(name, tmp_path)
    assert (told, shape.parameters / GIGA) == (known, pytest.approx(billions, rel=0.01))


def test_a_config_that_is_not_understood_does_no_harm(tmp_path: Path) -> None:
    for number, text in enumerate(["[]", "{", '{"num_experts": 8, "hidden_size": 1}', '{"hidden_size": "x"}']):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "config.json").write_text(text)
        assert model_shape(str(number), tmp_path) == (ASSUMED, "assumed")


def test_the_formula_is_the_one_that_is_stated() -> None:
    shape = shape_of(dict(zip(KEYS, PUBLISHED["Mistral 7B"][0], strict=True)))
    wanted = need(shape, bits=None, is_8bit_optimizer=False, rank=32, batch=2, length=1000)
    assert wanted.weights == pytest.approx(2 * shape.parameters / GIGA)
    # Each of the 32 layers: q and o 4096 to 4096, k and v 4096 to 1024, three of 4096 and 14336.
    assert wanted.adapter == pytest.approx(32 * 32 * (4 * 4096 + 2 * 5120 + 3 * 18432) * 16 / GIGA, rel=0.001)
    assert wanted.activations == pytest.approx(2000 * (2 * 32 * 4096 + 34 * 4096 + 10 * 32768) / GIGA)
    parts = [wanted.weights, wanted.adapter, wanted.activations, wanted.overhead]
    assert wanted.total == pytest.approx(sum(parts))


@given(
    gpu=st.sampled_from(GPUS),
    billions=st.floats(0.1, 100),
    longest=st.integers(16, 4096),
    tokens=st.integers(1000, 10**8),
    rows=st.sampled_from((4, 8, 16)),
)
def test_a_larger_card_never_has_less_and_the_product_is_the_same(
    gpu: str, billions: float, longest: int, tokens: int, rows: int
) -> None:
    shape = ASSUMED.scaled(billions * GIGA)
    preset = fitted(gpu, shape, 32, longest, 4096, tokens, rows)
    assert preset.batch * preset.accumulation == rows
    length = 4096 if preset.packing else longest
    is_smallest = preset.batch == 1 and preset.adapter == "qlora"
    assert needed(preset, shape, 32, length).total <= int(gpu) or is_smallest


@pytest.mark.parametrize("gpu", GPUS)
def test_packing_needs_a_larger_card_and_enough_rows(gpu: str) -> None:
    small, large = (fitted(gpu, ASSUMED, 32, 100, 1000, tokens, 8).packing for tokens in (799_999, 800_000))
    assert (small, large) == (False, int(gpu) >= 24)


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben Kowal: hi there", "Ada: yo", "Ada: and so on"] * 20))
    write_tokenizer(tmp_path / "base")
    return tmp_path


@pytest.mark.parametrize("gpu", GPUS)
def test_the_config_has_the_numbers_of_the_card(simulacrum: Simulacrum, chat: Path, gpu: str) -> None:
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--base-model", "base", "-e", "gpu", gpu, "-o", "ada")
    assert result.exit_code == 0, result.output
    text = (chat / "ada" / "axolotl.yml").read_text()
    config, preset = yaml.safe_load(text), PRESETS[gpu]
    assert config["adapter"] == preset.adapter
    assert config.get("load_in_4bit", False) == (preset.adapter == "qlora")
    assert config["optimizer"] == preset.optimizer
    assert config["micro_batch_size"] * config["gradient_accumulation_steps"] == 4
    assert f"# Memory on a GPU of {gpu} GB: about " in text


def test_an_option_that_was_given_wins_over_the_card(simulacrum: Simulacrum, chat: Path) -> None:
    options = ["-e", "gpu", "16", "-e", "batch", "1", "-e", "adapter", "lora"]
    simulacrum("convert", "chat.txt", "--me", "Ada", "--base-model", "base", *options, "-o", "ada")
    config = yaml.safe_load((chat / "ada" / "axolotl.yml").read_text())
    assert (config["adapter"], config["micro_batch_size"], config["optimizer"]) == ("lora", 1, "adamw_8bit")
    assert config["gradient_accumulation_steps"] == 4


def test_a_model_that_cannot_fit_is_refused(simulacrum: Simulacrum, chat: Path) -> None:
    (chat / "base" / "config.json").write_text(
        json.dumps(dict(zip(KEYS, (8192, 80, 28672, 128256, 64, 8, None, False), strict=True)))
    )
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--base-model", "base", "-e", "gpu", "24", "-o", "ada")
    assert result.exit_code == 2
    assert "a model of 70.6 billion parameters does not fit a GPU of 24 GB: it needs about" in result.stderr
    assert not (chat / "ada").exists()


def test_a_card_that_is_not_listed_is_refused_with_the_list(simulacrum: Simulacrum, chat: Path) -> None:
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "-e", "gpu", "10", "-o", "ada")
    assert result.exit_code == 2
    assert "'8', '12', '16', '24', '48' or '80'" in result.stderr
