"""`axolotl.yml` for rows that are not axolotl's own segments: what is special about them, and plain defaults."""

from __future__ import annotations

import json

from simulacrum_core import Manifest
from simulacrum_core.dataset import RowFiles

from .turn_ends import TurnEnd

CHAT_TEMPLATE = """\
    type: chat_template
    field_messages: messages
    message_property_mappings:
      role: role
      content: content
    # Only the person's words are trained on, and the token that ends each of their messages.
    roles_to_train: [assistant]
    train_on_eos: turn
"""
COMPLETION = """\
    type: completion
    field: text
"""
_TEMPLATE_OF_CHAT = """\
# The model's own template, ChatML where it has none. Take a chat model: a template's marks are new to a base model.
chat_template: tokenizer_default_fallback_chatml
"""
_OWN_TEMPLATE = """\
# The model has no template and not the tokens of ChatML: roles are words, and its EOS ends a turn. Use the same one to
# talk with it. A chat model has learned more of this already.
chat_template: jinja
chat_template_jinja: {template}
"""
_END_OF_TURN = """\
# The template ends a turn with this token, which is not EOS: without the line it is not trained on, and the model never
# learns to stop.
eot_tokens: [{token}]
"""
_UNKNOWN_END = """\
# The token with which the template ends a turn could not be worked out. If it is not EOS, name it here, or the model
# never learns to stop:
# eot_tokens: ["..."]
"""
_CONFIG = """\
# Training config for axolotl, made by {made_by}. Run axolotl in this folder: the paths below are relative to it.
#   axolotl preprocess axolotl.yml
#   axolotl train axolotl.yml
#   axolotl merge-lora axolotl.yml

# The model to start from. Tokens were counted with {counted}.
base_model: {base_model}

datasets:
  - path: train.jsonl
    ds_type: json
{layout}{template}{validation}
# axolotl finds prepared data by the name of the file, not by what is in it: this name changes with the content.
dataset_prepared_path: prepared/{content}

# Every example was cut to this many tokens. Should one be longer after all, stop instead of dropping it in silence.
sequence_len: {budget}
excess_length_strategy: raise
# true puts several short examples into one row, which trains faster where there are many.
sample_packing: false
pad_to_sequence_len: false
# PyTorch's own attention, which every card has; flash_attention_2 is faster where it is installed.
attn_implementation: sdpa

# LoRA trains a small adapter, which fits on one GPU and memorizes less than training all weights.
adapter: lora
lora_r: 32
lora_alpha: 16
lora_dropout: 0.05
lora_target_linear: true

# More than 2 or 3 epochs make a model repeat its data. Stop when eval_loss rises.
num_epochs: 2
micro_batch_size: 2
gradient_accumulation_steps: 4
learning_rate: 0.0002
lr_scheduler: cosine
warmup_ratio: 0.03
optimizer: adamw_torch
weight_decay: 0.0
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
    split: train
{layout}evals_per_epoch: 4
"""
_NO_VALIDATION = """
# Too few sessions to hold any out.
val_set_size: 0.0
"""
_DEFAULT_MODELS = {CHAT_TEMPLATE: "Qwen/Qwen3-8B", COMPLETION: "mistralai/Mistral-7B-v0.3"}


def axolotl_config(manifest: Manifest, files: RowFiles, layout: str, end: TurnEnd | None = None) -> str:
    """The text of `axolotl.yml` for rows of one of the two layouts; `end` is that of a turn under a chat template."""
    return _CONFIG.format(
        made_by=manifest.made_by,
        counted="bytes" if manifest.tokenizer.spec == "bytes" else "the tokenizer in simulacrum.json",
        base_model=json.dumps(manifest.base_model or _DEFAULT_MODELS[layout], ensure_ascii=False),
        layout=layout,
        template=_chat_template(end) if end else "",
        validation=_VALIDATION.format(layout=layout) if files.rows["validation"] else _NO_VALIDATION,
        content=files.content,
        budget=manifest.recipe.budget,
        seed=manifest.recipe.seed,
    )


def _chat_template(end: TurnEnd) -> str:
    """The keys that say which template is used, and what ends a turn in it."""
    if end.template:
        return _OWN_TEMPLATE.format(template=json.dumps(end.template, ensure_ascii=False))
    if end.token is None:
        return _TEMPLATE_OF_CHAT + _UNKNOWN_END
    return _TEMPLATE_OF_CHAT + ("" if end.is_eos else _END_OF_TURN.format(token=json.dumps(end.token)))
