"""`axolotl.yml`: a config that works as it is, each number with its reason, for the user to edit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from simulacrum_core import Manifest

DEFAULT_MODEL = "mistralai/Mistral-7B-v0.3"
"""A base model whose BOS and EOS are `<s>` and `</s>`, as counting in bytes writes them."""

_TEMPLATE = """\
# Training config for axolotl, made by {made_by}. Run axolotl in this folder: the paths below are relative to it.
#   axolotl preprocess axolotl.yml
#   axolotl train axolotl.yml
#   axolotl merge-lora axolotl.yml

# The model to start from. The text was written with its BOS {bos} and EOS {eos}: another model needs another dataset.
base_model: {base_model}
{quantized}
# Text in segments; axolotl joins them as they are, without a chat template, and trains on those labelled true.
datasets:
  - path: train.jsonl
    ds_type: json
    type: input_output
{validation}
# axolotl finds prepared data by the name of the file, not by what is in it: this name changes with the content.
dataset_prepared_path: prepared/{content}

# Every example was cut to this many tokens. Should one be longer after all, stop instead of dropping it in silence.
sequence_len: {budget}
excess_length_strategy: raise
# true would train on what the others say as well.
train_on_inputs: false
# Turn on with attn_implementation: flash_attention_2 on a GPU that has it: several short examples then share one row.
sample_packing: false
pad_to_sequence_len: false

# LoRA trains a small adapter, which fits on one GPU and memorizes less than training all weights.
adapter: {adapter}
# Style needs more rank than facts do: 16 to 64 are usual for personas, alpha half of it keeps the steps small.
lora_r: {lora_r}
lora_alpha: {lora_alpha}
# Not 0: some dropout against learning a small dataset by heart.
lora_dropout: 0.05
# All linear layers, not only attention: a new voice sits in both.
lora_target_linear: true

# More than 2 or 3 epochs make a model repeat its data. Stop when eval_loss rises.
num_epochs: {epochs}
micro_batch_size: {batch}
gradient_accumulation_steps: {accumulation}
learning_rate: {learning_rate}
lr_scheduler: cosine
warmup_ratio: 0.03
optimizer: adamw_torch
weight_decay: 0.0

# bfloat16 where the hardware has it; less memory for a little more time.
bf16: auto
tf32: false
gradient_checkpointing: true

logging_steps: 1
saves_per_epoch: 1
output_dir: model
seed: {seed}
"""

_VALIDATION = """
# The newest sessions, held out whole; axolotl's own random split would leak parts of a talk into training.
test_datasets:
  - path: validation.jsonl
    ds_type: json
    type: input_output
    split: train
evals_per_epoch: 4
"""
_NO_VALIDATION = """
# Too few sessions to hold any out.
val_set_size: 0.0
"""


def config(options: Mapping[str, Any], manifest: Manifest, content: str, rows: dict[str, int]) -> str:
    """The text of `axolotl.yml`; `content` names the prepared data, `rows` counts the examples by split."""
    template = manifest.template
    return _TEMPLATE.format(
        made_by=manifest.made_by,
        bos=json.dumps(template.bos) if template.bos else "(it has none)",
        eos=json.dumps(template.eos),
        base_model=_yaml(manifest.base_model or DEFAULT_MODEL),
        quantized="load_in_4bit: true\n" if options["adapter"] == "qlora" else "",
        validation=_VALIDATION if rows["validation"] else _NO_VALIDATION,
        content=content,
        budget=manifest.recipe.budget,
        adapter=options["adapter"],
        lora_r=options["lora_r"],
        lora_alpha=max(options["lora_r"] // 2, 1),
        epochs=f"{options['epochs']:g}",
        batch=options["batch"],
        accumulation=options["accumulation"],
        learning_rate=f"{options['learning_rate']:.12f}".rstrip("0"),
        seed=manifest.recipe.seed,
    )


def _yaml(text: str) -> str:
    """A string that YAML reads back as it is, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
