"""Checking the rows of a dataset in several processes: blocks of rows go to whoever is free."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice

from ..checks.rows import CheckedRows, CheckRows, RowBlock, RowChecker, check_here
from . import started
from .mapped import mapped
from .pool import Pool
from .processes import LARGE_SIZE, QUICKER, cores


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
