"""One training of a dataset at a time, and one measurement, whoever starts it; and which process it is."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import UsageError
from ..terminal import printable

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

RUNNING = ".training"
"""The file in a dataset that is there while a training runs, with the number of its process."""
_MEASURING = ".measuring"
_PATIENCE, _PAUSE = 1.0, 0.05
"""Seconds in which whoever only looks lets go of it, and between two tries."""


@contextlib.contextmanager
def one_run(dataset: Path, name: str = RUNNING, what: str = "a training") -> Iterator[None]:
    """Held while a training runs; the system lets it go however that ends. UsageError where another one runs."""
    if not os.access(dataset, os.W_OK):
        # What is trained then lies elsewhere.
        yield
        return
    descriptor = _held(dataset / name, what)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            # An open file cannot be deleted everywhere; one that stays is nobody's.
            (dataset / name).unlink()
        os.close(descriptor)


@contextlib.contextmanager
def one_measurement(datasets: Iterable[Path]) -> Iterator[None]:
    """The same while datasets are measured, or a quiz of one is made."""
    with contextlib.ExitStack() as held:
        for dataset in dict.fromkeys(path.resolve() for path in datasets):
            held.enter_context(one_run(dataset, _MEASURING, "a measurement, or the making of a quiz,"))
        yield


def running_training(dataset: Path) -> int | None:
    """The process that trains on a dataset; None where none does, or the system has no locks."""
    if fcntl is None:
        return None
    with contextlib.suppress(OSError, ValueError):
        descriptor = os.open(dataset / RUNNING, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(os.read(descriptor, 20))
        finally:
            os.close(descriptor)
    return None


def _held(path: Path, what: str) -> int:
    """The file, open and locked."""
    until = time.monotonic() + _PATIENCE
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # A file that was deleted meanwhile is another one than that which the next run finds.
            if _is_locked(descriptor) and os.path.samestat(path.stat(), os.fstat(descriptor)):
                return descriptor
        except FileNotFoundError:
            pass
        os.close(descriptor)
        if time.monotonic() > until:
            told = f"{what} of this dataset is running already"
            raise UsageError(told, file=printable(str(path.parent)), remedy="Wait for it, or stop it")
        time.sleep(_PAUSE)


def _is_locked(descriptor: int) -> bool:
    """Take the lock; also where there are no locks."""
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # Some file systems of a network have none.
        return True
    return True
