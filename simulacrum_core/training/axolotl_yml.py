"""`axolotl.yml`: a config that works as it is, each number with its reason, for the user to edit."""

from __future__ import annotations

import json
import re

import msgspec

from ..dataset.manifest import Manifest
from ..dataset.row_files import RowFiles
from .lora import PATIENCE, Numbers


class RowKeys(msgspec.Struct, frozen=True):
    """How axolotl reads an exporter's rows.

    `keys` are those of a dataset, with their comments; `about` stands before the datasets, `template` behind them.
    `base` is a remark on the base model, `default_model` the one that is taken where none was named.
    """

    keys: str
    about: str
    base: str
    default_model: str
    template: str = ""


_TEMPLATE = """\
# Training config for axolotl, made by {made_by}. It is yours to edit: `simulacrum train` reads it and changes nothing.
# By hand, run axolotl in this folder, as the paths below are relative to it:
#   axolotl preprocess axolotl.yml
#   axolotl train axolotl.yml
#   axolotl merge-lora axolotl.yml

# {memory}

# The model to start from. {base}
base_model: {base_model}
{quantized}
# {about}
datasets:
{train}{template}{validation}
# axolotl finds prepared data by the name of the file, not by what is in it: this name changes with the content.
dataset_prepared_path: prepared/{content}

# Every example was cut to this many tokens. Should one be longer after all, stop instead of dropping it in silence.
sequence_len: {budget}
excess_length_strategy: raise
# true would train on what the others say as well.
train_on_inputs: false
{packing}
# LoRA trains a small adapter beside the frozen model (arXiv:2106.09685), which fits on one GPU. lora keeps the base
# model in 16 bits; qlora its linear layers in 4, a quarter of the memory (arXiv:2305.14314), NVIDIA only.
adapter: {adapter}
# The rank: how much the adapter can learn; 16 on all layers is more parameters than a person's chats have tokens. What
# it adds is multiplied by alpha / r, for which the learning rate below is meant.
lora_r: {lora_r}
lora_alpha: {lora_alpha}
# Parts of the adapter that are left out at random in each step, against learning by heart.
lora_dropout: 0.05
# All linear layers: attention alone learns less (arXiv:2305.14314, section 4; "LoRA Without Regret", 2025).
lora_target_linear: true

# Passes over the data. What a model sees more often it can repeat sooner (arXiv:2202.07646): watch eval_loss.
num_epochs: {epochs}
# Examples on the GPU at once, and how often before the weights change. The product, {rows}, decides what is learned: a
# small dataset needs many small steps. More at once is faster and takes more memory. Out of memory: halve the first and
# double the second.
micro_batch_size: {batch}
gradient_accumulation_steps: {accumulation}
# For an adapter on a model {hidden} wide; narrower ones bear more ("LoRA Without Regret", 2025). The QLoRA paper used
# 2e-4 up to 13 billion parameters, 1e-4 above (arXiv:2305.14314, appendix B).
learning_rate: {learning_rate}
lr_scheduler: cosine
warmup_ratio: 0.03
# adamw_torch keeps 8 bytes for each number that is trained; adamw_8bit keeps 2 (arXiv:2110.02861), NVIDIA only.
optimizer: {optimizer}
weight_decay: 0.0

# bfloat16 where the hardware has it, else float16.
bf16: auto
tf32: false
# Activations are computed again instead of kept: more time, a small part of the memory (arXiv:1604.06174).
gradient_checkpointing: true

logging_steps: 1
# A share of all steps: four times an epoch, as often as validation is measured, so that the best step is kept.
save_steps: {between}
save_total_limit: 4
output_dir: model
seed: {seed}
"""

_VALIDATION = """
# The newest sessions, held out whole; axolotl's own random split would leak parts of a talk into training.
test_datasets:
{rows}eval_steps: {between}
# The model becomes that of the step with the lowest validation loss, not the last one, which knows the data by heart.
load_best_model_at_end: true
# Evaluations without a lower loss before it stops.
early_stopping_patience: {patience}
"""
_NO_VALIDATION = """
# Too few sessions to hold any out.
val_set_size: 0.0
"""

_PADDED = """\
# true puts several short examples into one row. Too few rows are left for that here, or no -e gpu named a larger card.
sample_packing: false
pad_to_sequence_len: false
"""
_PACKED = """\
# Several short examples share one row, so that less of a batch is padding; axolotl keeps them apart by their positions.
sample_packing: true
pad_to_sequence_len: true
"""
_ATTENTION = """\
# PyTorch's own attention, for which nothing else has to be installed.
attn_implementation: sdpa
"""


def axolotl_config(numbers: Numbers, manifest: Manifest, files: RowFiles, rows: RowKeys) -> str:
    """The text of `axolotl.yml` for these files; their content names the prepared data."""
    preset = numbers.preset
    has_validation = bool(manifest.statistics.examples.get("validation"))
    held_out = _datasets(files, "validation", rows.keys + "    split: train\n")
    validation = _VALIDATION.format(rows=held_out, between=numbers.between, patience=PATIENCE)
    return _TEMPLATE.format(
        made_by=manifest.made_by,
        memory=numbers.memory,
        base=rows.base,
        base_model=yaml_string(manifest.base_model or rows.default_model),
        quantized="load_in_4bit: true\n" if preset.adapter == "qlora" else "",
        about=rows.about,
        train=_datasets(files, "train", rows.keys),
        template=rows.template,
        validation=validation if has_validation else _NO_VALIDATION,
        content=files.content,
        budget=manifest.recipe.budget,
        packing=(_PACKED if preset.packing else _PADDED) + _ATTENTION,
        adapter=preset.adapter,
        lora_r=numbers.rank,
        lora_alpha=numbers.alpha,
        epochs=f"{numbers.epochs:g}",
        rows=preset.batch * preset.accumulation,
        batch=preset.batch,
        accumulation=preset.accumulation,
        learning_rate=numbers.rate,
        hidden=numbers.hidden,
        optimizer=preset.optimizer,
        between=numbers.between,
        seed=manifest.recipe.seed,
    )


def _datasets(files: RowFiles, split: str, keys: str) -> str:
    """The files of a split; what the keys mean is said once."""
    named = files.names.get(split, ())
    short = re.sub(r"(?m)^ *#.*\n", "", keys)
    return "".join(
        f"  - path: {name}\n    ds_type: json\n{short if number else keys}" for number, name in enumerate(named)
    )


def yaml_string(text: str) -> str:
    """A string that YAML reads back as it is, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
