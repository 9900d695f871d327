"""What breaks a law is kept: the files as they were handed in, and how."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import msgspec

from simulacrum_core import Registry

from .cases import Case
from .laws import check
from .losses import check_losses
from .running import BrokenLawError

FINDS = Path(os.environ.get("FUZZ_FINDS", Path(__file__).parents[2] / "fuzz-finds"))
CASE = "case.msgpack"


Law = Callable[[Case, Path, Registry], str]


def tried(case: Case, registry: Registry, law: Law = check) -> str:
    """The outcome of a case. One that breaks a law stays in `fuzz-finds`; so does one that ends the process."""
    FINDS.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=f"{case.importer}-running-", dir=FINDS))
    (room / CASE).write_bytes(msgspec.msgpack.encode(case))
    try:
        outcome = law(case, _emptied(room / "source"), registry)
    except BrokenLawError as broken:
        kept = FINDS / f"{case.importer}-{broken.law}-{crc32(msgspec.msgpack.encode(case)):08x}"
        shutil.rmtree(kept, ignore_errors=True)
        room.rename(kept)
        raise BrokenLawError(broken.law, f"{broken.told}\nAgain: python -m tests.fuzzing --again {kept}") from broken
    shutil.rmtree(room)
    return outcome


def again(kept: Path, registry: Registry) -> str:
    """A case that was kept, tried once more where it lies."""
    case = msgspec.msgpack.decode((kept / CASE).read_bytes(), type=Case)
    law = check_losses if case.before else check
    return law(case, _emptied(kept / "source"), registry)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
