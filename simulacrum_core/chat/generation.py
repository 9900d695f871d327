"""The trained model, loaded to talk: an adapter over its base model, or a whole model."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import msgspec

from ..dataset.manifest import Manifest
from ..errors import SimulacrumError
from ..training.model_folder import base_model_of, is_adapter, trained_folder
from ..training.pretrained import libraries, load_adapter, load_model, load_text_tokenizer
from ..training.same_tokens import check_same_tokens, model_tokenizer
from .batches import COLDEST, Draft, Drafting, Prompt, batches
from .devices import Device, chosen_device
from .scoring import Asked, Scored, rows_of, scored
from .speaker import Sampling, Written


class TrainedModel:
    """A Speaker on CUDA, MPS or CPU, whichever there is; the prompt gets the ids that training text gets.

    `path` is the folder that talks.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        path: Path | None = None,
        *,
        untrained: str | None = None,
        device: Device = "auto",
    ) -> None:
        """Load from `path`, or from what was trained in the dataset; raises UsageError where nothing was.

        With `untrained`, a folder or a Hub id, that model is taken as it is.
        """
        self.path = Path(untrained) if untrained else path or trained_folder(folder)
        self._torch, transformers = libraries()
        place, dtype = chosen_device(self._torch, device)
        source = untrained or base_model_of(self.path, folder, manifest)
        model = load_model(transformers, source, dtype)
        self._model = (load_adapter(model, self.path) if is_adapter(self.path) else model).to(place).eval()
        self._text = load_text_tokenizer(transformers, source)
        self._tokenizer = model_tokenizer(folder, manifest, source)
        check_same_tokens(folder, self._tokenizer, self._decoded, manifest.template.name)
        # A thread that is there already cannot be lost by Ctrl-C while it starts, and the interpreter waits for it.
        self._worker = ThreadPoolExecutor(1)
        self._worker.submit(int)
        self._streamer, self._stopping = transformers.TextIteratorStreamer, transformers.StoppingCriteriaList
        ends = self._model.generation_config.eos_token_id
        own = self._tokenizer.encode(manifest.template.eos)
        self._ends = sorted({*([ends] if isinstance(ends, int) else ends or []), *(own if len(own) == 1 else [])})

    def _decoded(self, ids: list[int]) -> str:
        text: str = self._text.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        return text

    def count(self, text: str) -> int:
        return self._tokenizer.count(text)

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Generator[str, None, Written]:
        """Generate beside this thread, one text at a time, and stop it when nobody listens any more.

        After each token there is a piece, an empty one where its word is not whole yet.
        """
        streamer = self._streamer(
            self._text, skip_prompt=True, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        stop, running = threading.Event(), None

        def is_over(*_: Any, **__: Any) -> bool:
            streamer.text_queue.put("")
            return stop.is_set()

        def run() -> Written:
            try:
                arguments = self._arguments(text, sampling, attempt)
                with self._torch.inference_mode():
                    (ids,) = self._model.generate(
                        **arguments, streamer=streamer, stopping_criteria=self._stopping([is_over])
                    )
                return Written(len(ids) - arguments["input_ids"].shape[1], int(ids[-1]) not in self._ends)
            finally:
                streamer.end()

        try:
            running = self._worker.submit(run)
            yield from streamer
        finally:
            stop.set()
            if running is not None:
                wait([running])
        if failed := running.exception():
            raise SimulacrumError(f"the model failed ({failed})") from failed
        return running.result()

    def write(
        self,
        prompts: Sequence[str],
        seeds: Sequence[int],
        sampling: Sampling,
        is_over: Callable[[str], bool] = lambda text: False,
        on_text: Callable[[], None] = lambda: None,
    ) -> list[tuple[str, bool]]:
        """What is written behind each prompt, several at once, and whether it was cut at `max_tokens`.

        A text for which `is_over` is true goes on for a few tokens at most. Raises SimulacrumError where the memory
        does not suffice for one text.
        """
        limit = self._limit
        if limit:
            # Models that learnt each position know none behind the last one: the end of a prompt is what matters.
            sampling = msgspec.structs.replace(sampling, max_tokens=min(sampling.max_tokens, max(limit // 2, 1)))
        first = -(limit - sampling.max_tokens) if limit else None
        rows = [Prompt(self._tokenizer.encode(text)[first:], seed) for text, seed in zip(prompts, seeds, strict=True)]
        found = [("", False)] * len(rows)
        for batch in batches(rows, self.device, sampling.max_tokens):
            drafts = self._drafts([rows[place] for place in batch], sampling, lambda ids: is_over(self._said(ids)))
            for place, draft in zip(batch, drafts, strict=True):
                found[place] = (self._said(draft.ids), draft.is_cut)
                on_text()
        return found

    def _drafts(
        self, prompts: Sequence[Prompt], sampling: Sampling, is_over: Callable[[list[int]], bool]
    ) -> list[Draft]:
        drafting = Drafting(self._torch, prompts, sampling, self._ends, is_over)
        try:
            with self._torch.inference_mode():
                ids = self._model.generate(
                    **drafting.arguments(self._model.device),
                    logits_processor=[drafting.choose],
                    stopping_criteria=self._stopping([drafting.over]),
                )
            return drafting.drafts(ids)
        except self._torch.OutOfMemoryError as error:
            if len(prompts) == 1:
                what = "the memory of the GPU is too small to write a reply"
                raise SimulacrumError(what, file=str(self.path)) from error
        half = len(prompts) // 2
        return [*self._drafts(prompts[:half], sampling, is_over), *self._drafts(prompts[half:], sampling, is_over)]

    def _said(self, ids: list[int]) -> str:
        text: str = self._text.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return text

    @property
    def _limit(self) -> int | None:
        """Tokens that the model reads at most, where its config says so."""
        limit: int | None = getattr(self._model.config.get_text_config(), "max_position_embeddings", None)
        return limit

    @property
    def has_adapter(self) -> bool:
        """Whether the base model is there as well, below the adapter."""
        return hasattr(self._model, "disable_adapter")

    @property
    def device(self) -> str:
        """Where it computes: cuda, mps or cpu."""
        return str(self._model.device.type)

    @contextlib.contextmanager
    def without_adapter(self) -> Iterator[None]:
        """Within, the base model below the adapter answers; a whole model stays what it is."""
        with self._model.disable_adapter() if self.has_adapter else contextlib.nullcontext():
            yield

    def score(self, asked: Sequence[Asked], on_row: Callable[[], None] = lambda: None) -> list[Scored]:
        """How likely the words of each are behind its prompt; of one that is too long for the model, the end is read.

        Raises SimulacrumError where the memory does not suffice.
        """
        try:
            return scored(self._torch, self._model, rows_of(asked, self._tokenizer), self._limit, on_row)
        except self._torch.OutOfMemoryError as error:
            raise SimulacrumError("the memory of the GPU is too small to score texts", file=str(self.path)) from error

    def cut(self, text: str, tokens: int) -> tuple[str, str] | None:
        """The text of the first so many tokens and the rest; None where there is none, or the cut is in a character."""
        ends = self._tokenizer.ends(text)
        if len(ends) <= tokens or (tokens and ends[tokens] == ends[tokens - 1]):
            return None
        place = ends[tokens - 1] if tokens else 0
        return text[:place], text[place:]

    def _arguments(self, text: str, sampling: Sampling, attempt: int) -> dict[str, Any]:
        ids = self._torch.tensor([self._tokenizer.encode(text)], device=self._model.device)
        if sampling.seed is not None:
            self._torch.manual_seed(sampling.seed + attempt)
        drawn: dict[str, Any] = {"do_sample": False}
        is_greedy = sampling.temperature < COLDEST
        if attempt or not is_greedy:
            # transformers refuses whole numbers.
            heat, share = 1.0 if is_greedy else float(sampling.temperature), float(sampling.top_p)
            drawn = {"do_sample": True, "temperature": heat, "top_p": share, "top_k": 0}
        return {
            "input_ids": ids,
            "attention_mask": self._torch.ones_like(ids),
            "max_new_tokens": sampling.max_tokens,
            "repetition_penalty": float(sampling.repetition_penalty),
            "eos_token_id": self._ends or None,
            "pad_token_id": self._ends[0] if self._ends else 0,
            **drawn,
        }
