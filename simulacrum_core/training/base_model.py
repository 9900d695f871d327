"""The base model of a run: how the dataset names it, where it lies, and the tokenizer that the text was written for."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from ..dataset.folder import located, reference
from ..dataset.manifest import Manifest
from ..dataset.rows import dataset_tokenizer
from ..errors import MissingExtraError, SimulacrumError, UsageError
from ..tokens.loading import load_tokenizer
from ..tokens.tokenizers import BYTES, Tokenizer

_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "tokenizer.model",
    "vocab.json",
    "merges.txt",
    "chat_template.jinja",
)
_NOT_NEEDED = ["*.gguf", "*.pth", "*.onnx", "*.h5", "*.msgpack", "original/*", "consolidated*"]


class Base(msgspec.Struct, frozen=True):
    """A base model on this machine; `name` is how an adapter in the dataset is to name it."""

    name: str
    folder: Path


def base_name(chosen: str | None, dataset: Path, manifest: Manifest) -> str:
    """What the model is called as seen from the dataset; raises UsageError where nobody names one."""
    name = reference(chosen, dataset) if chosen else manifest.base_model
    if not name:
        raise UsageError("the dataset names no base model", file=str(dataset), remedy="Pass -t base_model MODEL")
    return name


def find_base_model(name: str, dataset: Path, *, download: bool) -> Base:
    """The model with its weights, from a folder or the Hub's cache; from the Hub itself only with `download`."""
    place = Path(located(name, dataset)).expanduser()
    is_path = _is_path(name, place)
    folder = place if is_path else _from_hub(name, download)
    if not folder.is_dir():
        raise SimulacrumError("there is no such base model", file=str(folder), remedy="Pass -t base_model MODEL")
    if not ((folder / "config.json").is_file() and any(any(folder.glob(pattern)) for pattern in _WEIGHTS)):
        raise _absent(name) if not is_path else SimulacrumError("this folder holds no model", file=str(folder))
    return Base(name, folder)


def is_to_fetch(name: str, dataset: Path) -> bool:
    """Whether it is a model of the Hub that is not on this machine, as far as can be told without asking the Hub."""
    if _is_path(name, Path(located(name, dataset)).expanduser()):
        return False
    try:
        find_base_model(name, dataset, download=False)
    except MissingExtraError:
        raise
    except SimulacrumError:
        return True
    return False


def _is_path(name: str, place: Path) -> bool:
    return name.startswith((".", "/", "~")) or place.is_dir()


def text_tokenizer(chosen: str | None, base: Base, dataset: Path, manifest: Manifest) -> Tokenizer:
    """The tokenizer of the text; raises SimulacrumError where it is not the base model's."""
    info = manifest.tokenizer
    if info.spec != BYTES:
        is_base = chosen is not None or info.spec == base.name
        return dataset_tokenizer(dataset, info, str(base.folder) if is_base else None)
    tokenizer = load_tokenizer(str(base.folder), bos=info.bos, eos=info.eos)
    for token in filter(None, (info.bos, info.eos)):
        if len(tokenizer.encode(token)) != 1:
            raise UsageError(
                f"the dataset was written with {token!r}, which is not a token of {base.name}",
                file=str(dataset),
                remedy=f"Convert again with --base-model {base.name}",
            )
    return tokenizer


def copy_tokenizer(base: Path, folder: Path) -> None:
    """Put the tokenizer of a base model beside what was trained over it."""
    for name in _TOKENIZER_FILES:
        if (base / name).is_file():
            shutil.copyfile(base / name, folder / name)


def _from_hub(name: str, download: bool) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise MissingExtraError("huggingface_hub", "tokenizers") from None
    try:
        return Path(snapshot_download(name, local_files_only=not download, ignore_patterns=_NOT_NEEDED))
    except Exception as error:
        # Absent, gated, mistyped, offline: the client has a class for each.
        raise _absent(name, str(error).strip().partition("\n")[0] if download else "") from error


def _absent(name: str, why: str = "") -> SimulacrumError:
    reason = f" ({why})" if why else ""
    return SimulacrumError(
        f"the base model is not on this machine{reason}",
        file=name,
        remedy=f"Get it with `hf download {name}`, or pass -t download true",
    )
