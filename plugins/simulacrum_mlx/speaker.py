"""The trained model, loaded to talk through mlx-lm: an adapter over its base model, or a whole model."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from simulacrum_core import Manifest, Sampling, SimulacrumError, Written
from simulacrum_core.training import base_model_of, check_same_tokens, is_adapter, model_tokenizer

from .adapter import read_adapter
from .model import add_lora, base_folder, load_base

_COLDEST = 0.01
"""Below it the likeliest token is drawn anyway."""
_FAR = 1 << 30
"""Tokens that the penalty on repetitions looks back: all, as with transformers."""


class MlxModel:
    """A Speaker on Apple's GPU, or on the CPU; the prompt gets the ids that training text gets."""

    def __init__(self, folder: Path, manifest: Manifest, path: Path) -> None:
        """Load what lies in `path`; raises SimulacrumError where that cannot be."""
        self.path = path
        source = base_folder(base_model_of(path, folder, manifest), folder)
        # MLX computes on the streams of a thread: one of them does all the work.
        self._worker = ThreadPoolExecutor(1)
        self._model, config = self._worker.submit(_loaded, path, source).result()
        self._text = _text_tokenizer(source)
        self._tokenizer = model_tokenizer(folder, manifest, str(source))
        check_same_tokens(folder, self._tokenizer, self._decoded, manifest.template.name)
        ends = config.get("eos_token_id")
        own = self._tokenizer.encode(manifest.template.eos)
        self._ends = {*([ends] if isinstance(ends, int) else ends or []), *(own if len(own) == 1 else [])}

    def count(self, text: str) -> int:
        return self._tokenizer.count(text)

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Generator[str, None, Written]:
        """Generate beside this thread, one text at a time, and stop it when nobody listens any more.

        After each token there is a piece, an empty one where its word is not whole yet.
        """
        pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        stop = threading.Event()

        def run() -> Written:
            try:
                return self._write(text, sampling, attempt, pieces.put, stop)
            finally:
                pieces.put(None)

        running = self._worker.submit(run)
        try:
            yield from iter(pieces.get, None)
        finally:
            stop.set()
            wait([running])
        if failed := running.exception():
            raise SimulacrumError(f"the model failed ({failed})") from failed
        return running.result()

    def _write(
        self, text: str, sampling: Sampling, attempt: int, tell: Callable[[str], None], stop: threading.Event
    ) -> Written:
        import mlx.core as mx
        from mlx_lm.generate import generate_step
        from mlx_lm.sample_utils import make_logits_processors

        if sampling.seed is not None:
            mx.random.seed(sampling.seed + attempt)
        penalty = sampling.repetition_penalty
        steps = generate_step(
            mx.array(self._tokenizer.encode(text)),
            self._model,
            max_tokens=sampling.max_tokens,
            sampler=_sampler(sampling, attempt),
            logits_processors=make_logits_processors(
                repetition_penalty=penalty if penalty != 1 else None, repetition_context_size=_FAR
            ),
        )
        words, count = Words(self._decoded), 0
        for token, _ in steps:
            count += 1
            if int(token) in self._ends:
                tell(words.rest())
                return Written(count)
            tell(words.added(int(token)))
            if stop.is_set():
                break
        tell(words.rest())
        return Written(count, is_cut=True)

    def _decoded(self, ids: list[int]) -> str:
        text: str = self._text.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return text


class Words:
    """Text of tokens that come one by one: what is a part of a character only is held back."""

    def __init__(self, decode: Callable[[list[int]], str]) -> None:
        self._decode, self._ids, self._told = decode, list[int](), 0

    def added(self, token: int) -> str:
        """What a further token makes certain."""
        self._ids.append(token)
        text = self._decode(self._ids)
        if text.endswith("\ufffd"):
            return ""
        piece, self._told = text[self._told :], len(text)
        if text.endswith("\n"):
            self._ids, self._told = [], 0
        return piece

    def rest(self) -> str:
        """What is left at the end."""
        return self._decode(self._ids)[self._told :]


def _loaded(path: Path, source: Path) -> tuple[Any, dict[str, Any]]:
    import mlx.core as mx

    model, config = load_base(source)
    if is_adapter(path):
        lora, weights = read_adapter(path)
        add_lora(model, lora.layers, lora.rank, lora.scale, 0.0)
        try:
            model.load_weights(list(weights.items()), strict=False)
        except ValueError as error:
            what = str(error).partition("\n")[0]
            raise SimulacrumError(f"the adapter does not fit the model ({what})", file=str(path)) from error
        mx.eval(model.parameters())
    return model.eval(), config


def _sampler(sampling: Sampling, attempt: int) -> Callable[[Any], Any]:
    """As transformers draws: the temperature first, then the likeliest tokens that have the share `top_p`."""
    import mlx.core as mx
    from mlx_lm.sample_utils import apply_top_p

    is_greedy = sampling.temperature < _COLDEST
    if is_greedy and not attempt:
        return lambda scores: mx.argmax(scores, axis=-1)
    heat = 1.0 if is_greedy else sampling.temperature

    def drawn(scores: Any) -> Any:
        scores = scores / heat
        if sampling.top_p < 1:
            scores = apply_top_p(scores - mx.logsumexp(scores, axis=-1, keepdims=True), sampling.top_p)
        return mx.random.categorical(scores)

    return drawn


def _text_tokenizer(source: Path) -> Any:
    import transformers

    transformers.utils.logging.set_verbosity_error()
    try:
        return transformers.AutoTokenizer.from_pretrained(str(source), local_files_only=True, trust_remote_code=False)
    except Exception as error:
        what = str(error).strip().partition("\n")[0][:200]
        raise SimulacrumError(f"its tokenizer cannot be loaded ({what})", file=str(source)) from error
