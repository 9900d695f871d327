"""Which engine does the work of a conversion."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ..errors import UsageError
from ..pipeline import HERE, Engine
from ..plugin.contracts import Recognizer
from ..plugin.registry import configured
from .reading import Reading

LOCAL, DASK = "local", "dask"
ENGINES = (LOCAL, DASK)


def engine_of(
    name: str, options: Mapping[str, str], workers: int | None, reading: Reading, recognizer: Recognizer | None
) -> AbstractContextManager[Engine[Any]]:
    """What does the work; raises UsageError where there is no such engine or option, or it cannot do this work."""
    if name not in ENGINES:
        raise UsageError(f"there is no engine {name!r}", remedy=f"There is {' and '.join(ENGINES)}")
    if name == LOCAL:
        if options:
            raise UsageError("-g is for the options of --engine dask")
        is_one = workers == 1 or recognizer is not None
        if is_one:
            return nullcontext(HERE)
        # What starts processes takes ten milliseconds to import.
        from .processes import Processes

        return Processes(workers, reading.choice.size)
    if recognizer is not None:
        raise UsageError("--recognizer works in one process", remedy="Leave --engine out")
    from .dask import DaskEngine, DaskOptions

    return DaskEngine(configured(DaskOptions, list(options.items())), workers)
