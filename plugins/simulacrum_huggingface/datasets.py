"""A dataset as the Hub holds it: rows in `data`, a card, a manifest without names, and axolotl's config."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from simulacrum_core import DatasetError, Manifest

from .cards import dataset_card
from .columns import parquet
from .parcel import Item, Parcel, hub_id, made, taken

_CONFIGS = ("axolotl.yml", "llamafactory.yml")
_KNOWN = ("README.md", "dataset_info.json", *_CONFIGS)
_ROWS = re.compile(r"(train|validation)(-\d{5}-of-\d{5})?\.jsonl")
_SPECIAL = ("bytes", "tiktoken:")


def dataset_parcel(
    folder: Path, manifest: Manifest, base_model: str | None, repo: str, columns: Path | None = None
) -> Parcel:
    """What `push` sends of a dataset: only what its manifest lists; raises DatasetError for a file that is strange.

    With a folder for `columns` the rows are written there as Parquet, and only they and the card are sent.
    """
    plain = {info.path.removeprefix("data/"): info for info in manifest.files}
    if strangers := [name for name in plain if name not in _KNOWN and not _ROWS.fullmatch(name)]:
        raise DatasetError(
            f"{len(strangers)} files in its manifest are not a dataset's rows, card or config",
            file=str(folder),
            remedy="Make one with --to axolotl",
        )
    items = [
        taken(f"data/{name}", folder / info.path, folder, info.sha256) for name, info in plain.items() if info.split
    ]
    base = _base(manifest, base_model)
    extra = []
    if columns is not None:
        items = [_in_columns(item, columns) for item in items if item.size]
    else:
        for name in _CONFIGS:
            if info := plain.get(name):
                taken(name, folder / info.path, folder, info.sha256)
                extra.append(made(name, _config(folder / info.path, manifest, base)))
        if info := plain.get("dataset_info.json"):
            taken("dataset_info.json", folder / info.path, folder, info.sha256)
            extra.append(made("dataset_info.json", _index(folder / info.path)))
        extra.append(made("simulacrum.json", _reduced(manifest, base, [*items, *extra])))
    items = [item for item in items if item.size]
    card = made("README.md", dataset_card(manifest, _data_files(items), repo))
    return Parcel("dataset", [*items, *extra, card], _summary(manifest))


def _data_files(items: Sequence[Item]) -> dict[str, str]:
    """The files of each split, as one pattern where there are several."""
    return {
        name.partition("-")[0]: re.sub(r"-\d{5}-of-\d{5}", "-*", item.path)
        for item in items
        for name in [Path(item.path).stem]
    }


def _summary(manifest: Manifest) -> str:
    ledger = manifest.ledger
    used, people = ledger.trained + ledger.context, max(manifest.statistics.people, len(manifest.others))
    others = f"{people:,} other {'person' if people == 1 else 'people'}"
    named = " under invented names" if manifest.recipe.pseudonyms else ""
    count = ledger.private().total()
    redacted = f"{count:,} redaction{'' if count == 1 else 's'}"
    return f"{used:,} messages, {ledger.context:,} of them by {others}{named}; {redacted}"


def _base(manifest: Manifest, given: str | None) -> str | None:
    """The base model's id; a tokenizer in a local folder is known by its base model, too."""
    spec = manifest.tokenizer.spec
    local = None if spec.startswith(_SPECIAL) else spec
    return hub_id(manifest.base_model or local, given)


def _reduced(manifest: Manifest, base: str | None, items: list[Item]) -> str:
    """The manifest with what training and chat need, and no names, decisions, dates or paths.

    Real names of others stay only where essays stand beside chats: without them nobody can tell the two apart, and the
    rows hold them anyway.
    """
    small = manifest.model_copy(deep=True)
    small.decisions = []
    if not manifest.recipe.pseudonyms:
        small.stop = [manifest.template.eos] if manifest.template.eos else []
        small.others = manifest.others if manifest.statistics.monologues else []
    small.base_model = base
    if not small.tokenizer.spec.startswith(_SPECIAL):
        small.tokenizer.spec = base or ""
    small.recipe = manifest.recipe.model_copy(
        update={"since": None, "until": None, "tz": None, "recognizer_options": {}}
    )
    rows = {f"data/{info.path.removeprefix('data/')}": info for info in manifest.files}
    small.files = [
        (rows.get(item.path) or manifest.files[0]).model_copy(
            update={"path": item.path, "sha256": item.digest, "size": item.size}
            | ({} if item.path in rows else {"split": None, "rows": None})
        )
        for item in items
    ]
    return small.model_dump_json(indent=2) + "\n"


def _config(file: Path, manifest: Manifest, base: str | None) -> str:
    """A trainer's config with the paths of the repository, and the Hub's name of the base model."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^([ ]{1,8}- path: )(train|validation)([-\w]*)\.jsonl$", r"\1data/\2\3.jsonl", text)
    if base is None:
        return text
    text = re.sub(r"(?m)^(base_model|model_name_or_path): .*$", lambda key: f"{key[1]}: {json.dumps(base)}", text)
    for spec in {manifest.base_model, manifest.tokenizer.spec} - {None, base, "bytes"}:
        text = text.replace(str(spec), base)
    return text


def _index(file: Path) -> str:
    """LLaMA-Factory's index with the paths of the repository."""
    index = json.loads(file.read_bytes())
    for entry in index.values():
        entry["file_name"] = f"data/{Path(entry['file_name']).name}"
    return json.dumps(index, indent=2) + "\n"


def _in_columns(item: Item, columns: Path) -> Item:
    path = f"{item.path.removesuffix('.jsonl')}.parquet"
    return taken(path, parquet(Path(str(item.content)), columns / Path(path).name), columns)
