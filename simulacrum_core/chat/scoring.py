"""How likely a model finds given words behind given texts: the other half of what generation does with its numbers."""

from __future__ import annotations

import inspect
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import starmap
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
_SEVERAL, _LONG_PROMPT = 4, 16
"""Rows behind one prompt, and its tokens, from which on it pays to read it once."""
_REMEMBERED = 8
"""What a token costs that is computed, against one of which only what the model keeps is there."""
_MOST_SCORES = 1 << 27
"""Scores of the vocabulary that are kept at once, by which a batch is limited as well."""


class Asked(msgspec.Struct, frozen=True):
    """Words behind a prompt; the space that stands between the two belongs to the words."""

    prompt: str
    words: str


class Scored(msgspec.Struct, frozen=True):
    """The words of an Asked: bits in all, tokens, and how many of them from the first on a greedy model would write.

    `likeliest` tokens are the model's first guess behind the true ones, also behind one that was guessed wrong.
    """

    bits: float
    tokens: int
    greedy: int
    likeliest: int

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
    found = [Scored(0.0, 0, 0, 0)] * len(rows)
    together, vocabulary = _TOGETHER[model.device.type], model.config.get_text_config().vocab_size
    with torch.inference_mode():
        for places, start in _by_prompt(rows):
            rests = [(rows[i][0][start:], rows[i][1][start:]) for i in places]
            for batch in _batches(rests, together, vocabulary, start):
                part = [places[i] for i in batch]
                several = [rows[i] for i in part]
                numbers = _behind(torch, model, several, start) if start else _batch(torch, model, several)
                for place, one in zip(part, numbers, strict=True):
                    found[place] = one
                    on_row()
    return found


def _by_prompt(rows: Sequence[Row]) -> Iterator[tuple[list[int], int]]:
    """Places of several rows behind one prompt, which is read once for all of them, and its tokens; then the others."""
    places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for place, (ids, labels) in enumerate(rows):
        places[tuple(ids[: _start(labels)])].append(place)
    shared = [part for prompt, part in places.items() if len(part) >= _SEVERAL and len(prompt) >= _LONG_PROMPT]
    taken = {place for part in shared for place in part}
    yield [place for place in range(len(rows)) if place not in taken], 0
    yield from ((part, _start(rows[part[0]][1])) for part in shared)


def _start(labels: Sequence[int]) -> int:
    """Where the asked tokens begin."""
    return next((place for place, label in enumerate(labels) if label != _IGNORED), len(labels))


def _batches(rows: Sequence[Row], together: int, vocabulary: int, kept: int = 0) -> Iterator[list[int]]:
    """Places of rows of about the same length, the longest first; `kept` tokens before each are only remembered."""
    batch: list[int] = []
    size = wanted = 0
    for place in sorted(range(len(rows)), key=lambda i: (-len(rows[i][0]), i)):
        ids, labels = rows[place]
        asked = sum(label != _IGNORED for label in labels)
        longest = max(size, len(ids) + kept // _REMEMBERED)
        if batch and (
            (len(batch) + 1) * longest > together or (len(batch) + 1) * (wanted + asked) * vocabulary > _MOST_SCORES
        ):
            yield batch
            batch, longest, wanted = [], len(ids) + kept // _REMEMBERED, 0
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
    chosen = {"logits_to_keep": places} if _takes(model, "logits_to_keep") else {}
    scores = model(input_ids=ids, attention_mask=seen, use_cache=False, **chosen).logits.float()
    if not chosen:
        scores = scores[:, places]
    yield from _told(torch, scores, labels[:, places])


def _told(torch: Any, scores: Any, wanted: Any) -> Iterator[Scored]:
    """The numbers of each row: scores of the vocabulary before each token, and the tokens that are asked for."""
    is_asked = wanted != _IGNORED
    targets = wanted.clamp(min=0)[..., None]
    losses = (scores.logsumexp(-1) - scores.gather(-1, targets)[..., 0]).cpu()
    right = ((scores.argmax(-1) == targets[..., 0]) | ~is_asked).cpu()
    # MPS knows no double precision.
    is_asked = is_asked.cpu()
    bits = (losses.double() * is_asked).sum(1) / math.log(2)
    # A token counts until the first one that a greedy model would not have written.
    greedy = (right.long().cumprod(1) * is_asked).sum(1)
    columns = bits, is_asked.sum(1), greedy, (right & is_asked).sum(1)
    yield from starmap(Scored, zip(*(column.tolist() for column in columns), strict=True))


def _behind(torch: Any, model: Any, rows: Sequence[Row], start: int) -> Iterator[Scored]:
    """Rows of one prompt: it is read once, and what the model keeps of it is there for each of them."""
    prompt = torch.tensor([rows[0][0][:start]], device=model.device)
    read = model(input_ids=prompt, use_cache=True, **({"logits_to_keep": 1} if _takes(model, "logits_to_keep") else {}))
    # transformers 5.24 calls it by another name.
    name = "cache" if _takes(model, "cache") else "past_key_values"
    kept = getattr(read, name)
    if not hasattr(kept, "batch_repeat_interleave"):
        yield from _batch(torch, model, rows)
        return
    kept.batch_repeat_interleave(len(rows))
    longest = max(len(ids) for ids, _ in rows) - start
    ids, labels = (
        torch.tensor([[*row[start:], *[filler] * (longest + start - len(row))] for row in column], device=model.device)
        for column, filler in (([ids for ids, _ in rows], 0), ([labels for _, labels in rows], _IGNORED))
    )
    seen = torch.cat([torch.ones(len(rows), start, device=model.device).long(), (labels != _IGNORED).long()], 1)
    rest = model(input_ids=ids, attention_mask=seen, use_cache=True, **{name: kept}).logits[:, :-1]
    first = read.logits[:, -1:].expand(len(rows), -1, -1)
    yield from _told(torch, torch.cat([first, rest], 1).float(), labels)


def _takes(model: Any, argument: str) -> bool:
    """Whether a model's own forward pass knows an argument by that name."""
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model
    return argument in inspect.signature(inner.forward).parameters
