"""How likely a model finds given words behind given texts: the other half of what generation does with its numbers."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ..models import Segment
from ..tokens.counting import tokenized
from ..tokens.tokenizers import Tokenizer

Row = tuple[list[int], list[int]]
"""Token ids, and of them those whose likelihood is asked for; -100 stands for the others."""
_IGNORED = -100
_TOGETHER = {"cuda": 16384, "mps": 4096, "cpu": 1024}
"""Tokens that are computed at once, filled up ones included."""
_MOST_SCORES = 1 << 27
"""Scores of the vocabulary that are kept at once, by which a batch is limited as well."""


class Asked(msgspec.Struct, frozen=True):
    """Words behind a prompt; the space that stands between the two belongs to the words."""

    prompt: str
    words: str


class Scored(msgspec.Struct, frozen=True):
    """The words of an Asked: bits in all, tokens, and how many of them from the first on a greedy model would write."""

    bits: float
    tokens: int
    greedy: int

    @property
    def is_greedy(self) -> bool:
        """Whether the likeliest words are these, word for word."""
        return self.tokens > 0 and self.greedy == self.tokens


def rows_of(asked: Iterable[Asked], tokenizer: Tokenizer) -> list[Row]:
    """Token ids as training text gets them: prompt and words as one text."""
    return [tokenized([Segment(False, one.prompt), Segment(True, one.words)], tokenizer, joint=True) for one in asked]


def scored(
    torch: Any, model: Any, rows: Sequence[Row], most: int | None = None, on_row: Callable[[], None] = lambda: None
) -> list[Scored]:
    """The rows in their order, each with the numbers of its asked tokens; of each its last `most` are read."""
    rows = [(ids[-most:], labels[-most:]) if most else (ids, labels) for ids, labels in rows]
    found = [Scored(0.0, 0, 0)] * len(rows)
    with torch.inference_mode():
        for part in _batches(rows, _TOGETHER[model.device.type], model.config.get_text_config().vocab_size):
            for place, one in zip(part, _batch(torch, model, [rows[i] for i in part]), strict=True):
                found[place] = one
                on_row()
    return found


def _batches(rows: Sequence[Row], together: int, vocabulary: int) -> Iterator[list[int]]:
    """Places of rows of about the same length, the longest first: a lack of memory shows at once."""
    batch: list[int] = []
    size = wanted = 0
    for place in sorted(range(len(rows)), key=lambda i: (-len(rows[i][0]), i)):
        ids, labels = rows[place]
        asked = sum(label != _IGNORED for label in labels)
        longest = max(size, len(ids))
        if batch and (
            (len(batch) + 1) * longest > together or (len(batch) + 1) * (wanted + asked) * vocabulary > _MOST_SCORES
        ):
            yield batch
            batch, longest, wanted = [], len(ids), 0
        batch.append(place)
        size, wanted = longest, wanted + asked
    if batch:
        yield batch


def _batch(torch: Any, model: Any, rows: Sequence[Row]) -> Iterator[Scored]:
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids, _ in rows], device=model.device)
    labels = torch.tensor(
        [[*labels, *[_IGNORED] * (longest - len(labels))] for _, labels in rows], device=model.device
    )[:, 1:]
    lengths = torch.tensor([[len(ids)] for ids, _ in rows], device=model.device)
    seen = (torch.arange(longest, device=model.device) < lengths).long()
    # Only behind these places the vocabulary is gone through, where a model lets one choose.
    places = (labels != _IGNORED).any(0).nonzero()[:, 0]
    chosen = {"logits_to_keep": places} if _lets_choose(model) else {}
    scores = model(input_ids=ids, attention_mask=seen, use_cache=False, **chosen).logits.float()
    if not chosen:
        scores = scores[:, places]
    wanted = labels[:, places]
    is_asked = wanted != _IGNORED
    targets = wanted.clamp(min=0)[..., None]
    losses = scores.logsumexp(-1) - scores.gather(-1, targets)[..., 0]
    right = (scores.argmax(-1) == targets[..., 0]) | ~is_asked
    bits = (losses * is_asked).double().sum(1) / math.log(2)
    # A token counts until the first one that a greedy model would not have written.
    greedy = (right.long().cumprod(1) * is_asked).sum(1)
    for one, count, first in zip(bits.tolist(), is_asked.sum(1).tolist(), greedy.tolist(), strict=True):
        yield Scored(one, count, first)


def _lets_choose(model: Any) -> bool:
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model
    return "logits_to_keep" in inspect.signature(inner.forward).parameters
