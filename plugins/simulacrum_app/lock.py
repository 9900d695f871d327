"""One app at a time on a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulacrum_core import UsageError, printable

LOCK = ".app.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Held by the process: the system lets it go however the app ends."""
    try:
        import fcntl
    except ImportError:
        (folder / LOCK).touch()
        yield
        return
    with (folder / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            what = "another simulacrum app uses this folder"
            raise UsageError(what, file=printable(str(folder)), remedy="Go on with that one, or name another") from None
        yield
