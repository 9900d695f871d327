"""Answers for many listeners from one model: one at a time, as many waiting as there is room for, none for nobody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec

from ..errors import SimulacrumError

MOST_WAITING = 128


class BusyError(SimulacrumError):
    """More listeners wait than there is room for."""


class GoneError(Exception):
    """The client went away before it had its answer."""


class Generations:
    """The line of those who wait for the model.

    The lock is held by a thread that writes, not by whoever listens to it: it is let go when the thread has ended, and
    a listener that goes away makes it end.
    """

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._writing, self._waiting, self._most = asyncio.Lock(), 0, most_waiting

    @asynccontextmanager
    async def pieces(self, source: Iterator[str], stop: Callable[[], None]) -> AsyncIterator[AsyncIterator[str]]:
        """The pieces of `source`, which is read in a thread; after the block, `stop` has been called to end it.

        Raises BusyError where too many wait already.
        """
        if self._waiting >= self._most:
            raise BusyError(f"{self._most} requests are waiting already", remedy="Ask again later")
        self._waiting += 1
        try:
            await self._writing.acquire()
        finally:
            self._waiting -= 1
        told: asyncio.Queue[_Told] = asyncio.Queue()
        try:
            _Thread(source, told, self._writing.release).start()
        except BaseException:
            self._writing.release()
            raise
        try:
            yield _heard(told)
        finally:
            stop()


class _Told(msgspec.Struct, frozen=True):
    """A piece, or the end with what made it fail."""

    piece: str | None = None
    failed: Exception | None = None


class _Thread:
    """Reads the pieces in a thread that does not keep the program from ending."""

    def __init__(self, source: Iterator[str], told: asyncio.Queue[_Told], ended: Callable[[], None]) -> None:
        self._source, self._told, self._ended = source, told, ended
        self._loop = asyncio.get_running_loop()

    def start(self) -> None:
        threading.Thread(target=self._run, name="generation", daemon=True).start()

    def _run(self) -> None:
        # Where the loop is closed, nobody listens and nobody will.
        with suppress(RuntimeError):
            self._call(self._told.put_nowait, self._read())
            self._call(self._ended)

    def _read(self) -> _Told:
        try:
            for piece in self._source:
                self._call(self._told.put_nowait, _Told(piece))
        except Exception as error:
            return _Told(failed=error)
        return _Told()

    def _call(self, what: Callable[..., object], *arguments: object) -> None:
        self._loop.call_soon_threadsafe(what, *arguments)


async def _heard(told: asyncio.Queue[_Told]) -> AsyncIterator[str]:
    while (one := await told.get()).piece is not None:
        yield one.piece
    if one.failed is not None:
        raise one.failed


async def while_there(receive: Any, work: Coroutine[Any, Any, None]) -> None:
    """Do the work for a client, and end it when the client goes away; to be called when all that it sent is read."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, gone):
            task.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)
    if not working.cancelled() and (failed := working.exception()):
        raise failed


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
