"""Every promise about a dataset's text, verified on the files with the real tokenizer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from ..dataset.folder import dataset_rows
from ..dataset.manifest import Manifest
from ..dataset.statistics import STATISTICS, read_statistics
from ..errors import DatasetError
from ..files import digest
from ..plugin.contracts import Exporter
from ..sources.findings import doubts
from ..tokens.tokenizers import Tokenizer
from .rows import Check, CheckRows, Fault, RowChecker, check_here, row_blocks

_MOST_DOUBTS = 5


def check_dataset(
    folder: Path,
    manifest: Manifest,
    tokenizer: Tokenizer,
    exporter: Exporter,
    on_row: Callable[[], None] = lambda: None,
    check_rows: CheckRows = check_here,
) -> Check:
    """Verify every row, the files and the ledger; raises DatasetError where a file is missing.

    `on_row` is called for every row. `check_rows` checks blocks of them, in their order.
    """
    check = Check(rows={split: 0 for _, split in dataset_rows(folder, manifest)})
    checker = RowChecker(manifest, tokenizer, exporter)
    for checked in check_rows(checker, row_blocks(folder, manifest)):
        checker.add(check, checked)
        for _ in range(checked.count):
            on_row()
    rules = checker.rules
    for fault in _file_faults(folder, manifest, check, exporter):
        check.add(fault)
    for file, what in exporter.faults(folder, tokenizer):
        check.add(Fault(file, None, what))
    if rules.counts_boundaries and check.boundaries != (told := manifest.statistics.boundaries):
        what = f"{check.boundaries:,} messages follow one of the same author, but the manifest says {told:,}"
        check.add(Fault("simulacrum.json", None, what))
    check.suspects = checker.trained.suspects
    check.remarks += _uncertain(manifest)
    if check.drift:
        check.remarks.append(_drift_remark(check, manifest, tokenizer))
    if check.grave:
        check.remarks.append(_grave_remark(check))
    return check


def _uncertain(manifest: Manifest) -> Iterator[str]:
    """What was decided when the dataset was made and is not certain, as it may be about whose words are trained on."""
    told = list(doubts(manifest.decided(), ""))
    yield from (f"not certain: {one}" for one in told[:_MOST_DOUBTS])
    if len(told) > _MOST_DOUBTS:
        yield f"... and {len(told) - _MOST_DOUBTS:,} more decisions that are not certain; see simulacrum.json"


def _drift_remark(check: Check, manifest: Manifest, tokenizer: Tokenizer) -> str:
    rows = sum(check.rows.values())
    clean = tokenizer.encode("A: a\nB: b") == tokenizer.encode("A: a\n") + tokenizer.encode("B: b")
    if clean and manifest.template.style != "seamless":
        remedy = "Use --style seamless"
    else:
        remedy = "This tokenizer does so with any borders; --to raw has none"
    return (
        f"no promise is broken, but in {check.drift:,} of {rows:,} rows "
        "the ids of the segments differ from the ids of the whole text, "
        f"which is what the model reads when it talks. {remedy}"
    )


def _grave_remark(check: Check) -> str:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in check.grave.most_common())
    return (
        f"what looks like secrets is in the text ({kinds}). Convert again with --redact {','.join(sorted(check.grave))}"
    )


def _file_faults(folder: Path, manifest: Manifest, check: Check, exporter: Exporter) -> Iterator[Fault]:
    if check.rows.get("train", 0) < 2:
        yield Fault("train", None, "fewer than two rows, which trainers cannot take")
    told = manifest.ledger.trained + manifest.ledger.context + manifest.ledger.left_out.total()
    if told != manifest.ledger.read:
        yield Fault("simulacrum.json", None, f"the ledger: {manifest.ledger.read} messages read, {told} accounted for")
    if exporter.layout.template_free and check.monologues != (told := manifest.statistics.monologues):
        what = f"{check.monologues} rows are of essays or journals, but the manifest says {told}"
        yield Fault("simulacrum.json", None, what)
    for split, told in _rows_told(manifest).items():
        if check.rows.get(split) != told:
            yield Fault(split, None, f"{check.rows.get(split, 0)} rows, but the manifest says {told}")
    for info in manifest.files:
        path = folder / info.path
        if not path.is_file():
            yield Fault(info.path, None, "it is missing")
            continue
        if digest(path) != info.sha256:
            check.remarks.append(f"{info.path} was changed after it was made")
    check.remarks += _doubts_of_statistics(folder, manifest)


def _rows_told(manifest: Manifest) -> Counter[str]:
    """How many rows each split has, by the manifest: a split may be in several files."""
    told = Counter[str]()
    for info in manifest.files:
        if info.split is not None:
            told[info.split] += info.rows or 0
    return told


def _doubts_of_statistics(folder: Path, manifest: Manifest) -> list[str]:
    """Figures are in no list of the manifest, as they are never pushed: their sums are compared with the ledger's."""
    try:
        figures = read_statistics(folder)
    except DatasetError as error:
        return [f"{error}. The report cannot be drawn anew"]
    if figures is None:
        return []
    counts = figures.conversations.values()
    told = (sum(one.read for one in counts), sum(one.trained for one in counts), sum(one.context for one in counts))
    ledger = manifest.ledger
    if told == (ledger.read, ledger.trained, ledger.context):
        return []
    return [f"{STATISTICS} was changed, or is another dataset's: its sums are not the ledger's. Convert again"]
