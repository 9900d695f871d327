"""The run itself, with torch, transformers and PEFT: the room that imports them, when it is needed."""

from __future__ import annotations

import inspect
import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training

from simulacrum_core import SimulacrumError, printable
from simulacrum_core.training import LoraJob, LoraOptions, TokenRow, check_fit, copy_tokenizer

from .card import require_card
from .stopping import Stoppable, owes_evaluation
from .watching import Watch

_IGNORED = -100
_ADAPTER = "adapter_config.json"


def run(job: LoraJob, options: LoraOptions) -> Path:
    """Train; the adapter of the lowest validation loss, or of the last step, lies in the folder that is returned."""
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    # Of names that transformers takes away some day: nothing that a user can change.
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"transformers\.")
    transformers.set_seed(job.seed)
    watch = Watch(options.patience, job.output, lambda folder: _tidy(folder, job.base.name))
    watch.say(f"Loading {printable(job.base.name)} ...")
    model = _model(job, options)
    trainer = Stoppable(
        job,
        watch,
        model=model,
        args=_arguments(job, options),
        train_dataset=job.rows["train"],
        eval_dataset=job.rows["validation"] or None,
        data_collator=padded,
    )
    # It prints every loss to stdout, where results belong.
    trainer.remove_callback(transformers.PrinterCallback)
    _train(trainer, watch, job)
    if watch.stopped_early:
        watch.say(f"Stopped early: the validation loss did not fall in {options.patience} evaluations.")
    _save(trainer, job)
    return job.output


def _save(trainer: Stoppable, job: LoraJob) -> None:
    """Put the adapter in its place, each file whole or not at all; what makes it a model comes last."""
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=job.output) as place:
        beside = Path(place)
        trainer.save_model(str(beside))
        trainer.state.save_to_json(str(beside / "trainer_state.json"))
        _tidy(beside, job.base.name)
        copy_tokenizer(job.base.folder, beside)
        for path in sorted(beside.iterdir(), key=lambda path: (path.name == _ADAPTER, path.name)):
            path.replace(job.output / path.name)


def _train(trainer: Stoppable, watch: Watch, job: LoraJob) -> None:
    """All steps; raises KeyboardInterrupt where they were interrupted, after the last one that was done was saved."""
    try:
        with watch.watching():
            trainer.run()
    except torch.OutOfMemoryError as error:
        remedy = "Try -t batch 1, -t gradient_checkpointing true, a smaller --budget or a smaller model"
        raise SimulacrumError("the memory of the GPU is too small", file=job.base.name, remedy=remedy) from error
    if watch.interrupted:
        raise KeyboardInterrupt


def padded(rows: Sequence[TokenRow]) -> dict[str, torch.Tensor]:
    """A batch: every row filled up at its end to the longest one, with tokens that are not seen or trained on."""
    longest = max(len(row["input_ids"]) for row in rows)

    def filled(key: str, filler: int) -> torch.Tensor:
        return torch.tensor([[*row[key], *[filler] * (longest - len(row[key]))] for row in rows])

    lengths = torch.tensor([[len(row["input_ids"])] for row in rows])
    seen = (torch.arange(longest) < lengths).long()
    return {"input_ids": filled("input_ids", 0), "labels": filled("labels", _IGNORED), "attention_mask": seen}


