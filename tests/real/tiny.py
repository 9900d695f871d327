"""A tiny model with random weights that the tests train: built once and kept, as what makes it takes seconds to start."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from .. import tokenizers
from .environment import axolotl_environment, axolotl_variables, built_once

# Large enough to learn something, small enough to do it in seconds.
TINY_MODEL = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "vocab_size": 400,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "max_position_embeddings": 512,
    "dtype": "float32",
}
_WEIGHTS = (
    "import sys, torch; from transformers import AutoConfig, AutoModelForCausalLM as M; torch.manual_seed(0); "
    "M.from_config(AutoConfig.from_pretrained(sys.argv[1])).save_pretrained(sys.argv[1])"
)


def tiny_model() -> Path:
    """The folder of the model; to be copied, as axolotl writes paths into what it makes."""
    contents = [
        axolotl_environment().name,
        json.dumps(TINY_MODEL),
        _WEIGHTS,
        Path(tokenizers.__file__).read_text("utf-8"),
    ]
    return built_once("tiny", contents, _build)


def _build(beside: Path, _: Path) -> None:
    # Without this class a Llama model gets Llama's own tokenizer, which parts text in another way than its file says.
    tokenizers.write_tokenizer(beside, tokenizer_class="PreTrainedTokenizerFast")
    (beside / "config.json").write_text(json.dumps(TINY_MODEL), encoding="utf-8")
    environment = axolotl_environment()
    command = [environment / "bin" / "python", "-c", _WEIGHTS, beside]
    subprocess.run(command, env=axolotl_variables(environment), check=True, capture_output=True)
