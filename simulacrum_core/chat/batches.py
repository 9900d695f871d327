"""Many texts written at once: a model that computes sixteen of them takes little longer than for one.

What is written behind a prompt does not depend on what else is in its batch, but for the order in which floating-point
numbers are added: prompts are filled up at their left, and the filling is seen neither by the model nor by the penalty
on repetition; each text has random numbers of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import msgspec

from .speaker import Sampling

COLDEST = 0.01
"""Below this temperature the likeliest token is taken: half precision has no number large enough to divide by it."""
_TEXTS = {"cuda": 64, "mps": 16, "cpu": 16}
_TOKENS = {"cuda": 65536, "mps": 16384, "cpu": 16384}
"""Texts of a batch, and its tokens with all that may be written, at most."""
_LOOKED_AT = 8
"""Tokens after which it is asked whether a text is over."""


class Draft(msgspec.Struct, frozen=True):
    """What a model wrote behind a prompt, as token ids; `is_cut` where it reached the most tokens before its end."""

    ids: list[int]
    is_cut: bool


class Prompt(msgspec.Struct, frozen=True):
    """The token ids of a prompt, and the seed of what is written behind it."""

    ids: list[int]
    seed: int


def batches(prompts: Sequence[Prompt], device: str, most: int) -> Iterator[list[int]]:
    """Places of prompts of about the same length, the longest first, so that memory that suffices does to the end."""
    batch: list[int] = []
    for place in sorted(range(len(prompts)), key=lambda i: (-len(prompts[i].ids), i)):
        longest = len(prompts[batch[0] if batch else place].ids) + most
        if batch and (len(batch) == _TEXTS[device] or (len(batch) + 1) * longest > _TOKENS[device]):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


class Drafting:
    """One batch while it is written: it draws the tokens, and knows which texts are over."""

    def __init__(
        self,
        torch: Any,
        prompts: Sequence[Prompt],
        sampling: Sampling,
        ends: Sequence[int],
        is_over: Callable[[list[int]], bool],
    ) -> None:
        self._torch, self._sampling, self._ends, self._is_over = torch, sampling, set(ends), is_over
        self._prompts = prompts
        self._longest = max(len(one.ids) for one in prompts)
        self._random = [Random(one.seed) for one in prompts]
        self._lengths: dict[int, int] = {}

    def arguments(self, device: Any) -> dict[str, Any]:
        """What `generate` of transformers is called with."""
        filler = min(self._ends, default=0)
        rows = [[filler] * (self._longest - len(one.ids)) + one.ids for one in self._prompts]
        seen = [[0] * (self._longest - len(one.ids)) + [1] * len(one.ids) for one in self._prompts]
        return {
            "input_ids": self._torch.tensor(rows, device=device),
            "attention_mask": self._torch.tensor(seen, device=device),
            "max_new_tokens": self._sampling.max_tokens,
            "eos_token_id": sorted(self._ends) or None,
            "pad_token_id": filler,
            # The token is drawn before.
            "do_sample": False,
            "repetition_penalty": 1.0,
        }

    def choose(self, ids: Any, scores: Any) -> Any:
        """Scores of which the drawn token's is the highest."""
        scores = self._penalised(ids, scores.float())
        if self._sampling.temperature < COLDEST:
            return scores
        aims = self._torch.tensor([one.random() for one in self._random], device=scores.device)
        places = _drawn(scores / self._sampling.temperature, self._sampling.top_p, aims)
        return self._torch.full_like(scores, -self._torch.inf).scatter(-1, places, 0.0)

    def _penalised(self, ids: Any, scores: Any) -> Any:
        """Keskar et al. 2019, as transformers has it, but without the filling."""
        if self._sampling.repetition_penalty == 1:
            return scores
        penalty = self._sampling.repetition_penalty
        fillings = self._torch.tensor([[self._longest - len(one.ids)] for one in self._prompts], device=ids.device)
        # A filled place repeats the last token, which is there anyway.
        said = self._torch.where(self._torch.arange(ids.shape[1], device=ids.device) < fillings, ids[:, -1:], ids)
        found = scores.gather(-1, said)
        return scores.scatter(-1, said, self._torch.where(found < 0, found * penalty, found / penalty))

    def over(self, ids: Any, scores: Any) -> Any:
        """Which texts are over for another reason than their last token."""
        count = ids.shape[1] - self._longest
        if count % _LOOKED_AT == 0:
            rows = ids[:, self._longest :].tolist()
            for place, row in enumerate(rows):
                if place not in self._lengths and not self._ends.intersection(row) and self._is_over(row):
                    self._lengths[place] = count
        return self._torch.tensor([place in self._lengths for place in range(len(ids))], device=ids.device)

    def drafts(self, ids: Any) -> list[Draft]:
        """What was written behind each prompt."""
        return [self._draft(place, row) for place, row in enumerate(ids[:, self._longest :].tolist())]

    def _draft(self, place: int, row: list[int]) -> Draft:
        end = next((i for i, token in enumerate(row) if token in self._ends), None)
        if end is not None and end < self._lengths.get(place, len(row)):
            return Draft(row[:end], False)
        length = self._lengths.get(place)
        return Draft(row[:length], length is None)


def _drawn(scores: Any, share: float, aims: Any) -> Any:
    """The place of one token a row: of the likeliest that have `share` of the probability together, drawn by `aims`."""
    odds, places = scores.softmax(-1).sort(-1, descending=True)
    odds = odds.masked_fill(odds.cumsum(-1) - odds >= share, 0.0)
    below = odds.cumsum(-1)
    chosen = (below <= aims[:, None] * below[:, -1:]).sum(-1, keepdim=True)
    return places.gather(-1, chosen.clamp(max=places.shape[-1] - 1))
