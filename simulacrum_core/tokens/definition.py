"""What a `tokenizer.json` of strangers may ask for, looked at before its library does any of it.

The library knows no bounds: parts of a definition that double a text forty times take all memory there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..errors import SimulacrumError

MOST_BYTES, MOST_CONFIG_BYTES = 128 << 20, 32 << 20
"""Four times the largest definition, and the largest config, of the models of 2026."""
_MOST_PART_BYTES, _MOST_PARTS = 4 << 20, 100
_MOST_ADDED, _MOST_ADDED_LENGTH = 100_000, 1000
_MOST_GROWTH, _MOST_PREPENDED = 1000, 10_000
_MOST_WORD = 1000
_MOST_ENTRIES = 1_000_000
"""Entries and merges, four times the largest vocabulary of 2026; the library takes ten seconds for so many."""
_LISTS = ("normalizers", "pretokenizers", "processors", "decoders")
_REMEDY = "Take it from the model's makers again"


class _Added(msgspec.Struct):
    content: str


class _Model(msgspec.Struct):
    dropout: float | None = None
    max_input_chars_per_word: int = 100
    vocab: msgspec.Raw = msgspec.Raw(b"null")
    merges: msgspec.Raw = msgspec.Raw(b"null")


class _Definition(msgspec.Struct):
    added_tokens: list[_Added] = []
    model: _Model = msgspec.field(default_factory=_Model)
    normalizer: msgspec.Raw = msgspec.Raw(b"null")
    pre_tokenizer: msgspec.Raw = msgspec.Raw(b"null")
    post_processor: msgspec.Raw = msgspec.Raw(b"null")
    decoder: msgspec.Raw = msgspec.Raw(b"null")


def check_size(path: Path, most: int = MOST_CONFIG_BYTES) -> None:
    """Raise SimulacrumError where a file of a tokenizer is larger than any model's."""
    if (size := path.stat().st_size) > most:
        raise SimulacrumError(f"it has {size:,} bytes, more than {most:,}", file=str(path), remedy=_REMEDY)


def check_definition(path: Path) -> None:
    """Raise SimulacrumError where a definition is none, or asks for what takes no end of time or memory."""
    check_size(path, MOST_BYTES)
    try:
        definition = msgspec.json.decode(path.read_bytes(), type=_Definition)
        why = next(_excesses(definition), None)
    except (OSError, ValueError, RecursionError) as error:
        raise SimulacrumError(f"not a tokenizer definition ({first_line(error)})", file=str(path)) from error
    if why:
        raise SimulacrumError(f"this tokenizer {why}", file=str(path), remedy=_REMEDY)


def first_line(error: BaseException) -> str:
    """What a library says of a file, without the file's own text where that is long."""
    return (str(error).strip().partition("\n")[0] or type(error).__name__)[:200]


def _excesses(definition: _Definition) -> Iterator[str]:
    if definition.model.dropout:
        yield "cuts a text by chance (`dropout`), so that nothing can be counted"
    if definition.model.max_input_chars_per_word > _MOST_WORD:
        yield f"reads words of more than {_MOST_WORD:,} characters"
    for raw in (definition.model.vocab, definition.model.merges):
        if _entries(raw) > _MOST_ENTRIES:
            yield f"has a vocabulary of more than {_MOST_ENTRIES:,} entries"
    if len(definition.added_tokens) > _MOST_ADDED:
        yield f"has more than {_MOST_ADDED:,} added tokens"
    if any(len(token.content) > _MOST_ADDED_LENGTH for token in definition.added_tokens):
        yield f"has an added token of more than {_MOST_ADDED_LENGTH:,} characters"
    for raw in (definition.normalizer, definition.pre_tokenizer, definition.post_processor, definition.decoder):
        if len(bytes(raw)) > _MOST_PART_BYTES or len(_parts(msgspec.json.decode(raw))) > _MOST_PARTS:
            yield f"has a part of more than {_MOST_PARTS} parts, or of {_MOST_PART_BYTES:,} bytes"
    growth, prepended = _growth(_parts(msgspec.json.decode(definition.normalizer)))
    if growth > _MOST_GROWTH or prepended > _MOST_PREPENDED:
        yield "may make a text a thousand times as long before it reads it"


def _entries(raw: msgspec.Raw) -> int:
    """How many entries an object or an array has; one of few commas has few, and of many every second one parts two."""
    commas = bytes(raw).count(b",")
    if not _MOST_ENTRIES <= commas <= 2 * _MOST_ENTRIES:
        return commas // 2 + 1
    held = msgspec.json.decode(raw, type=dict[str, msgspec.Raw] | list[msgspec.Raw] | None)
    return len(held or ())


def _parts(part: Any) -> list[dict[str, Any]]:
    """A part, or those of a sequence at any depth, in their order."""
    found, waiting = [], [part]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, dict):
            continue
        inner = [each for name in _LISTS for each in part.get(name) or ()]
        waiting += reversed(inner)
        if not inner:
            found.append(part)
    return found


def _growth(parts: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """How many times as long a text may become, and how many characters longer than that."""
    growth, prepended = 1.0, 0.0
    for part in parts:
        if part.get("type") == "Prepend":
            prepended += len(str(part.get("prepend", "")))
        if part.get("type") == "Replace":
            content, pattern = str(part.get("content", "")), part.get("pattern") or {}
            replaced = len(str(pattern.get("String", ""))) if isinstance(pattern, dict) else 0
            # A pattern may match nothing, between any two characters.
            times = max(len(content) / replaced, 1) if replaced else len(content) + 1
            growth, prepended = growth * times, prepended * times
    return growth, prepended
