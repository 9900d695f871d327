"""Tokenizers: what the trainer will count, and the strings that begin and end a text for the base model."""

from __future__ import annotations

from typing import Protocol

from ..errors import MissingExtraError, SimulacrumError

BYTES = "bytes"


class Tokenizer(Protocol):
    """Counts as a trainer does: each text on its own, no special tokens added, those in the text recognised.

    `chat_template` is the model's own, Jinja from whoever made it, empty where it has none.
    """

    spec: str
    fingerprint: str
    bos: str
    eos: str
    special: frozenset[str]
    chat_template: str

    def encode(self, text: str) -> list[int]:
        """Token ids of `text`."""

    def count(self, text: str) -> int:
        """Tokens of `text`."""

    def ends(self, text: str) -> list[int]:
        """For each token of `text`, the offset in characters where it ends; ascending."""


class ByteTokenizer:
    """One token a byte and one more a text: at least what any byte-level or byte-fallback tokenizer counts.

    The one more is for SentencePiece models, which put a space before every text.
    """

    spec = BYTES
    fingerprint = BYTES
    bos, eos = "<s>", "</s>"
    special = frozenset({bos, eos})
    chat_template = ""

    def encode(self, text: str) -> list[int]:
        return [256, *text.encode("utf-8", "surrogatepass")]

    def count(self, text: str) -> int:
        return len(text) + 1 if text.isascii() else len(text.encode("utf-8", "surrogatepass")) + 1

    def ends(self, text: str) -> list[int]:
        if text.isascii():
            return list(range(len(text) + 1))
        return [0, *(i for i, char in enumerate(text, 1) for _ in char.encode("utf-8", "surrogatepass"))]


class TiktokenTokenizer:
    """An encoding of tiktoken; its end-of-text token ends an example."""

    chat_template = ""

    def __init__(self, name: str) -> None:
        try:
            import tiktoken
        except ImportError:
            raise MissingExtraError("tiktoken", "tiktoken") from None
        try:
            self._encoding = tiktoken.get_encoding(name)
        except Exception as error:
            # The library raises ValueError for a wrong name and requests' errors where it cannot download.
            why = str(error).strip().partition("\n")[0][:100]
            raise SimulacrumError(
                f"tiktoken cannot give {name!r} ({type(error).__name__}: {why})",
                remedy="Check the name; the first use of an encoding downloads it",
            ) from error
        self.spec = f"tiktoken:{name}"
        self.fingerprint = self.spec
        self.bos, self.eos = "", "<|endoftext|>"
        self.special = frozenset(self._encoding.special_tokens_set)

    def encode(self, text: str) -> list[int]:
        return list(self._encoding.encode(text, allowed_special="all"))

    def count(self, text: str) -> int:
        return len(self.encode(text))

    def ends(self, text: str) -> list[int]:
        encoded = self.encode(text)
        _, starts = self._encoding.decode_with_offsets(encoded)
        return [*starts[1:], len(text)]
