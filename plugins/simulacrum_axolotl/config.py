"""`axolotl.yml`: a config that works as it is, each number with its reason, for the user to edit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from simulacrum_core import Manifest

from .presets import Preset

DEFAULT_MODEL = "mistralai/Mistral-7B-v0.3"
"""A base model whose BOS and EOS are `<s>` and `</s>`, as counting in bytes writes them."""

_TEMPLATE = """\
# Training config for axolotl, made by {made_by}. It is yours to edit: `simulacrum train` reads it and changes nothing.
# By hand, run axolotl in this folder, as the paths below are relative to it:
#   axolotl preprocess axolotl.yml
#   axolotl train axolotl.yml
#   axolotl merge-lora axolotl.yml

# {memory}

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
{packing}
# LoRA trains a small adapter, which fits on one GPU and memorizes less than training all weights. qlora keeps the base
# model in 4 bits: a quarter of its memory, a little slower and a little worse. lora keeps it in 16 bits.
adapter: {adapter}
# On all linear layers a rank of 16 has more parameters than a person's chats have tokens; a higher one takes more
# memory and learns the same. alpha is twice the rank: the learning rate below is meant for that.
lora_r: {lora_r}
lora_alpha: {lora_alpha}
# Not 0: some dropout against learning a small dataset by heart.
lora_dropout: 0.05
# All linear layers, not only attention: a new voice sits in both.
lora_target_linear: true

# More epochs make a model learn its data by heart. Stop when eval_loss rises.
num_epochs: {epochs}
# Examples on the GPU at once, and how often before the weights change. The product, {rows}, decides what is learned: a
# small dataset needs many small steps. More at once is faster and takes more memory. Out of memory: halve the first and
# double the second.
micro_batch_size: {batch}
gradient_accumulation_steps: {accumulation}
# For an adapter on a model {hidden} wide (narrower ones bear more), after Schulman et al., LoRA Without Regret, 2025.
learning_rate: {learning_rate}
lr_scheduler: cosine
warmup_ratio: 0.03
# adamw_torch keeps 8 bytes for each number that is trained; adamw_8bit keeps 2, and needs an NVIDIA card.
optimizer: {optimizer}
weight_decay: 0.0

# bfloat16 where the hardware has it, else float16.
bf16: auto
tf32: false
# Activations are computed again instead of kept: a third more time, a small part of the memory.
gradient_checkpointing: true

logging_steps: 1
# As often as validation is measured, so that the best step is kept.
saves_per_epoch: 4
save_total_limit: 4
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
# The model becomes that of the step with the lowest validation loss, not the last one, which knows the data by heart.
load_best_model_at_end: true
"""
_NO_VALIDATION = """
# Too few sessions to hold any out.
val_set_size: 0.0
"""

_PADDED = """\
# true puts several short examples into one row. Too few rows are left for that here, or no -e gpu named a larger card.
sample_packing: false
pad_to_sequence_len: false
# PyTorch's own attention, which every card has; flash_attention_2 is faster where it is installed.
attn_implementation: sdpa
"""
_PACKED = """\
# Several short examples share one row, which trains several times faster; axolotl keeps them apart by their positions.
sample_packing: true
pad_to_sequence_len: true
# PyTorch's own attention, which every card has; flash_attention_2 is faster where it is installed.
attn_implementation: sdpa
"""


def config(
    options: Mapping[str, Any], preset: Preset, memory: str, manifest: Manifest, content: str, hidden: int
) -> str:
    """The text of `axolotl.yml`; `memory` is a remark on what it takes, `content` names the prepared data."""
    template, has_validation = manifest.template, bool(manifest.statistics.examples.get("validation"))
    return _TEMPLATE.format(
        made_by=manifest.made_by,
        memory=memory,
        bos=json.dumps(template.bos) if template.bos else "(it has none)",
        eos=json.dumps(template.eos),
        base_model=_yaml(manifest.base_model or DEFAULT_MODEL),
        quantized="load_in_4bit: true\n" if preset.adapter == "qlora" else "",
        validation=_VALIDATION if has_validation else _NO_VALIDATION,
        content=content,
        budget=manifest.recipe.budget,
        packing=_PACKED if preset.packing else _PADDED,
        adapter=preset.adapter,
        lora_r=options["lora_r"],
        lora_alpha=2 * options["lora_r"],
        epochs=f"{options['epochs']:g}",
        rows=preset.batch * preset.accumulation,
        batch=preset.batch,
        accumulation=preset.accumulation,
        learning_rate=f"{options['learning_rate']:.12f}".rstrip("0"),
        hidden=hidden,
        optimizer=preset.optimizer,
        seed=manifest.recipe.seed,
    )


def _yaml(text: str) -> str:
    """A string that YAML reads back as it is, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
