"""How a trainer tokenizes an example, decided here alone: each segment on its own, or the whole text at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from ..models import Segment
from .tokenizers import Tokenizer

IGNORED = -100
"""The label of a token that is not trained on."""


def tokenized(segments: Sequence[Segment], tokenizer: Tokenizer, *, joint: bool) -> tuple[list[int], list[int]]:
    """Token ids and labels of an example; a label is the id, or -100 where the token is not trained on."""
    ids: list[int] = []
    labels: list[int] = []
    for segment, tokens in zip(segments, token_ids(segments, tokenizer, joint=joint), strict=True):
        ids += tokens
        labels += tokens if segment.label else [IGNORED] * len(tokens)
    return ids, labels


def token_ids(segments: Sequence[Segment], tokenizer: Tokenizer, *, joint: bool) -> list[list[int]]:
    """The token ids that each segment holds; joined they are what the trainer sees."""
    if not joint:
        return [tokenizer.encode(segment.text) for segment in segments]
    text = "".join(segment.text for segment in segments)
    ids = tokenizer.encode(text)
    return [ids[start:end] for start, end in pairwise(_cuts(segments, text, tokenizer.ends(text)))]


def token_counts(segments: Sequence[Segment], tokenizer: Tokenizer, *, joint: bool) -> tuple[int, ...]:
    """How many tokens each segment holds; the sum is what the trainer counts."""
    if not joint:
        return tuple([tokenizer.count(segment.text) for segment in segments])
    text = "".join(segment.text for segment in segments)
    return tuple(end - start for start, end in pairwise(_cuts(segments, text, tokenizer.ends(text))))


def _cuts(segments: Sequence[Segment], text: str, ends: list[int]) -> list[int]:
    """The number of tokens before each segment, and of all tokens at last."""
    borders = accumulate(len(segment.text) for segment in segments[:-1])
    return [0, *(_before(border, text, ends) for border in borders), len(ends)]


def _before(border: int, text: str, ends: list[int]) -> int:
    """The number of tokens that belong to what stands before `border`, an offset in characters.

    A token that reaches across belongs where its last character is that is not white space: the first character of the
    persona is trained on, and `!` of another person is not when the newline after it shares its token. White space
    alone belongs where it begins: the newline that ends a turn is trained on.
    """
    token = bisect_right(ends, border)
    start = ends[token - 1] if token else 0
    if token == len(ends) or start == border:
        return token
    words = text[start : ends[token]].rstrip()
    return token + (start + max(len(words) - 1, 0) < border)
