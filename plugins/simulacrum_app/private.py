"""What would be replaced, looked for in the background: in a long chat that takes a while."""

from __future__ import annotations

import asyncio
from itertools import islice

import msgspec

from simulacrum_core import Redaction, redactions

from .decided import opened
from .work import StoppedError, Work
from .workspace import Workspace

MOST_PLACES = 200


class Private:
    """The first places, of the sources as they are read now."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._looking: asyncio.Task[list[Redaction]] | None = None
        self._of = b""

    @property
    def is_looking(self) -> bool:
        return self._looking is not None and not self._looking.done()

    def forget(self) -> None:
        """Nothing of it stays; what is being looked for is given up."""
        self._looking, self._of = None, b""

    async def places(self, work: Work, patience: float) -> list[Redaction] | None:
        """The places; None where they are not found within `patience` seconds, which then goes on."""
        good = work.readable()
        wanted = msgspec.json.encode((good, self._workspace.state.decided))
        if self._looking is None or wanted != self._of:
            self._of = wanted
            self._looking = asyncio.create_task(asyncio.to_thread(self._found, good, wanted))
        looking = self._looking
        await asyncio.wait({looking}, timeout=patience)
        if not looking.done():
            return None
        # The next look reads anew: a file in its place may be another one by then.
        self._looking = None
        return looking.result()

    def _found(self, good: list[str], wanted: bytes) -> list[Redaction]:
        def on_read(_: int) -> None:
            if self._of != wanted:
                raise StoppedError

        if not good:
            return []
        return list(islice(redactions(opened(good, self._workspace.state.decided, on_read)), MOST_PLACES))
