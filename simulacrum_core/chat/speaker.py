"""A language model that goes on with a text, and how its words are drawn."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

import msgspec


class Sampling(msgspec.Struct, frozen=True):
    """How the next token is drawn; at temperature 0 it is the likeliest one. `max_tokens` end a turn at the latest."""

    temperature: float = 0.8
    top_p: float = 0.95
    repetition_penalty: float = 1.05
    max_tokens: int = 200
    seed: int | None = None


DEFAULT_SAMPLING = Sampling()


class Written(msgspec.Struct, frozen=True):
    """What a speaker wrote to the end: how many tokens, and whether it ended by itself or was cut at `max_tokens`."""

    tokens: int = 0
    is_cut: bool = False


class Speaker(Protocol):
    """A language model that goes on with a text."""

    def count(self, text: str) -> int:
        """Tokens of `text`."""

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Generator[str, None, Written | None]:
        """What the model writes after `text`, piece by piece, without control tokens; closing it ends the writing.

        A piece may be empty: after each one the writing can be ended. What is returned tells how it ended.
        """
