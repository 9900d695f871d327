"""`llamafactory.yml`: what LLaMA-Factory needs to train on ShareGPT rows, with the numbers of the other configs."""

from __future__ import annotations

from collections.abc import Mapping

from simulacrum_core import Manifest, Tokenizer
from simulacrum_core.training import PATIENCE, Numbers, yaml_string

from .templates import refuses_system
from .turn_ends import TurnEnd

_CONFIG = """\
# Training config for LLaMA-Factory, made by {made_by}. Run it in this folder, as the paths are relative to it:
#   llamafactory-cli train llamafactory.yml

# {memory}

# The model to start from; a chat model, as a template's marks are new to a base model.
model_name_or_path: {base_model}
{template}

stage: sft
do_train: true
dataset_dir: .
dataset: {train}
# Every example was cut to this many tokens.
cutoff_len: {budget}
{validation}
finetuning_type: lora
lora_target: all
lora_rank: {rank}
lora_alpha: {alpha}
lora_dropout: 0.05
{quantized}
num_train_epochs: {epochs}
per_device_train_batch_size: {batch}
gradient_accumulation_steps: {accumulation}
learning_rate: {rate}
lr_scheduler_type: cosine
warmup_ratio: 0.03
optim: {optimizer}
# bfloat16, which NVIDIA cards from the RTX 30 series on have; older ones: fp16.
bf16: true

logging_steps: 1
# A share of all steps: four times an epoch.
save_steps: {between}
save_total_limit: 4
output_dir: model
seed: {seed}
"""
_READ = """\
# LLaMA-Factory reads the template of the tokenizer. Where it has one of its own for the model's family, name it:
# template: qwen3"""
_NAMED = """\
# LLaMA-Factory's own template of the model's family: from the tokenizer's it cannot read what ends a turn.
template: {name}"""
_BY_END = {"<end_of_turn>": "gemma", "<turn|>": "gemma4", "<|return|>": "gpt_oss"}
"""Families whose templates it cannot read (0.9.5): what ends a turn in them, and what it calls them."""
_GLM, _MISTRAL = "[gMASK]", "[INST]"
_VALIDATION = """\
# The newest sessions, held out whole.
eval_dataset: {validation}
per_device_eval_batch_size: {batch}
eval_strategy: steps
eval_steps: {between}
# The model becomes that of the step with the lowest validation loss; it stops after evaluations without a lower one.
load_best_model_at_end: true
early_stopping_steps: {patience}
"""
_QUANTIZED = """\
# The base model in 4 bits.
quantization_bit: 4
quantization_method: bnb
"""


def own_template(tokenizer: Tokenizer, end: TurnEnd) -> str:
    """What LLaMA-Factory calls its own template of a family whose turns have no end in what it reads; else empty."""
    if _GLM in tokenizer.chat_template:
        return "glm4_moe" if "<think>" in tokenizer.chat_template else "glm4"
    if _MISTRAL in tokenizer.chat_template and refuses_system(tokenizer):
        return "mistral"
    return _BY_END.get(end.token or "", "")


def lacks_template(tokenizer: Tokenizer, end: TurnEnd, config: str) -> bool:
    """Whether a config leaves the template to be read from the tokenizer, where that cannot be.

    It would give turns without an end, or stop at once, as LLaMA-Factory renders a system message to read it.
    """
    if any(line.startswith("template:") for line in config.split("\n")) or not tokenizer.chat_template:
        return False
    return bool(own_template(tokenizer, end) or end.template or refuses_system(tokenizer))


def llama_factory_config(
    numbers: Numbers, manifest: Manifest, default_model: str, names: Mapping[str, str], template: str
) -> str:
    """The text of `llamafactory.yml`; `names` are those of the splits in `dataset_info.json`."""
    preset = numbers.preset
    has_validation = bool(manifest.statistics.examples.get("validation"))
    held_out = _VALIDATION.format(
        validation=names["validation"], batch=preset.batch, between=numbers.between, patience=PATIENCE
    )
    return _CONFIG.format(
        made_by=manifest.made_by,
        memory=numbers.memory,
        base_model=yaml_string(manifest.base_model or default_model),
        template=_NAMED.format(name=template) if template else _READ,
        train=names["train"],
        budget=manifest.recipe.budget,
        validation=held_out if has_validation else "# Too few sessions to hold any out.\n",
        rank=numbers.rank,
        alpha=numbers.alpha,
        quantized=_QUANTIZED if preset.adapter == "qlora" else "",
        epochs=f"{numbers.epochs:g}",
        batch=preset.batch,
        accumulation=preset.accumulation,
        rate=numbers.rate,
        optimizer=preset.optimizer,
        between=numbers.between,
        seed=manifest.recipe.seed,
    )
