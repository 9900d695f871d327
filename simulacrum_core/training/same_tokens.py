"""The tokenizer that a trained model is spoken to with, which has to be the one of its training text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..dataset.manifest import Manifest
from ..dataset.rows import dataset_tokenizer
from ..errors import DatasetError, SimulacrumError
from ..tokens.loading import load_tokenizer
from ..tokens.tokenizers import BYTES, Tokenizer


def model_tokenizer(folder: Path, manifest: Manifest, source: str) -> Tokenizer:
    """The dataset's tokenizer; the model's where bytes were counted, or where the dataset's lies here no more."""
    info = manifest.tokenizer
    if info.spec != BYTES:
        try:
            return dataset_tokenizer(folder, info)
        except DatasetError:
            raise
        except SimulacrumError:
            pass
    return load_tokenizer(source, bos=info.bos, eos=info.eos)


def check_same_tokens(folder: Path, counted: Tokenizer, decode: Callable[[list[int]], str], name: str) -> None:
    """Raise DatasetError where the ids that a dataset was counted with mean something else to the model."""
    probe = f"{name}: The 12 quick foxes, naïve & 한국어?"
    if decode(counted.encode(probe)).strip() != probe:
        raise DatasetError(
            "the model's tokenizer is not the one that the dataset was counted with",
            file=str(folder),
            remedy="Pass --model with a model that was trained on it, or convert again",
        )
