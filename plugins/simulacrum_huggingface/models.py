"""A trained model as the Hub holds it: weights, settings and tokenizer by an allowlist, and a card."""

from __future__ import annotations

import json
import re
from pathlib import Path

from simulacrum_core import DatasetError, Manifest, UsageError, chat_template

from .cards import model_card
from .parcel import Item, Parcel, hub_id, made, taken

TEMPLATE = "chat_template.jinja"
_TOKENIZER = (
    "tokenizer.json tokenizer.model tokenizer_config.json special_tokens_map.json added_tokens.json "
    f"vocab.json merges.txt {TEMPLATE}"
).split()
_ADAPTER = {"adapter_config.json", "adapter_model.safetensors", *_TOKENIZER}
_MERGED = {"config.json", "generation_config.json", "model.safetensors.index.json", *_TOKENIZER}
_SHARD = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
# A path, relative or absolute, of any system.
_PLACE = re.compile(r"(~|\.{1,2})[/\\].*|/[^/]+/.*|[A-Za-z]:[/\\].*|\\\\.*|file:.*", re.DOTALL)
_OF_THIS_MACHINE = ("is_local", "local_files_only")
_BASE = ("base_model_name_or_path", "_name_or_path", "name_or_path")


def model_parcel(
    folder: Path,
    manifest: Manifest,
    merged: bool,
    base_model: str | None,
    repo: str = "OWNER/NAME",
    invented: Manifest | None = None,
) -> Parcel:
    """What `push` sends of what was trained; raises UsageError where the base model has no name on the Hub.

    A chat template that names another person is that of the manifest `invented`, if there is one.
    """
    root = _root(folder, merged)
    names = sorted(path.name for path in root.iterdir() if _is_allowed(path.name, merged))
    config = "config.json" if merged else "adapter_config.json"
    settings = _settings(root / config)
    # A merged model's own settings may name itself; the dataset's manifest knows the base.
    spec = manifest.base_model if merged else (settings.get(_BASE[0]) or manifest.base_model)
    base = hub_id(spec if isinstance(spec, str) else None, base_model)
    if base is None:
        raise UsageError("the base model is not known", remedy="Pass --base-model with its id on the Hub")
    _check_weights(root, names, merged)
    items = [_item(root / name, root, base) for name in names]
    if invented is not None:
        items = [_anonymous(item, manifest, invented) for item in items]
    card = made("README.md", model_card(manifest, base, merged, repo))
    kind = "a merged model" if merged else "an adapter"
    people = 1 + max(manifest.statistics.people, len(manifest.others))
    return Parcel("model", [*items, card], f"{kind} trained on messages of {people:,} people")


def _root(folder: Path, merged: bool) -> Path:
    places = [folder / "merged", folder / "model" / "merged"] if merged else [folder / "model"]
    needed = "config.json" if merged else "adapter_config.json"
    found = next((place for place in places if (place / needed).is_file()), None)
    if found is None:
        what, verb = ("merged model", "merge") if merged else ("adapter", "train")
        raise UsageError(f"there is no {what} here", file=str(places[0]), remedy=f"Run: simulacrum {verb} {folder}")
    return found


def _is_allowed(name: str, merged: bool) -> bool:
    return name in _MERGED or bool(_SHARD.fullmatch(name)) if merged else name in _ADAPTER


def _check_weights(root: Path, names: list[str], merged: bool) -> None:
    """Raise DatasetError where a part of the weights is missing, or they are no safetensors."""
    index = root / "model.safetensors.index.json"
    needed = {"adapter_model.safetensors"}
    if merged:
        pieces = _settings(index).get("weight_map") if index.name in names else None
        needed = set(map(str, pieces.values())) if isinstance(pieces, dict) else {"model.safetensors"}
    if missing := needed - set(names):
        raise DatasetError(
            f"{len(missing)} of {len(needed)} files with weights are missing",
            file=str(root),
            remedy="Only whole models in safetensors are pushed",
        )


def _item(file: Path, root: Path, base: str) -> Item:
    item = taken(file.name, file, root)
    if file.suffix != ".json" or "config" not in file.name:
        return item
    settings = _cleaned(_settings(file), base)
    if file.name == "adapter_config.json":
        settings[_BASE[0]] = base
    return made(file.name, json.dumps(settings, indent=2, ensure_ascii=False) + "\n")


def _anonymous(item: Item, manifest: Manifest, invented: Manifest) -> Item:
    """The file, or, where it is the template that `merge` wrote, the one of a dataset under invented names."""
    ours = chat_template(manifest.template, manifest.others)
    if not isinstance(item.content, Path) or item.path != TEMPLATE or item.content.read_bytes() != ours.encode():
        return item
    return made(TEMPLATE, chat_template(invented.template, invented.others))


def _cleaned(settings: dict[str, object], base: str) -> dict[str, object]:
    """Settings in which the base model has its name on the Hub, and nothing else names a place of this machine."""
    kept: dict[str, object] = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            kept[key] = _cleaned(value, base)
        elif key in _BASE and value:
            kept[key] = base
        elif not _is_local(key, value):
            kept[key] = value
    return kept


def _is_local(key: str, value: object) -> bool:
    if key in _OF_THIS_MACHINE:
        return True
    if not isinstance(value, str) or not value:
        return False
    # The text of an added token may look like a path.
    return key.endswith(("_path", "_dir", "_file")) or (key != "content" and bool(_PLACE.fullmatch(value)))


def _settings(file: Path) -> dict[str, object]:
    try:
        settings = json.loads(file.read_bytes())
    except ValueError:
        raise DatasetError("damaged: it is not JSON", file=str(file)) from None
    if not isinstance(settings, dict):
        raise DatasetError("damaged: it is not a JSON object", file=str(file))
    return settings
