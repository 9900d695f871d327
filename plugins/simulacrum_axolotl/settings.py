"""`axolotl.yml` as its owner left it: what training needs to know of it, and whether it still fits the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import DatasetError, Manifest, MissingExtraError, SimulacrumError, UsageError, load_tokenizer

CONFIG = "axolotl.yml"
_KERNELS = ("lora_mlp_kernel", "lora_qkv_kernel", "lora_o_kernel", "lora_embedding_kernel")
_BYTES = "bytes"
_MOST_BYTES = 1 << 20


class Settings(msgspec.Struct, frozen=True):
    """The keys of the config; its folder is the dataset."""

    folder: Path
    keys: dict[str, Any]

    @property
    def base_model(self) -> str:
        return str(self.keys["base_model"])

    @property
    def output(self) -> Path:
        """Where the adapter and its checkpoints come to lie."""
        return self.folder / str(self.keys.get("output_dir") or "model-out")

    @property
    def local_base(self) -> Path | None:
        """The folder of the base model, None where it is on the Hub."""
        path = self.folder / Path(self.base_model).expanduser()
        return path if path.is_dir() else None


def settings(folder: Path) -> Settings:
    """Read the config of a dataset; raises UsageError where it has none, DatasetError where it is damaged."""
    path = folder / CONFIG
    if not path.is_file():
        raise UsageError(
            f"there is no {CONFIG} in this dataset",
            file=str(folder),
            remedy="Pass --with raw, or --with mlx on a Mac, where it was made for that; or convert with --to axolotl",
        )
    try:
        import yaml
    except ImportError:
        raise MissingExtraError("PyYAML", "train") from None
    if path.stat().st_size > _MOST_BYTES:
        raise DatasetError(f"longer than {_MOST_BYTES:,} bytes", file=str(path), remedy="Convert again")
    try:
        keys = yaml.safe_load(path.read_text(encoding="utf-8"))
    except RecursionError:
        raise DatasetError("nested too deep", file=str(path), remedy="Convert again") from None
    except (yaml.YAMLError, ValueError) as error:
        # Numbers and dates that there are none of are a bare ValueError.
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).partition("\n")[0][:200]
        line = mark.line + 1 if mark else None
        raise DatasetError(f"not a YAML file ({what})", file=str(path), line=line, remedy="Correct it") from None
    if not isinstance(keys, dict) or not isinstance(keys.get("base_model"), str):
        raise DatasetError("it names no base_model", file=str(path), remedy="Add a line such as base_model: ORG/MODEL")
    return Settings(folder, keys)


def remarks(config: Settings, manifest: Manifest, *, download: bool) -> Iterator[str]:
    """What is worth to be told about the config; raises DatasetError where training would go wrong.

    With `download` the tokenizer of the base model is fetched where it is not here, as the model will be.
    """
    yield from _length_remarks(config, manifest)
    if config.keys.get("train_on_inputs"):
        yield "train_on_inputs is true: what the others say is trained on as well"
    if config.base_model.startswith((".", "/", "~")) and config.local_base is None:
        raise DatasetError(
            f"there is no base model in {config.base_model}",
            file=str(config.folder / CONFIG),
            remedy="Change base_model: its path begins in the dataset's folder",
        )
    base = config.base_model if config.local_base is None else str(config.local_base)
    try:
        own = load_tokenizer(base, download=download)
    except SimulacrumError as error:
        yield f"whether the base model's tokenizer is the dataset's was not checked: {error}"
        return
    template = manifest.template
    is_counted_in_bytes = manifest.tokenizer.spec == _BYTES
    if not is_counted_in_bytes and own.fingerprint != manifest.tokenizer.fingerprint:
        raise _foreign(config, "has another tokenizer than the dataset was counted with")
    if is_counted_in_bytes and (own.eos, own.bos) != (template.eos, template.bos):
        marks = f"{own.bos or 'nothing'!r} and {own.eos!r}"
        raise _foreign(
            config, f"begins and ends a text with {marks}, the dataset with {template.bos!r}, {template.eos!r}"
        )


def _length_remarks(config: Settings, manifest: Manifest) -> Iterator[str]:
    length, longest = config.keys.get("sequence_len"), manifest.statistics.longest
    if not isinstance(length, int) or length == manifest.recipe.budget:
        return
    if length < longest:
        raise DatasetError(
            f"sequence_len is {length}, and the longest example has {longest} tokens: it would not be trained on",
            file=str(config.folder / CONFIG),
            remedy=f"Set it to {manifest.recipe.budget}, or convert again with --budget {length}",
        )
    yield f"sequence_len is {length}, the dataset's budget is {manifest.recipe.budget}; every example fits"


def _foreign(config: Settings, what: str) -> DatasetError:
    return DatasetError(
        f"the base model {config.base_model} {what}",
        file=str(config.folder / CONFIG),
        remedy=f"Convert again with --base-model {config.base_model}, or put the former base_model back",
    )


def without_gpu(keys: dict[str, Any]) -> dict[str, Any]:
    """What a machine without a GPU needs of the config to be otherwise: 16 and 4 bits and Triton kernels need one."""
    changes: dict[str, Any] = {"bf16": False, "fp16": False, "tf32": False, **dict.fromkeys(_KERNELS, False)}
    if keys.get("adapter") == "qlora":
        changes["adapter"] = "lora"
    changes.update({key: False for key in ("load_in_4bit", "load_in_8bit") if keys.get(key)})
    if "8bit" in str(keys.get("optimizer")) or str(keys.get("optimizer")).startswith("paged"):
        changes["optimizer"] = "adamw_torch"
    if keys.get("flash_attention") or "flash" in str(keys.get("attn_implementation")):
        changes.update({"flash_attention": None, "attn_implementation": "sdpa"})
    return {key: value for key, value in changes.items() if keys.get(key) != value}


def changed(config: Settings, changes: dict[str, Any], path: Path) -> Path:
    """Write the config with changes to `path`, and leave the owner's file as it is; None takes a key away."""
    import yaml

    keys = {key: value for key, value in {**config.keys, **changes}.items() if value is not None}
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"# Made from {CONFIG} for this machine by `simulacrum train`; it is written anew each time.\n"
    path.write_text(head + yaml.safe_dump(keys, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path
