"""Models of a few lines, of which it is known what they can: they stand where a language model would."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from simulacrum_core.chat.scoring import Asked, Scored
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.dataset.manifest import Manifest
from simulacrum_core.evaluation.subject import Subject

Bits = Callable[[Asked], float]
"""Bits that a model needs for the words of a question."""


class Known:
    """A model whose bits are a function, which says what another one gives, and knows some texts by heart.

    Of other texts it guesses a share of the tokens, never the first one.
    """

    device = "cpu"

    def __init__(
        self,
        bits: Bits,
        says: Callable[[str], str] = lambda prompt: " ok",
        known: Sequence[str] = (),
        guesses: Callable[[str], float] = lambda line: 0.0,
    ) -> None:
        self._bits, self._says, self._known, self._guesses = bits, says, known, guesses

    def score(self, asked: Sequence[Asked], on_row: Callable[[], None] = lambda: None) -> list[Scored]:
        return [self._scored(one) for one in asked]

    def _scored(self, one: Asked) -> Scored:
        tokens = len(one.words.encode())
        line = one.prompt.rpartition("\n")[2] + one.words
        is_known = any(text in line for text in self._known)
        likeliest = tokens if is_known else round(tokens * self._guesses(line))
        return Scored(self._bits(one), tokens, tokens * is_known, likeliest)

    def cut(self, text: str, tokens: int) -> tuple[str, str] | None:
        """A token is a character."""
        return (text[:tokens], text[tokens:]) if len(text) > tokens else None

    def write(
        self,
        prompts: Sequence[str],
        seeds: Sequence[int],
        sampling: Sampling,
        is_over: Callable[[str], bool] = lambda text: False,
        on_text: Callable[[], None] = lambda: None,
    ) -> list[tuple[str, bool]]:
        said = [self._says(text) for text in prompts]
        return [(text[: sampling.max_tokens], len(text) > sampling.max_tokens) for text in said]


def subject(manifest: Manifest, tuned: Known, base: Known | None = None, most: int = 400) -> Subject:
    """What the metrics measure."""
    below = (lambda: contextlib.nullcontext(base)) if base is not None else None
    return Subject(manifest, tuned, below, Sampling(max_tokens=most))
