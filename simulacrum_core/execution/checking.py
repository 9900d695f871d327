"""`check`: every promise about a dataset, its rows looked at in one process or in several.

What only a conversion needs is not imported here: a check of a small dataset would take a tenth longer.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

from ..checks.check import check_dataset
from ..checks.rows import Check, CheckedRows, CheckRows, RowBlock, RowChecker, check_here
from ..dataset.folder import dataset_rows
from ..dataset.manifest import Manifest
from ..dataset.rows import dataset_tokenizer
from ..plugin.registry import Registry
from . import started
from .cores import LARGE_SIZE, QUICKER, cores
from .mapped import mapped
from .pool import Pool


def check(
    folder: str | Path,
    *,
    tokenizer: str | None = None,
    workers: int | None = 1,
    registry: Registry | None = None,
    on_row: Callable[[], None] = lambda: None,
) -> Check:
    """Every promise about a dataset, verified with its tokenizer, which lies at `tokenizer` if it was moved.

    The rows are checked in `workers` processes, None for all cores where there are many; the result is the same.
    `on_row` is called for every row.
    """
    place = Path(folder)
    manifest = Manifest.load(place)
    counter = dataset_tokenizer(place, manifest.tokenizer, tokenizer)
    exporter = (registry or Registry.installed()).exporter_of(manifest)
    size = sum(path.stat().st_size for path, _ in dataset_rows(place, manifest))
    with row_checks(workers, size) as check_rows:
        return check_dataset(place, manifest, counter, exporter, on_row, check_rows)


@contextlib.contextmanager
def row_checks(workers: int | None, size: int) -> Iterator[CheckRows]:
    """What checks rows of `size` bytes in `workers` processes, None for as many as there are cores if that is much."""
    is_large = size >= LARGE_SIZE // (QUICKER if started.is_quick() else 1)
    count = workers or (cores() if is_large else 1)
    if count == 1:
        yield check_here
        return
    pool = Pool(count)
    try:
        yield partial(_spread, pool)
    finally:
        pool.close()


def _spread(pool: Pool, checker: RowChecker, blocks: Iterator[RowBlock]) -> Iterable[CheckedRows]:
    try:
        pickle.dumps(checker)
    except (pickle.PicklingError, TypeError, AttributeError):
        return check_here(checker, blocks)
    # Patterns are compiled for the first rows, so that processes that begin as copies have them.
    first = [checker.checked(block) for block in islice(blocks, 1)]
    return chain(first, mapped(pool, RowChecker.checked, (checker,), blocks))
