"""Patterns of a `tokenizer.json`, tried on hostile texts: one that takes exponential time is found at once."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from typing import Any

from ..errors import SimulacrumError
from .definition import first_line

_LENGTH = 40
_PATIENCE = 0.05
"""Seconds of computing for a text that takes far below a millisecond; a bomb takes more, up to its library's limit."""
_USUAL = "aA1é中 \n\t'-_."
_MOST_CHARACTERS = 200


def check_patterns(tokenizer: Any, file: str) -> None:
    """Raise SimulacrumError where a text of one character, repeated, takes longer than any sound pattern."""
    characters = _characters(tokenizer)
    # A pattern that asks for a character is not tried on a text without it.
    end = "!" + "".join(characters)
    with quiet():
        for character in characters:
            started = time.thread_time()
            with _bombs_told(file):
                tokenizer.encode(character * _LENGTH + end, add_special_tokens=False)
            if time.thread_time() - started > _PATIENCE:
                raise _bomb(file)


def encoded(tokenizer: Any, text: str, file: str, *, offsets: bool = False) -> Any:
    """The encoding of a text; raises SimulacrumError where a pattern ran into its library's limit.

    While a batch is encoded other threads go on; while a single text is, the library lets none of them.
    """
    encode = tokenizer.encode_batch if offsets else tokenizer.encode_batch_fast
    with _bombs_told(file):
        (found,) = encode([text], add_special_tokens=False)
    return found


@contextlib.contextmanager
def _bombs_told(file: str) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if is_panic(error):
            raise _bomb(file) from None
        if type(error) is Exception:
            raise SimulacrumError(f"the tokenizer cannot read a text ({first_line(error)})", file=file) from error
        raise


def is_panic(error: BaseException) -> bool:
    """Whether the library gave up in its Rust part: its class is no Exception and cannot be imported."""
    return type(error).__name__ == "PanicException"


def _bomb(file: str) -> SimulacrumError:
    return SimulacrumError(
        "a pattern of this tokenizer takes too long", file=file, remedy="Take it from the model's makers again"
    )


def _characters(tokenizer: Any) -> list[str]:
    """Usual characters, and those that stand in the patterns."""
    parts = (part.__getstate__() for part in (tokenizer.normalizer, tokenizer.pre_tokenizer) if part is not None)
    written = b"".join(parts).decode("utf-8", "replace")
    return sorted({*_USUAL, *written})[:_MOST_CHARACTERS]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """The library's Rust part writes its own account of a failure to stderr, past Python."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
            stack.callback(os.close, kept)
            stack.callback(os.dup2, kept, 2)
            os.dup2(nothing, 2)
            os.close(nothing)
        yield
