"""Rows of a dataset, checked in blocks: each by itself, wherever that is, and put together in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from ..dataset.folder import dataset_rows
from ..dataset.manifest import Manifest
from ..dataset.rows import Row, row_of
from ..models import Split
from ..plugin.contracts import Exporter
from ..tokens.tokenizers import Tokenizer
from .repeats import Suspect
from .rules import Rules
from .trained_text import Found, TrainedText

MOST_SHOWN = 50
_BLOCK = 1 << 16
"""Bytes of the rows that are checked together."""


class Fault(msgspec.Struct, frozen=True):
    """A broken promise: where, and which."""

    file: str
    line: int | None
    what: str


class Check(msgspec.Struct):
    """The result: faults break a promise, remarks do not; `drift` counts rows with other ids than the whole text.

    `grave` counts what opens an account or moves money, by category: keys, passwords, numbers of cards and banks.
    `suspects` are places in the trained text that look as if the persona had not written them, by the ids of `KINDS`.
    """

    rows: dict[str, int] = msgspec.field(default_factory=dict)
    tokens: int = 0
    trained_tokens: int = 0
    longest: int = 0
    drift: int = 0
    monologues: int = 0
    boundaries: int = 0
    grave: Counter[str] = msgspec.field(default_factory=Counter)
    faults: list[Fault] = msgspec.field(default_factory=list)
    fault_count: int = 0
    remarks: list[str] = msgspec.field(default_factory=list)
    suspects: dict[str, Suspect] = msgspec.field(default_factory=dict)

    def add(self, fault: Fault) -> None:
        """Count a fault, and keep the first ones."""
        self.fault_count += 1
        if len(self.faults) < MOST_SHOWN:
            self.faults.append(fault)

    def __iadd__(self, other: Check) -> Check:
        """With what was found in the next rows."""
        for split, count in other.rows.items():
            self.rows[split] += count
        self.tokens += other.tokens
        self.trained_tokens += other.trained_tokens
        self.longest = max(self.longest, other.longest)
        self.drift += other.drift
        self.monologues += other.monologues
        self.boundaries += other.boundaries
        self.grave.update(other.grave)
        self.faults = (self.faults + other.faults)[:MOST_SHOWN]
        self.fault_count += other.fault_count
        return self


class RowBlock(msgspec.Struct, frozen=True):
    """Neighbouring lines of a file; `line` is the number of the first one."""

    file: str
    line: int
    split: Split
    lines: list[bytes]


class CheckedRows(msgspec.Struct, frozen=True):
    """What was found in a block of `count` rows, and in their trained text."""

    count: int
    check: Check
    found: Found


class RowChecker:
    """Checks rows, and adds up what was found in them; picklable, as it was made."""

    def __init__(self, manifest: Manifest, tokenizer: Tokenizer, exporter: Exporter) -> None:
        self._made_of = manifest, tokenizer, exporter
        self._exporter, self.rules = exporter, Rules(manifest, tokenizer, exporter)
        template = manifest.template
        self.trained = TrainedText(template.bos, template.eos, template.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return RowChecker, self._made_of

    def checked(self, block: RowBlock) -> CheckedRows:
        """What is found in a block by itself."""
        check, reads = Check(rows={block.split: len(block.lines)}), not self._exporter.layout.trains_on_all
        trained = self.trained.anew()
        rows = [
            row_of(block.file, number, block.split, line, self._exporter.segments)
            for number, line in enumerate(block.lines, block.line)
        ]
        grave = self.rules.may_be_grave([row.example for row in rows])
        for place, row in enumerate(rows):
            if row.example is not None and reads:
                trained.add(row.example, row.file, row.line, is_text=self.rules.is_monologue(row.example))
            for what in _row_faults(row, self.rules, check, may_be_grave=place in grave):
                check.add(Fault(row.file, row.line, what))
        return CheckedRows(len(block.lines), check, trained.found)

    def add(self, check: Check, checked: CheckedRows) -> None:
        """Add what was found in the next block."""
        check += checked.check
        self.trained.extend(checked.found)


CheckRows = Callable[[RowChecker, Iterator[RowBlock]], Iterable[CheckedRows]]


def check_here(checker: RowChecker, blocks: Iterator[RowBlock]) -> Iterator[CheckedRows]:
    """One block after the other, in this process."""
    return map(checker.checked, blocks)


def row_blocks(folder: Path, manifest: Manifest) -> Iterator[RowBlock]:
    """All rows of all splits, in order; raises DatasetError where a file is missing."""
    for path, split in dataset_rows(folder, manifest):
        number = 1
        with path.open("rb") as stream:
            while lines := _next_lines(stream):
                yield RowBlock(path.name, number, split, lines)
                number += len(lines)


def _next_lines(stream: BinaryIO) -> list[bytes]:
    lines, size = list[bytes](), 0
    for line in stream:
        lines.append(line)
        size += len(line)
        if size >= _BLOCK:
            break
    return lines


def _row_faults(row: Row, rules: Rules, check: Check, *, may_be_grave: bool) -> Iterator[str]:
    if row.example is None:
        yield row.problem
        return
    texts = [segment.text for segment in row.example.segments]
    if _has_surrogate("".join(texts)):
        yield "a lone surrogate, which no JSON reader of a trainer takes"
        return
    ids = rules.counter.ids(row.example.segments) if rules.needs_ids else []
    counts = list(map(len, ids)) if ids else rules.counter.counts(row.example.segments)
    count = sum(counts)
    trained = sum(part for part, segment in zip(counts, row.example.segments, strict=True) if segment.label)
    check.monologues += rules.is_monologue(row.example)
    check.boundaries += rules.boundaries(row.example)
    check.tokens += count
    check.trained_tokens += trained
    check.longest = max(check.longest, count)
    if rules.may_drift:
        check.drift += [token for part in ids for token in part] != rules.counter.tokenizer.encode("".join(texts))
    if (whole := rules.counter.of_row(counts)) > rules.budget:
        yield f"{whole} tokens, over the budget of {rules.budget}"
    for kind in rules.grave(row.example) if may_be_grave else ():
        check.grave[kind] += 1
        if kind in rules.redacted:
            yield f"private data is left: {kind}"
    if (stray := rules.stray_controls(row.example, ids)) > 0:
        yield f"{stray} control tokens inside the text, as the trainer reads it"
    if not trained:
        yield "no token of it is trained on"
    yield from rules.broken(row.example)


def _has_surrogate(text: str) -> bool:
    """One call in C: a walk over the characters took a thousand times as long."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
