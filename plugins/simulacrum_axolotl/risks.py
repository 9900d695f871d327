"""What a config asks for besides training: running code, sending data, reading or writing outside of the dataset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from simulacrum_core import Manifest, UsageError

from .settings import CONFIG, Settings

_CODE = {
    "trust_remote_code": "runs the Python code of a model or of a dataset",
    "trainer_cls": "runs a class of any package",
    "torchdistx_path": "adds a folder to those that Python imports from",
    "use_kernels": "downloads kernels and runs them",
    "trl": "may name functions to run and servers to ask",
    "ebft": "may name functions to run",
    "vllm": "starts a server",
    "deepspeed": "may name code and folders of its own",
    "overrides_of_model_kwargs": "is passed to the loading of the model unchecked",
    # The name under which axolotl's models take the same.
    "model_kwargs": "is passed to the loading of the model unchecked",
    **dict.fromkeys(
        ("do_bench_eval", "bench_dataset", "do_causal_lm_eval", "eval_causal_lm_metrics"),
        "downloads measures and data, and runs the measures' code",
    ),
    "processor_kwargs": "is passed to the loading of a processor unchecked",
    "auto_resume_from_checkpoints": "loads a state that a run left",
    "resume_from_checkpoint": "loads a state that a run left, which `--resume` does with the last one of this dataset",
}
_SENDING = {
    **dict.fromkeys(("use_wandb", "use_mlflow", "use_comet", "use_trackio", "use_swanlab"), "reports to a tracker"),
    "use_otel_metrics": "lets others read measurements",
    "use_ray": "asks other machines",
    "resources_per_worker": "asks other machines",
    "report_to": "reports to a tracker",
}
_SENDING_BEGINNINGS = {
    ("push_", "hub_"): "uploads to the Hub",
    ("wandb_", "mlflow_", "hf_mlflow_", "comet_", "trackio_", "swanlab"): "reports to a tracker",
    ("otel_", "gradio_"): "lets others read",
    ("ray_", "hatchery", "nemo_gym", "kd_online"): "asks other machines",
}
_PLACES = ("output_dir", "dataset_prepared_path", "logging_dir")
_DATASETS = ("datasets", "test_datasets", "pretraining_dataset")
# What of axolotl's own integrations computes, and neither reports nor asks other machines nor runs code of others.
_INTEGRATIONS = (
    "cut_cross_entropy densemixer diffusion expert_parallel grokfast kd kernels liger llm_compressor mora spectrum"
)
_PLUGIN = re.compile(
    rf"axolotl\.integrations\.(?:{'|'.join(_INTEGRATIONS.split())})(?:\.plugin)?\.[A-Z][A-Za-z]{{0,40}}"
)
_TYPE = re.compile(r"\w{1,60}(?:\.load(?:_\w{1,60})?)?")
# Keys whose words, lists or tables say how to compute. Others that are no numbers are told, as axolotl passes them by.
_KNOWN = frozenset(
    """
    activation_offloading adapter added_tokens_overrides attn_implementation axolotl_config_path base_model
    base_model_config batch_flattening bf16 bnb_config_kwargs chat_template chat_template_jinja chat_template_kwargs
    cls_model_config default_system_message device_map dpo_loss_type dpo_loss_weights eot_tokens eval_strategy
    evaluation_strategy excess_length_strategy experts_implementation fix_untrained_tokens flex_attn_compile_kwargs
    fp16 fp32_norm_classes fp8_config fsdp fsdp_config gpu_memory_limit gradient_checkpointing
    gradient_checkpointing_kwargs large_head_attention learning_rate lisa_layers_attribute
    loftq lora_alpha_pattern lora_model_dir lora_modules_to_save lora_rank_pattern lora_target_modules
    lora_target_parameters lr_groups lr_scheduler lr_scheduler_kwargs max_memory merge_method metric_for_best_model
    model_quantization_config model_quantization_config_kwargs optim_args optim_target_modules optimizer peft
    peft_init_lora_weights peft_layer_replication peft_layers_pattern peft_layers_to_transform
    peft_trainable_token_indices qat qgalore_proj_type quantization relora revision_of_model rl rope_scaling
    sample_packing_mp_start_method save_strategy selective_checkpointing special_tokens spectrum_model_name strict
    tf32 tokenizer_config tokenizer_type tokens torch_compile torch_compile_backend torch_compile_mode
    torch_compile_options torch_dtype type_of_model unfrozen_parameters val_set_size warmup_ratio weight_decay
    """.split()
)
_SHOWN = 5


def check_risks(config: Settings, allowed: bool) -> None:
    """Raise UsageError where the config asks for more than training and that was not `allowed`."""
    found = [] if allowed else list(risks(config))
    if not found:
        return
    reasons = "; ".join(f"{key} {why}" for key, why in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    raise UsageError(
        f"it asks for more than training: {reasons}{more}",
        file=str(config.folder / CONFIG),
        remedy=f"Take that out, or pass --allow-config to `simulacrum train {config.folder}` if you know who wrote it",
    )


def risks(config: Settings) -> Iterator[tuple[str, str]]:
    """The keys that ask for more than training, each with what it does."""
    for key, value in config.keys.items():
        if value is None or value is False or value in ("", [], {}):
            continue
        if why := _risk(str(key), value, config.folder):
            yield str(key)[:60], why
        elif any(_trusts(part) for part in _tables(value)):
            yield str(key)[:60], _CODE["trust_remote_code"]


def unknown(config: Settings) -> Iterator[str]:
    """The keys that are not known here: another axolotl may read them."""
    known = _KNOWN | {*_CODE, *_SENDING, *_PLACES, *_DATASETS, "plugins"}
    for key, value in config.keys.items():
        if key not in known and isinstance(value, (str, list, dict)) and not _sends(str(key), value):
            yield f"{str(key)[:60]} is an unknown key; axolotl reads it unchecked"


def unhashed(config: Settings, manifest: Manifest) -> Iterator[str]:
    """What is trained on and has no hash in the manifest, so that nobody can tell whether it was changed."""
    known = {info.path for info in manifest.files}
    if CONFIG not in known:
        yield f"simulacrum.json has no hash of {CONFIG}: whether it is as `convert` wrote it is unknown"
    for path in dict.fromkeys(path for key in _DATASETS for path in _paths(config.keys.get(key))):
        if Path(path).as_posix().removeprefix("./") not in known:
            yield f"simulacrum.json has no hash of {path}: it is trained on unchecked"


def _risk(key: str, value: Any, folder: Path) -> str | None:
    """Why a key has to be allowed, None where it has not."""
    if why := _CODE.get(key) or _sends(key, value):
        return why
    if key == "plugins":
        return None if _are(value, _PLUGIN) else "runs code of a package that is no known part of axolotl"
    if key in ("attn_implementation", "experts_implementation") and "/" in str(value):
        return "downloads code and runs it"
    if key in _PLACES:
        return None if _is_inside(value, folder) else "writes outside of the dataset's folder"
    if key in _DATASETS:
        return _dataset_risk(value, folder)
    return None


def _sends(key: str, value: Any) -> str | None:
    if key == "wandb_mode" and value in ("disabled", "offline"):
        return None
    found = (why for starts, why in _SENDING_BEGINNINGS.items() if key.startswith(starts))
    return _SENDING.get(key) or next(found, None)


def _dataset_risk(value: Any, folder: Path) -> str | None:
    entries = value if isinstance(value, list) else [value]
    if not all(isinstance(entry, dict) and _paths([entry]) for entry in entries):
        return "is no list of files"
    if not all(_is_inside(path, folder) and (folder / path).exists() for path in _paths(entries)):
        return "trains on what is not in the dataset's folder"
    types = [entry.get("type") for entry in entries if isinstance(entry.get("type"), str)]
    return None if _are(types, _TYPE) else "runs code of another package to read the rows"


def _paths(entries: Any) -> list[str]:
    """The files that entries of a config name."""
    tables = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    named = [entry.get(key) for entry in tables for key in ("path", "data_files") if entry.get(key)]
    return [str(path) for name in named for path in (name if isinstance(name, list) else [name])]


def _are(values: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) and pattern.fullmatch(one) for one in values)


def _is_inside(path: Any, folder: Path) -> bool:
    """Whether a path is in a folder, also where a link leads; `~` and what another machine means by it is not."""
    if not isinstance(path, str) or path.startswith("~") or "://" in path or "$" in path:
        return False
    whole, here = (folder / path).resolve(), folder.resolve()
    return whole != here and whole.is_relative_to(here)


def _trusts(table: Mapping[Any, Any]) -> bool:
    return bool(table.get("trust_remote_code"))


def _tables(value: Any) -> Iterable[dict[Any, Any]]:
    """All tables in a value; one that is named again and again by aliases is looked at once."""
    seen, left = set[int](), [value]
    while left:
        one = left.pop()
        if id(one) in seen or not isinstance(one, (dict, list)):
            continue
        seen.add(id(one))
        if isinstance(one, dict):
            yield one
        left.extend(one.values() if isinstance(one, dict) else one)
