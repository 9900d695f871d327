"""The numbers of a run: by how much there is to train on, and by the model's width."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.training import hidden_size, suited

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer


@given(st.integers(0, 10**6), st.integers(0, 10**8), st.integers(1, 20_000))
def test_few_examples_get_steps_enough_and_none_more_than_four_epochs(examples: int, tokens: int, width: int) -> None:
    numbers = suited(examples, tokens, width)
    assert 1 <= numbers.epochs <= 4
    assert numbers.rows in (4, 8, 16)
    assert 5e-5 < numbers.rate <= 1e-3
    steps = math.ceil(max(examples, 1) / numbers.rows) * numbers.epochs
    assert steps >= 60 or numbers.epochs == 4 or tokens > 2_000_000


@pytest.mark.parametrize(
    ("examples", "tokens", "width", "expected"),
    [
        (60, 2_000, 576, (4, 4, 1e-3)),
        (195, 6_200, 576, (2, 4, 1e-3)),
        (1_754, 56_000, 2048, (2, 4, 4.9e-4)),
        (14_400, 514_000, 4096, (2, 8, 2.9e-4)),
        (200_000, 6_000_000, 8192, (1, 16, 1.7e-4)),
    ],
)
def test_more_data_gets_larger_steps_and_a_wider_model_a_lower_rate(
    examples: int, tokens: int, width: int, expected: tuple[int, int, float]
) -> None:
    numbers = suited(examples, tokens, width)
    assert (numbers.epochs, numbers.rows, numbers.rate) == expected
    assert numbers.alpha == 2 * numbers.rank


def test_the_width_is_read_else_told_by_the_name_else_assumed(tmp_path: Path) -> None:
    for name, config in {"plain": {"hidden_size": 576}, "nested": {"text_config": {"hidden_size": 640}}}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text(json.dumps(config))
    (tmp_path / "odd-8B").mkdir()
    (tmp_path / "odd-8B" / "config.json").write_text('{"hidden_size": "wide"}')
    found = [hidden_size(tmp_path / name) for name in ("plain", "nested", "odd-8B")]
    assert found == [576, 640, 4096]
    assert hidden_size("org/nameless") == 4096
    assert 1000 < hidden_size("org/tiny-135M") < hidden_size("org/model-1.7B") < 4096 < hidden_size("org/model-70b")


@pytest.fixture
def chat(simulacrum: Simulacrum, tmp_path: Path) -> Simulacrum:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben Kowal: hi there", "Ada: yo"] * 60))
    write_tokenizer(tmp_path / "base")
    shape = dict.fromkeys(("num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size"), 9)
    (tmp_path / "base" / "config.json").write_text(json.dumps({"hidden_size": 576} | shape))
    return simulacrum


def test_both_trainers_take_the_same_numbers(chat: Simulacrum, tmp_path: Path) -> None:
    for exporter in ("axolotl", "raw"):
        options = ("--me", "Ada", "--base-model", "base", "--to", exporter)
        assert chat("convert", "chat.txt", *options, "-o", exporter).exit_code == 0
    config = yaml.safe_load((tmp_path / "axolotl" / "axolotl.yml").read_text())
    rows = config["micro_batch_size"] * config["gradient_accumulation_steps"]
    plan = chat("train", "raw", "--with", "raw", "--dry-run").stdout
    assert f"of {rows} examples, epochs {config['num_epochs']:g}" in plan
    assert f"learning rate {config['learning_rate']:g}, seed 0" in plan
    assert f"LoRA of rank {config['lora_r']}, alpha {config['lora_alpha']}, into" in plan
    assert "why: " in plan
    assert "an adapter on a model 576 wide" in plan


def test_a_number_that_was_given_wins_and_needs_no_reason(chat: Simulacrum) -> None:
    assert chat("convert", "chat.txt", "--to", "raw", "--me", "Ada", "--base-model", "base", "-o", "ada").exit_code == 0
    given = ("-t", "epochs", "5", "-t", "learning_rate", "0.003", "-t", "accumulation", "3", "-t", "lora_r", "8")
    plan = chat("train", "ada", "--with", "raw", "--dry-run", *given).stdout
    assert "of 6 examples, epochs 5" in plan
    assert "learning rate 0.003" in plan
    assert "rank 8, alpha 16" in plan
    assert "why: " not in plan
