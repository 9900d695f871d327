"""A trained adapter merged into its base model: one plain model folder that any program can load."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from ..dataset.manifest import Manifest
from ..errors import SimulacrumError, UsageError
from ..files import placed
from ..plugin.registry import Registry
from ..rendering.chat_template import chat_template
from ..rendering.template import Template
from .model_folder import MERGED, adapter_folder, base_model_of, is_adapter
from .pretrained import libraries, load_adapter, load_model, load_text_tokenizer

Dtype = Literal["auto", "float32", "bfloat16", "float16"]
_SHARD = "5GB"
_OF_THIS_MACHINE = {"name_or_path", "is_local", "local_files_only"}


def merge(
    folder: Path,
    adapter: Path | None = None,
    dtype: Dtype = "auto",
    *,
    force: bool = False,
    on_step: Callable[[str], None] = lambda line: None,
) -> Path:
    """Merge the adapter of a dataset, or `adapter`, into its base model; returns the new folder.

    It appears whole or not at all. `auto` keeps the base model's own dtype. Raises UsageError where there is no
    adapter, or where the folder is there without `force`; SimulacrumError where the models cannot be loaded.
    """
    manifest = Manifest.load(folder)
    found = adapter or adapter_folder(folder)
    _check(folder, found, force)
    base = base_model_of(found, folder, manifest)
    if write := Registry.installed().merger(found, base, folder, dtype):
        on_step(f"Merging into {base}")
        return _completed(folder, manifest, base, write)
    torch, transformers = libraries()
    on_step(f"Loading {base}")
    model = load_model(transformers, base, dtype if dtype == "auto" else getattr(torch, dtype), low_cpu_mem_usage=True)
    if getattr(model.config, "quantization_config", None):
        raise SimulacrumError(
            "this base model is quantised, an adapter cannot be merged into it",
            file=base,
            remedy="Name the unquantised one in the adapter's adapter_config.json",
        )
    tokenizer = load_text_tokenizer(transformers, base)
    on_step("Merging")
    merged = load_adapter(model, found).merge_and_unload(safe_merge=True)
    with placed(folder / MERGED) as partial:
        on_step("Writing")
        _set_ends(merged.generation_config, tokenizer, manifest.template)
        merged.save_pretrained(partial, max_shard_size=_SHARD)
        _add_tokenizer(partial, tokenizer, manifest, base)
    return folder / MERGED


def _completed(folder: Path, manifest: Manifest, base: str, write: Callable[[Path], None]) -> Path:
    """The folder with what a plugin merged, which has weights and configs of the base model; needs no PyTorch."""
    import transformers

    tokenizer = load_text_tokenizer(transformers, base)
    with placed(folder / MERGED) as partial:
        write(partial)
        has_own = (partial / "generation_config.json").is_file()
        ends = transformers.GenerationConfig.from_pretrained(str(partial)) if has_own else None
        if ends is None:
            config = transformers.AutoConfig.from_pretrained(str(partial), trust_remote_code=False)
            ends = transformers.GenerationConfig.from_model_config(config)
        _set_ends(ends, tokenizer, manifest.template)
        ends.save_pretrained(str(partial))
        _add_tokenizer(partial, tokenizer, manifest, base)
    return folder / MERGED


def _add_tokenizer(partial: Path, tokenizer: Any, manifest: Manifest, base: str) -> None:
    if not manifest.template.wrapped:
        tokenizer.chat_template = chat_template(manifest.template, manifest.others)
    tokenizer.save_pretrained(partial)
    _name_base(partial, Path(base).name if Path(base).exists() else base)
    if manifest.template.bos and not manifest.template.wrapped:
        _add_bos(partial)


def _check(folder: Path, found: Path, force: bool) -> None:
    if not is_adapter(found):
        raise UsageError(
            "this is a whole model, not an adapter: there is nothing to merge",
            file=str(found),
            remedy=f"Talk with it: simulacrum chat {folder}",
        )
    if (folder / MERGED).exists() and not force:
        raise UsageError("is there already", file=str(folder / MERGED), remedy="Pass --force to replace it")


def _set_ends(config: Any, tokenizer: Any, template: Template) -> None:
    """Generation ends at the template's EOS and at the base model's own.

    Stop strings do not go in: transformers refuses to generate with them wherever a caller passes no tokenizer.
    """
    ids = tokenizer.convert_tokens_to_ids([template.eos])
    own = [number for number in ids if number is not None and number != tokenizer.unk_token_id]
    if own:
        tokenizer.eos_token = template.eos
    base = config.eos_token_id
    config.eos_token_id = list(dict.fromkeys([*own, *([base] if isinstance(base, int) else base or [])])) or None
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    config.pad_token_id = tokenizer.pad_token_id


def _name_base(partial: Path, base: str) -> None:
    """Tell the base model by its Hub id or the name of its folder; a path of this machine goes nowhere."""
    for name in ("config.json", "tokenizer_config.json"):
        path = partial / name
        content = {key: value for key, value in json.loads(path.read_bytes()).items() if key not in _OF_THIS_MACHINE}
        if name == "config.json":
            content["_name_or_path"] = base
        _write(path, content)


def _add_bos(partial: Path) -> None:
    """Say that BOS stands before a text, as it did in training.

    Programs that lay the text out themselves leave it to what runs the model, and the converters of llama.cpp and
    Ollama take silence for a no.
    """
    path = partial / "tokenizer_config.json"
    _write(path, json.loads(path.read_bytes()) | {"add_bos_token": True})


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
