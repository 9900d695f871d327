"""General text: what the model knew before, and may forget; plain prose about this and that, written for this test."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from ..chat.scoring import Asked
from .figures import Figure, declined, figure
from .statistics import bootstrap, ratio
from .subject import BASE, TUNED, Subject, Which

_ID, _NAME = "forgetting", "forgetting of general text"
_BITS = 8.0
"""Bits of a byte of which nothing is known."""


def paragraphs(most: int) -> list[str]:
    """Paragraphs of the packaged text."""
    text = files(__package__).joinpath("general.txt").read_text("utf-8")
    return [line for line in text.split("\n") if line][:most]


def forgetting(subject: Subject, opening: str, seed: int, most: int) -> Figure:
    """Bits per byte on general text that training added to the base model's."""
    if not subject.has_base:
        return declined(_ID, _NAME, "the base model is not at hand to be compared")
    texts = paragraphs(most)
    asked = [Asked(opening, text) for text in texts]
    after, before = (_bits(subject, asked, which) for which in (TUNED, BASE))
    sizes = [len(text.encode()) for text in texts]
    found = [(one - other, size) for one, other, size in zip(after, before, sizes, strict=True)]
    value = ratio(found)
    return figure(
        *(_ID, _NAME, value, bootstrap([[pair] for pair in found], ratio, seed), len(texts)),
        unit="bits/byte",
        better="lower",
        floor=(_BITS - ratio(zip(before, sizes, strict=True)), "all forgotten, each byte a guess"),
        ceiling=(0.0, "nothing forgotten"),
        base=0.0,
    )


def _bits(subject: Subject, asked: Sequence[Asked], which: Which) -> list[float]:
    return [score.bits for score in subject.score(asked, which)]
