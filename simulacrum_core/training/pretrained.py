"""Loading with transformers and PEFT: a base model and the adapter over it, or a whole model; nothing is downloaded."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import MissingExtraError, SimulacrumError

_EXTRA = "chat"
# Left open, transformers asks on the terminal whether to run the Python code in the folder, and takes a piped `y`.
_SAFELY = {"local_files_only": True, "trust_remote_code": False}


def libraries() -> tuple[Any, Any]:
    """torch and transformers, which keeps its remarks to itself; raises MissingExtraError."""
    # Computing needs no helper processes, and the reminder about them says nothing to a user.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import torch
        import transformers
    except ImportError as error:
        raise MissingExtraError(str(error.name), _EXTRA) from None
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    return torch, transformers


def load_model(transformers: Any, source: str, dtype: Any, **placed: Any) -> Any:
    """The causal language model in a folder or in the Hub's cache; raises SimulacrumError where there is none."""
    load = transformers.AutoModelForCausalLM.from_pretrained
    with _named_errors("the model cannot be loaded", source, _absent(source)):
        model, found = load(source, dtype=dtype, output_loading_info=True, **_SAFELY, **placed)
        if missing := sorted(found["missing_keys"]):
            # transformers fills them at random and says so in a remark.
            raise ValueError(f"{len(missing):,} of its weights are missing, the first {missing[0]}")
        return model


def load_adapter(model: Any, found: Path) -> Any:
    """The model with the adapter over it; raises SimulacrumError where they do not fit or a file is damaged."""
    with _named_errors("the adapter cannot be loaded", str(found), "Train again, or pass --model with another one"):
        from peft import PeftModel

        with warnings.catch_warnings():
            # Else an adapter of a larger model would be used in part.
            warnings.filterwarnings("error", message="Found missing adapter keys")
            # Of names that transformers takes away some day, which is PEFT's business.
            warnings.simplefilter("ignore", FutureWarning)
            return PeftModel.from_pretrained(model, str(found))


def load_encoder(transformers: Any, source: str) -> Any:
    """A model that reads, such as a style embedding, in a folder or in the Hub's cache, without code of its own."""
    with _named_errors("the embedding cannot be loaded", source, _absent(source)):
        return transformers.AutoModel.from_pretrained(source, **_SAFELY)


def load_text_tokenizer(transformers: Any, source: str) -> Any:
    """transformers' own tokenizer of a model; raises SimulacrumError where it has none."""
    with _named_errors("its tokenizer cannot be loaded", source, _absent(source)):
        return transformers.AutoTokenizer.from_pretrained(source, **_SAFELY)


@contextlib.contextmanager
def _named_errors(what: str, file: str, remedy: str) -> Iterator[None]:
    """Turns what the libraries raise, which may be anything, into one line."""
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(str(error.name or error), _EXTRA) from error
    except Exception as error:
        if "trust_remote_code" in str(error):
            raise SimulacrumError(
                "it comes with Python code of its own, which is not run",
                file=file,
                remedy="Take a model that transformers knows by itself",
            ) from error
        why = str(error).strip().partition("\n")[0][:200] or type(error).__name__
        if _is_place(file) and not Path(file).exists():
            # The Hub's library takes it for an id.
            why = "it is not there"
        raise SimulacrumError(f"{what} ({why})", file=file, remedy=remedy) from error


def _absent(source: str) -> str:
    if Path(source).is_dir():
        return "Its files are damaged or incomplete: get them again"
    if _is_place(source):
        return "There is no such folder: put the base model there, or train again"
    return f"It is not on this machine: hf download {source}"


def _is_place(source: str) -> bool:
    """Whether a source can only be a folder, and no Hub id."""
    return Path(source).is_absolute() or source.startswith(".")
