"""The trained model, loaded to talk: an adapter over its base model, or a merged model."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .chatting import Sampling
from .contracts import MODEL
from .datasets import located
from .errors import MissingExtraError, SimulacrumError, UsageError
from .manifest import Manifest
from .rows import dataset_tokenizer
from .tokens import BYTES

MERGED = "merged"
_EXTRA = "chat"


class TrainedModel:
    """A Speaker on CUDA, MPS or CPU, whichever there is; the prompt gets the ids that training text gets."""

    def __init__(self, folder: Path, manifest: Manifest, path: Path | None = None) -> None:
        """Load from `path`, or from what was trained in the dataset; raises UsageError where nothing was."""
        found = path or trained_folder(folder)
        self._torch, transformers = _libraries()
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        base = base_model_of(found, folder)
        self._model = self._loaded(transformers, found, base)
        self._text = transformers.AutoTokenizer.from_pretrained(base, local_files_only=True)
        # A dataset that was counted in bytes names no tokenizer of a model.
        is_named = path is None and manifest.tokenizer.spec != BYTES
        self._tokenizer = dataset_tokenizer(folder, manifest.tokenizer, None if is_named else base)
        self._streamer, self._stopping = transformers.TextIteratorStreamer, transformers.StoppingCriteriaList
        ends = self._model.generation_config.eos_token_id
        own = self._tokenizer.encode(manifest.template.eos)
        self._ends = sorted({*([ends] if isinstance(ends, int) else ends or []), *(own if len(own) == 1 else [])})

    def count(self, text: str) -> int:
        return self._tokenizer.count(text)

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Iterator[str]:
        """Generate in a thread of its own, and stop it when nobody listens any more."""
        streamer = self._streamer(self._text, skip_prompt=True, skip_special_tokens=True)
        stop, failed = threading.Event(), list[BaseException]()
        arguments = self._arguments(text, sampling, attempt)
        arguments["stopping_criteria"] = self._stopping([lambda *_, **__: stop.is_set()])

        def run() -> None:
            try:
                with self._torch.inference_mode():
                    self._model.generate(**arguments, streamer=streamer)
            except Exception as error:
                failed.append(error)
                streamer.end()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield from streamer
        finally:
            stop.set()
            thread.join()
        if failed:
            raise SimulacrumError(f"the model cannot go on ({failed[0]})") from failed[0]

    def _arguments(self, text: str, sampling: Sampling, attempt: int) -> dict[str, Any]:
        ids = self._torch.tensor([self._tokenizer.encode(text)], device=self._model.device)
        if sampling.seed is not None:
            self._torch.manual_seed(sampling.seed + attempt)
        drawn: dict[str, Any] = {"do_sample": False}
        if sampling.temperature > 0 or attempt:
            heat = sampling.temperature or 1.0
            drawn = {"do_sample": True, "temperature": heat, "top_p": sampling.top_p, "top_k": 0}
        return {
            "input_ids": ids,
            "attention_mask": self._torch.ones_like(ids),
            "max_new_tokens": sampling.max_tokens,
            "repetition_penalty": sampling.repetition_penalty,
            "eos_token_id": self._ends or None,
            "pad_token_id": self._ends[0] if self._ends else 0,
            **drawn,
        }

    def _loaded(self, transformers: Any, found: Path, base: str) -> Any:
        device, dtype = _device(self._torch)
        is_adapter = (found / "adapter_config.json").is_file()
        try:
            source = base if is_adapter else str(found)
            load = transformers.AutoModelForCausalLM.from_pretrained
            model = load(source, dtype=dtype, local_files_only=True)
            if is_adapter:
                from peft import PeftModel

                model = PeftModel.from_pretrained(model, str(found))
        except ImportError as error:
            raise MissingExtraError(str(error.name), _EXTRA) from None
        except (OSError, ValueError) as error:
            what = str(error).strip().partition("\n")[0]
            raise SimulacrumError(
                f"the model cannot be loaded ({what})", file=base, remedy="If it is on the Hub: hf download " + base
            ) from error
        return model.to(device).eval()


def trained_folder(folder: Path) -> Path:
    """Where the newest model of a dataset lies: merged, else what the trainer made; UsageError where there is none."""
    for path, files in ((folder / MERGED, ["config.json"]), (folder / MODEL, ["adapter_config.json", "config.json"])):
        if any((path / file).is_file() for file in files):
            return path
    raise UsageError(
        "nothing was trained on this dataset yet",
        file=str(folder),
        remedy="Run axolotl in that folder, or pass --model with an adapter or a merged model",
    )


def base_model_of(found: Path, folder: Path) -> str:
    """The base model of an adapter, a relative path as seen from the dataset; a whole model is its own."""
    config = found / "adapter_config.json"
    if not config.is_file():
        return str(found)
    try:
        return located(str(json.loads(config.read_bytes())["base_model_name_or_path"]), folder)
    except (ValueError, KeyError, OSError) as error:
        raise SimulacrumError(f"damaged ({error})", file=str(config), remedy="Train again") from None


def _libraries() -> tuple[Any, Any]:
    try:
        import torch
        import transformers
    except ImportError as error:
        raise MissingExtraError(str(error.name), _EXTRA) from None
    return torch, transformers


def _device(torch: Any) -> tuple[str, Any]:
    """Where to compute, and in which type: half the memory where the hardware is fast with it."""
    if torch.cuda.is_available():
        return "cuda", torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if torch.backends.mps.is_available():
        return "mps", torch.float16
    return "cpu", torch.float32
