"""Tests that compute with torch; `make test-slow` runs them in an environment of their own, others pass them by.

A tiny Llama that was trained on the spot, on a dataset of an invented chat, in the three shapes that trainers leave.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simulacrum_core import Manifest, Registry
from simulacrum_core.cli import cli
from simulacrum_core.training.merging import merge

from ..conftest import chat_text
from ..tokenizers import write_tokenizer

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]

TALK = [
    ("Ben: are you there?", "Ada: yes yes"),
    ("Ben: how are you?", "Ada: fine\nno sea today"),
    ("Cy: ok?", "Ada: ok"),
]
STEPS = 60


def simulacrum(*arguments: object, input: str | None = None, code: int = 0) -> Any:
    """The command line in this process, with its exit code as expected."""
    result = CliRunner().invoke(cli, [*map(str, arguments)], obj=Registry.installed(), input=input)
    assert result.exit_code == code, f"{arguments}\n{result.output}\n{result.exception!r}"
    return result


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base model with random weights and a real tokenizer."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = write_tokenizer(tmp_path_factory.mktemp("house") / "tiny", tokenizer_class="PreTrainedTokenizerFast")
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=400,
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=512,
        bos_token_id=0,
        eos_token_id=1,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def trained(base: Path) -> Path:
    """A dataset that has an adapter in `model`, which has learnt the talk by heart."""
    folder = base.parent / "ada"
    chat = base.parent / "chat.txt"
    chat.write_text(chat_text(*(line for _ in range(12) for pair in TALK for line in pair)), encoding="utf-8")
    options = ["--me", "Ada", "--base-model", "tiny", "--budget", 128, "--system-prompt", "{me} and {other}."]
    # Several talks in an example, so that the model also learns to go on as somebody else, which is to be cut off.
    options += ["--threads", "off"]
    with contextlib.chdir(base.parent):
        simulacrum("convert", chat, "--from", "whatsapp", "--to", "axolotl", *options, "-o", folder)
    train(folder, base)
    return folder


@pytest.fixture(scope="session")
def merged(trained: Path) -> Path:
    """The merged model of a copy of the trained dataset."""
    folder = trained.parent / "merged-ada"
    shutil.copytree(trained, folder)
    return merge(folder)


@pytest.fixture
def dataset(trained: Path, tmp_path: Path) -> Path:
    """A copy of that dataset, to spoil; the base model lies beside it, as the dataset says."""
    shutil.copytree(trained, tmp_path / "ada")
    shutil.copytree(trained.parent / "tiny", tmp_path / "tiny")
    return tmp_path / "ada"


def train(folder: Path, base: Path, steps: int = STEPS) -> None:
    """The least that is a training: LoRA, and a plain loop over the rows.

    It learns the others' lines as well, so that it goes on to speak for them.
    """
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    from simulacrum_core import tokenized
    from simulacrum_core.dataset import dataset_tokenizer, read_rows

    manifest = Manifest.load(folder)
    tokenizer = dataset_tokenizer(folder, manifest.tokenizer)
    rows = [
        tokenized(row.example.segments, tokenizer, joint=True) for row in read_rows(folder, manifest) if row.example
    ]
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_pretrained(base)
    lora = LoraConfig(r=32, lora_alpha=64, target_modules="all-linear", modules_to_save=["lm_head", "embed_tokens"])
    model = get_peft_model(model, lora)
    optimizer = torch.optim.AdamW([weight for weight in model.parameters() if weight.requires_grad], lr=5e-3)
    for step in range(steps):
        for ids, _ in rows[step % 4 :: 4]:
            loss = model(input_ids=torch.tensor([ids]), labels=torch.tensor([ids])).loss
            loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.save_pretrained(folder / "model")
    name_base(folder / "model", "../tiny")


def name_base(adapter: Path, base: str) -> None:
    """Let an adapter name its base model as a trainer that runs in the dataset's folder does."""
    path = adapter / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"base_model_name_or_path": base}), encoding="utf-8")
