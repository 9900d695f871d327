"""A faster library for a `tokenizer.json`, used to count as long as it says what `tokenizers` says.

Of the libraries that were tried, fastokens 0.3.5 agreed everywhere, and costs 0.8 microseconds a segment where
`tokenizers` costs 10 (gigatoken 0.10 refuses SmolLM2's definition). One text at a time is as cheap as any batch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from ..errors import SimulacrumError
from .patterns import is_panic, quiet

PROBE, EVERY = 4_000, 1_000
"""Texts that are counted by the reference first, and kept to be compared; of those after them, one in so many is."""
_LONGEST = 10_000
"""Characters of a text that is kept."""
_ODD = (
    "",
    " ",
    "\n\n \t\r\n",
    " \u00a0\u2003\u3000x",
    "don't DON'T l'été 12345678 3.14e-9",
    "e\u0301 \u00e9 \ufb01 \u2126 \u212b \uac00 \u1100\u1161",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u2764\ufe0f",
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u0928\u092e\u0938\u094d\u0924\u0947",
    "\u3053\u3093\u306b\u3061\u306f\u4e16\u754c \ud7a3\uff01",
    "\x00\x01\x7f\u200b\ufeff\ufffd",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!!!!????----____",
    "https://pond.example/a?b=c&d=%20#e",
)
"""Texts of the kinds that libraries disagree on."""


class DisagreementError(SimulacrumError):
    """The faster library counted a text otherwise than the reference: what it counted before cannot be trusted."""


class FastCounter:
    """Counts with the faster library where that agreed on all of the first texts; `encode` is the reference's."""

    def __init__(
        self, encode: Callable[[str], list[int]], definition: Callable[[], str], special: frozenset[str]
    ) -> None:
        self._reference, self._definition, self._special = encode, definition, special
        self._fast: Callable[[str], Any] | None = None
        self._kept: list[tuple[str, list[int]]] = []
        self._left = PROBE

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process probes with what it gets to count; the library's own object cannot be sent.
        return FastCounter, (self._reference, self._definition, self._special)

    def count(self, text: str) -> int:
        """Tokens of a text. Raises DisagreementError where they are not what the reference counts."""
        if self._fast is not None and self._left:
            self._left -= 1
            try:
                return len(self._fast(text))
            except BaseException as error:
                if not isinstance(error, Exception) and not is_panic(error):
                    raise
                return len(self._reference(text))
        return self._compared(text)

    def _compared(self, text: str) -> int:
        """Tokens as the reference counts them, and what is to be learned from that."""
        ids = self._reference(text)
        if self._fast is not None:
            self._left = EVERY - 1
            if not _agree(self._fast, text, ids):
                what = "the faster tokenizer library counts otherwise than the reference"
                raise DisagreementError(what, remedy="Pass --tokenizer-engine reference")
        elif self._left:
            self._left -= 1
            if len(text) <= _LONGEST:
                self._kept.append((text, ids))
            if not self._left:
                self._probe()
        return len(ids)

    def _probe(self) -> None:
        """Use the library from now on if it is there and agrees on all that was kept; else never."""
        fast, kept, self._kept = _opened(self._definition()), self._kept, []
        if fast is None:
            return
        odd = [text for word in ("", *sorted(self._special)) for text in (word, f"a{word}b", f" {word}\n")]
        known = [*kept, *((text, self._reference(text)) for text in (*_ODD, *odd))]
        if all(_agree(fast, text, ids) for text, ids in known):
            self._fast, self._left = fast, EVERY - 1


def _opened(definition: str) -> Callable[[str], Any] | None:
    """What encodes a text, None where the library is not there or cannot read the definition."""
    try:
        import fastokens
    except ImportError:
        return None
    # Either library takes three times the memory to read a definition that it keeps: 50 MB less of both at a time.
    _give_back()
    try:
        with quiet():
            encode: Callable[[str], Any] = fastokens.Tokenizer.from_json_str(definition).encode
    except BaseException as error:
        if not isinstance(error, Exception) and not is_panic(error):
            raise
        return None
    _give_back()
    return encode


def _give_back() -> None:
    """Hand memory that is free in this process back to the system, where the C library can."""
    with contextlib.suppress(ImportError, OSError, AttributeError, TypeError):
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)


def _agree(fast: Callable[[str], Any], text: str, ids: list[int]) -> bool:
    """Whether the library gives these ids; a text that it refuses is the reference's to count."""
    try:
        return list(fast(text).ids) == ids
    except BaseException as error:
        if not isinstance(error, Exception) and not is_panic(error):
            raise
        return True