def _model(job: LoraJob, options: LoraOptions) -> Any:
    """The base model with a fresh adapter; raises SimulacrumError where it does not fit the rows."""
    require_card(options.bits)
    try:
        model = transformers.AutoModelForCausalLM.from_pretrained(
            job.base.folder,
            dtype=_weight_type(),
            local_files_only=True,
            trust_remote_code=False,
            **(_quantized(options.bits) if options.bits else {}),
        )
    except (OSError, ValueError) as error:
        what = str(error).strip().partition("\n")[0]
        raise SimulacrumError(f"the base model cannot be loaded ({what})", file=str(job.base.folder)) from error
    _check_fit(job, model)
    model.config.use_cache = False
    if options.bits:
        # Gradient checkpointing is switched on by the trainer, as for any other model.
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    config = LoraConfig(
        r=options.lora_r,
        lora_alpha=options.alpha,
        lora_dropout=options.lora_dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


def _quantized(bits: int) -> dict[str, Any]:
    """How the weights are held: 4 bits as QLoRA has them (Dettmers et al., 2023), NF4, its constants quantized too."""
    config = transformers.BitsAndBytesConfig(
        load_in_4bit=bits == 4,
        load_in_8bit=bits == 8,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=_weight_type(),
    )
    return {"quantization_config": config, "device_map": {"": 0}}


def _check_fit(job: LoraJob, model: Any) -> None:
    """Again, by the model itself: a config may leave its sizes to the library."""
    limit = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    check_fit(job, limit, model.get_input_embeddings().weight.shape[0])


def _arguments(job: LoraJob, options: LoraOptions) -> Any:
    plan, has_gpu = job.schedule, torch.cuda.is_available() or torch.backends.mps.is_available()
    held_out, weights = bool(job.rows["validation"]), _weight_type()
    saving = options.gradient_checkpointing
    return transformers.TrainingArguments(
        output_dir=str(job.output),
        max_steps=plan.steps,
        per_device_train_batch_size=options.batch,
        per_device_eval_batch_size=options.batch,
        gradient_accumulation_steps=job.accumulation,
        learning_rate=job.rate,
        lr_scheduler_type="cosine",
        warmup_steps=plan.warmup,
        eval_strategy="steps" if held_out else "no",
        eval_on_start=(held_out and job.last is None) or owes_evaluation(job),
        eval_steps=plan.every,
        save_steps=plan.every,
        save_total_limit=options.keep,
        load_best_model_at_end=held_out,
        metric_for_best_model="eval_loss" if held_out else None,
        greater_is_better=False if held_out else None,
        prediction_loss_only=True,
        logging_steps=1,
        bf16=torch.cuda.is_available() and weights is torch.bfloat16,
        fp16=torch.cuda.is_available() and weights is torch.float16,
        **_recomputing(has_gpu if saving is None else saving),
        dataloader_pin_memory=torch.cuda.is_available(),
        remove_unused_columns=False,
        label_names=["labels"],
        seed=job.seed,
        report_to="none",
        disable_tqdm=True,
    )


def _recomputing(is_on: bool) -> dict[str, Any]:
    """Whether activations are computed twice, under the name that this version of transformers has for it."""
    known = inspect.signature(transformers.TrainingArguments).parameters
    name = "activation_checkpointing" if "activation_checkpointing" in known else "gradient_checkpointing"
    return {name: is_on, f"{name}_kwargs": {"use_reentrant": False}}


def _weight_type() -> Any:
    """bfloat16 where the hardware has it: the base model is only read, the adapter is float32 in any case."""
    if torch.cuda.is_available():
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if torch.backends.mps.is_available() and torch.backends.mps.is_macos_or_newer(14, 0):
        return torch.bfloat16
    return torch.float32


def _tidy(folder: Path, base: str) -> None:
    """Let what was saved name the base model as the dataset does, and no place on this machine."""
    for name in ("README.md", "training_args.bin"):
        (folder / name).unlink(missing_ok=True)
    _changed(folder / _ADAPTER, lambda config: config | {"base_model_name_or_path": base})
    _changed(folder / "trainer_state.json", _without_place)


def _without_place(state: dict[str, Any]) -> dict[str, Any]:
    best = state.get("best_model_checkpoint")
    return state | {"best_model_checkpoint": best and Path(best).name}


def _changed(path: Path, change: Any) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    # Whole or not at all: of a checkpoint whose state is cut off, nothing can go on.
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(json.dumps(change(content), indent=2) + "\n", encoding="utf-8")
    beside.replace(path)
