"""Small real tokenizers, trained on the spot."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from simulacrum_core import load_tokenizer
from simulacrum_core.tokens.tokenizers import Tokenizer

_TEXTS = [
    "hello there how are you",
    "Ada: yes\nBen: no way\n",
    "the quick brown fox",
    "한국어 naïve café 😂 ❤️",
    "a b c d e f",
]
# Mostly borders: between a text and the newline after it, a name and its colon, one text and the next.
_LINES = ["yes!\nMe: no", "!\n", ".\n\n", "\n\n\n", "\n ", ": ", "中文", "a。\n", "o\nBo: ", "ab", " b", "<s>P\nBo: "]


def write_tokenizer(
    folder: Path, *, special: tuple[str, ...] = ("<s>", "</s>"), by_words: bool = True, **config: Any
) -> Path:
    """A byte-level BPE with a few hundred tokens, as `tokenizer.json` with its config.

    With `by_words` no token reaches beyond a word and the space before it, as in most models; else any may.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=by_words)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=list(special),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((_TEXTS if by_words else _LINES) * 20, trainer)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"bos_token": "<s>", "eos_token": "</s>", **config}), encoding="utf-8"
    )
    return folder


@functools.cache
def tiny_tokenizer() -> Tokenizer:
    return load_tokenizer(str(write_tokenizer(Path(mkdtemp(prefix="simulacrum-test-")))))


@functools.cache
def reaching_tokenizer() -> Tokenizer:
    """One with tokens that reach across the borders of segments."""
    return load_tokenizer(str(write_tokenizer(Path(mkdtemp(prefix="simulacrum-test-")), by_words=False)))
