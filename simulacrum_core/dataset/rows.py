"""Rows of a dataset: read back from disk, as a trainer will see them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from ..errors import DatasetError
from ..models import Segment, Split, TrainingExample
from ..sources.json_lines import one_line
from ..tokens.loading import load_tokenizer
from ..tokens.tokenizers import BYTES, Tokenizer
from .folder import dataset_rows, located
from .manifest import Manifest, TokenizerInfo

_FIXED = frozenset({"role", "from"})
_EXAMPLES = msgspec.json.Decoder(TrainingExample)


class Row(msgspec.Struct, frozen=True):
    """A line of a dataset file; `problem` says why it is not a training example."""

    file: str
    line: int
    split: Split
    example: TrainingExample | None
    problem: str = ""


def row_segments(row: bytes) -> tuple[Segment, ...]:
    """The segments of a row that holds just these; raises ValueError where it does not."""
    return _EXAMPLES.decode(row).segments


def rewritten_row(row: bytes, change: Callable[[str], str], fixed: frozenset[str] = _FIXED) -> bytes:
    """A row with `change` applied to every text in it, save under the keys in `fixed`."""
    return one_line(msgspec.json.encode(_rewritten(msgspec.json.decode(row), change, fixed)))


def _rewritten(value: object, change: Callable[[str], str], fixed: frozenset[str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_rewritten(one, change, fixed) for one in value]
    if isinstance(value, dict):
        return {key: one if key in fixed else _rewritten(one, change, fixed) for key, one in value.items()}
    return value


def read_rows(
    folder: Path, manifest: Manifest, segments: Callable[[bytes], tuple[Segment, ...]] = row_segments
) -> Iterator[Row]:
    """All rows of all splits, in order; `segments` tells what the text of a row is."""
    for path, split in dataset_rows(folder, manifest):
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                yield row_of(path.name, number, split, line, segments)


def row_of(file: str, number: int, split: Split, line: bytes, segments: Callable[[bytes], tuple[Segment, ...]]) -> Row:
    """A line of a dataset file."""
    try:
        return Row(file, number, split, TrainingExample(segments(line), split))
    except ValueError as error:
        return Row(file, number, split, None, f"not a training example: {error}")


def sound_rows(rows: Iterable[Row], folder: Path) -> Iterator[tuple[Row, TrainingExample]]:
    """Rows of the dataset in `folder` with their examples; raises DatasetError at one that is none."""
    for row in rows:
        if row.example is None:
            raise DatasetError(row.problem, file=str(folder / row.file), line=row.line)
        yield row, row.example


def sample(rows: Iterable[Row], count: int, seed: int) -> list[Row]:
    """`count` of the rows, each as likely as any other, in their order; the same ones for the same seed."""
    drawn, kept = random.Random(seed), list[tuple[int, Row]]()
    for number, row in enumerate(rows):
        place = number if number < count else drawn.randrange(number + 1)
        if number < count:
            kept.append((number, row))
        elif place < count:
            kept[place] = number, row
    return [row for _, row in sorted(kept, key=lambda pair: pair[0])]


def dataset_tokenizer(folder: Path, info: TokenizerInfo, override: str | None = None) -> Tokenizer:
    """The tokenizer that the dataset names, or `override`; raises SimulacrumError where it is another one by now.

    A dataset that was counted in bytes can be read with any tokenizer. From the Hub only `override` is fetched.
    """
    spec = override or located(info.spec, folder)
    tokenizer = load_tokenizer(spec, bos=info.bos, eos=info.eos, download=override is not None)
    if info.spec != BYTES and tokenizer.fingerprint != info.fingerprint:
        raise DatasetError(
            f"the tokenizer {override or info.spec} is not the one that the dataset was counted with",
            file=str(folder),
            remedy="Pass that one with --tokenizer, or convert again",
        )
    return tokenizer
