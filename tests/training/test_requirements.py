"""`train --dry-run` refuses what `train` refuses: what is missing, and a base model that does not take the rows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result

from simulacrum_core.training import LoraTrainer

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

TRAINERS = ("raw", "mlx")
SHAPE = dict.fromkeys(("num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_size"), 8)


@pytest.fixture
def chat(simulacrum: Simulacrum, tmp_path: Path) -> Simulacrum:
    """A dataset, `ada`, of the base model in `base`, which has all that a model has as far as is read before training."""
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben Kowal: hi there", "Ada: yo"] * 60), encoding="utf-8")
    write_tokenizer(tmp_path / "base")
    (tmp_path / "base" / "model.safetensors").write_bytes(b"")
    configure(tmp_path, max_position_embeddings=512, vocab_size=400)
    made = simulacrum("convert", "chat.txt", "--me", "Ada", "--base-model", "base", "--to", "raw", "-o", "ada")
    assert made.exit_code == 0, made.output
    return simulacrum


def configure(folder: Path, **sizes: int) -> None:
    """Give the base model a config."""
    (folder / "base" / "config.json").write_text(json.dumps(SHAPE | sizes), encoding="utf-8")


def libraries_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be missing but what a test takes away."""
    monkeypatch.setattr(LoraTrainer, "needed", lambda trainer: [])


def dry(chat: Simulacrum, trainer: str, *options: str) -> Result:
    """A dry run; whatever it refuses, the plan is shown."""
    result = chat("train", "ada", "--with", trainer, "--dry-run", *options)
    assert "adapter: LoRA of rank 16" in result.stdout
    return result


@pytest.mark.parametrize(("trainer", "library"), [("raw", "torch"), ("mlx", "mlx")])
def test_a_library_that_is_missing(
    chat: Simulacrum, monkeypatch: pytest.MonkeyPatch, trainer: str, library: str
) -> None:
    monkeypatch.setattr("simulacrum_core.training.lora_trainer.find_spec", lambda name: None)
    refused = dry(chat, trainer)
    assert f"{library} is not installed. Install it: pip install 'my-simulacrum[{trainer}]'" in refused.stderr
    assert (refused.exit_code, refused.stderr) == (1, chat("train", "ada", "--with", trainer).stderr)


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_base_model_that_is_missing(
    chat: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trainer: str
) -> None:
    libraries_are_there(monkeypatch)
    assert dry(chat, trainer).exit_code == 0
    (tmp_path / "base" / "model.safetensors").unlink()
    assert "this folder holds no model" in dry(chat, trainer).stderr
    shutil.copytree(tmp_path / "base", tmp_path / "tokenizer")
    shutil.rmtree(tmp_path / "base")
    refused = dry(chat, trainer, "--tokenizer", "tokenizer")
    assert (refused.exit_code, "there is no such base model" in refused.stderr) == (1, True)
    told = chat("train", "ada", "--with", trainer, "--tokenizer", "tokenizer").stderr
    assert told.splitlines()[-1] == refused.stderr.splitlines()[-1]


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_model_of_the_hub_is_refused_unless_it_may_be_downloaded(
    chat: Simulacrum, monkeypatch: pytest.MonkeyPatch, trainer: str
) -> None:
    libraries_are_there(monkeypatch)
    refused = dry(chat, trainer, "-t", "base_model", "nobody/none-1B")
    assert (refused.exit_code, "pass -t download true" in refused.stderr) == (1, True)
    assert dry(chat, trainer, "-t", "base_model", "nobody/none-1B", "-t", "download", "true").exit_code == 0


@pytest.mark.parametrize("trainer", TRAINERS)
@pytest.mark.parametrize(
    ("sizes", "what"),
    [
        ({"max_position_embeddings": 12, "vocab_size": 400}, "the base model takes 12"),
        ({"n_positions": 12, "vocab_size": 400}, "the base model takes 12"),
        ({"vocab_size": 20}, "tokens that the base model does not know (it knows 20)"),
    ],
)
def test_a_base_model_that_does_not_take_the_rows(
    chat: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trainer: str, sizes: dict[str, int], what: str
) -> None:
    libraries_are_there(monkeypatch)
    configure(tmp_path, **sizes)
    refused = dry(chat, trainer)
    assert (refused.exit_code, what in refused.stderr) == (1, True), refused.stderr
