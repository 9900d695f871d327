"""Blocks of rows: lines of JSON that were made where the examples were, and where they come from.

An example that is sent from one process to another, only to become a line there, costs 1.5 µs a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import msgspec

from ..models import Split, TrainingExample
from ..sources.json_lines import one_line
from .provenance import Origin, OriginLine, origin_line

MakeRow = Callable[[TrainingExample], object]
"""What a row is, as a value that becomes JSON."""
_encoder = msgspec.json.Encoder()


class RowBlock(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Rows of some examples, by split: whole lines, and how many; and where they come from, in their order."""

    lines: dict[Split, tuple[bytes, int]]
    origins: list[OriginLine]


def row_block(examples: Sequence[TrainingExample], origins: Sequence[Origin], row: MakeRow) -> RowBlock:
    """The rows of examples of which each comes from the origin in its place."""
    lines: dict[Split, tuple[bytes, int]] = {}
    found: list[OriginLine] = []
    splits = [example.split for example in examples]
    for split in dict.fromkeys(splits):
        made = [row(example) for example in examples if example.split == split]
        lines[split] = one_line(_encoder.encode_lines(made)), len(made)
    # Those of one session are mostly the same value.
    first = 0
    for (split, _), same in groupby(zip(splits, map(id, origins), strict=True)):
        count = len(list(same))
        found.append(origin_line(split, origins[first], count))
        first += count
    return RowBlock(lines, found)


def joined(blocks: Iterable[RowBlock]) -> RowBlock:
    """Blocks as one."""
    parts: dict[Split, list[tuple[bytes, int]]] = {}
    origins: list[OriginLine] = []
    for block in blocks:
        for split, part in block.lines.items():
            parts.setdefault(split, []).append(part)
        origins += block.origins
    lines = {
        split: (b"".join([data for data, _ in those]), sum([n for _, n in those])) for split, those in parts.items()
    }
    return RowBlock(lines, origins)
