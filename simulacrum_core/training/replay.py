"""General text among the person's: a model that is trained on one voice alone forgets what else it could."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from ..dataset.manifest import Manifest
from ..errors import SimulacrumError
from ..rendering.control_tokens import ControlTokens
from ..tokens.tokenizers import Tokenizer
from .job import TokenRow

_IGNORED = -100
_LONGEST = 512
_AT_ONCE = 100_000
"""Characters of a file that are tokenized together."""
_CHOICE = 20
"""Of so many times the tokens that are wanted the rows are drawn."""
_REMEDY = "A file of plain text, or of JSON lines with a field `text`, in UTF-8"


def replayed(
    file: Path, rows: Sequence[TokenRow], share: float, tokenizer: Tokenizer, manifest: Manifest
) -> list[TokenRow]:
    """Rows of the file's text, all of it trained on: `share` times as many tokens as those trained on in `rows`.

    The seed of the dataset draws them, from the beginning of a file that is much longer; one that is shorter is used
    once. A control token in it is text. Raises SimulacrumError where the file cannot be read.
    """
    wanted = int(share * sum(label != _IGNORED for row in rows for label in row["labels"]))
    longest = min(max((len(row["input_ids"]) for row in rows), default=_LONGEST), _LONGEST)
    start = tokenizer.encode(manifest.template.bos) if manifest.template.bos else []
    length = max(longest - len(start), 1)
    found: list[list[int]] = []
    controls = ControlTokens({*tokenizer.special, manifest.template.bos, manifest.template.eos} - {""})
    for text in _texts(file):
        found += _parts(tokenizer.encode(controls.defused(text)), length)
        if len(found) * length > _CHOICE * wanted:
            break
    if not found:
        raise _no_text(file)
    Random(manifest.recipe.seed).shuffle(found)
    kept: list[TokenRow] = []
    for part in found:
        if wanted <= 0:
            break
        labels = [_IGNORED] * len(start) + part[:wanted] + [_IGNORED] * len(part[wanted:])
        kept.append({"input_ids": array("i", [*start, *part]), "labels": array("i", labels)})
        wanted -= len(part)
    return kept


def _parts(ids: list[int], length: int) -> Iterator[list[int]]:
    """Parts of so many tokens, without a short rest."""
    for start in range(0, len(ids), length):
        part = ids[start : start + length]
        if len(part) > length // 4:
            yield part


def _texts(file: Path) -> Iterator[str]:
    """The texts of the file, one without fields in pieces."""
    try:
        # Editors of Windows write a mark in front, which is no text.
        with file.open(encoding="utf-8-sig", newline="\n") as stream:
            if file.suffix == ".jsonl":
                yield from (_field(line, file, number) for number, line in enumerate(stream, 1) if line.strip())
            else:
                yield from iter(lambda: stream.read(_AT_ONCE), "")
    except (OSError, UnicodeDecodeError) as error:
        raise SimulacrumError(f"it cannot be read ({error})", file=str(file), remedy=_REMEDY) from error


def _field(line: str, file: Path, number: int) -> str:
    try:
        text = json.loads(line)["text"]
        if not isinstance(text, str):
            raise SimulacrumError("a field `text` is no text", file=str(file), line=number, remedy=_REMEDY)
        # Half of a pair is no character, and no tokenizer takes it.
        text.encode()
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        what = f"a line has no field `text` that can be read ({type(error).__name__})"
        raise SimulacrumError(what, file=str(file), line=number, remedy=_REMEDY) from error
    return text


def check_replay(file: Path) -> None:
    """Raise SimulacrumError where a file cannot be read or has no text."""
    if not any(_texts(file)):
        raise _no_text(file)


def _no_text(file: Path) -> SimulacrumError:
    return SimulacrumError("there is no text in it", file=str(file), remedy=_REMEDY)
