"""Processes that help this one: pieces of work are done here and there, what comes of them is taken in their order."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import socket
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any, TypeVar

from ..errors import SimulacrumError
from . import started

T = TypeVar("T")
_ASKED = 2
"""Pieces that a helper has at a time: the one that it does, and the next."""
_AHEAD = 4
"""Pieces for each process that are done or under way before the first of them is taken: memory stays flat."""
_INBOX = 8
"""Messages that wait in a helper: more than `_ASKED`, so that nobody waits for one who waits for them."""
_ROOM = 1 << 20
"""Bytes that a line holds, as far as the system allows. With the usual 200,000, whoever sends a piece waits once or
twice until the other one, which works, has taken some of it.
"""
_SWITCH = 0.0002
"""Seconds after which the threads of a helper take turns. With Python's 5 ms, a megabyte that comes in 16 reads waits
for the work 16 times: reading and building a million messages took 0.8 s more.
"""


class Helper:
    """Another process that does what it is asked, one thing after the other."""

    def __init__(self) -> None:
        context = started.context()
        self._line, there = context.Pipe()
        for end in (self._line, there):
            _widen(end)
        self._process = context.Process(target=_work, args=(there,), daemon=True)
        self.asked: deque[Future[Any]] = deque()
        try:
            # One that is ended before it is ready would do what this process does then, and not end.
            with started.shielded(*started.ending()):
                self._process.start()
        except BaseException:
            self.close()
            raise
        there.close()

    def ask(self, do: Callable[..., Any], *what: Any) -> Future[Any]:
        """Have it do something, behind what it was asked before; both are pickled."""
        self.send((do, what))
        self.asked.append(Future())
        return self.asked[-1]

    def talk(self, do: Callable[..., Any], *what: Any) -> None:
        """Have it do something that asks and is told more meanwhile; its answer is received, not taken."""
        while self.asked:
            self.take()
        self.send((do, what))

    def take(self) -> None:
        """Wait for its next answer."""
        value, error = self.receive()
        future = self.asked.popleft()
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)

    def has_answered(self) -> bool:
        return bool(self.asked) and self._line.poll()

    def send(self, what: Any) -> None:
        """Tell what it is doing something more."""
        try:
            self._line.send(what)
        except OSError:
            raise _ended() from None

    def receive(self) -> Any:
        """What it tells; raises SimulacrumError where it is there no more."""
        try:
            return self._line.recv()
        except (EOFError, OSError):
            raise _ended() from None

    def close(self) -> None:
        self._line.close()
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()


class Pool:
    """`count` processes: this one, and helpers that are started when there is something for them to do."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._helpers: list[Helper] = []

    def helpers(self, count: int | None = None) -> list[Helper]:
        """So many helpers, all of them by default."""
        wanted = self.count - 1 if count is None else count
        while len(self._helpers) < wanted:
            self._helpers.append(Helper())
        return self._helpers[:wanted]

    def done(self, there: Callable[[T], Any], here: Callable[[T], Any], work: Iterable[T]) -> Iterator[Any]:
        """What comes of each piece of work, in its order.

        A helper does `there` with it. As long as this process would wait for what comes next, it does `here` with some.
        """
        running: deque[Future[Any]] = deque()
        pieces, most = iter(work), _AHEAD * self.count
        piece = next(pieces, _NOTHING)
        while running or piece is not _NOTHING:
            self._take_answers()
            # First of all, so that no helper waits while this process does something with what came.
            while piece is not _NOTHING and len(running) < most and (helper := self._free()) is not None:
                running.append(helper.ask(there, piece))
                piece = next(pieces, _NOTHING)
            if running and running[0].done():
                yield running.popleft().result()
            elif piece is _NOTHING or len(running) >= most:
                next(helper for helper in self._helpers if running[0] in helper.asked).take()
            else:
                running.append(_done_here(here, piece))
                piece = next(pieces, _NOTHING)

    def _take_answers(self) -> None:
        for helper in self._helpers:
            while helper.has_answered():
                helper.take()

    def _free(self) -> Helper | None:
        """The helper that has least to do, if it may be asked for more."""
        helper = min(self.helpers(), key=lambda one: len(one.asked), default=None)
        return helper if helper is not None and len(helper.asked) < _ASKED else None

    def close(self) -> None:
        """End all helpers, whatever they do."""
        while self._helpers:
            self._helpers.pop().close()


def _widen(line: Connection) -> None:
    """Let a line hold more, where it is a socket."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(line.fileno())) as end:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ROOM)


_NOTHING: Any = object()


def _done_here(here: Callable[[T], Any], piece: T) -> Future[Any]:
    future: Future[Any] = Future()
    # An error is told when it is its turn: one that came before it may be another.
    try:
        future.set_result(here(piece))
    except Exception as error:
        future.set_exception(error)
    return future


def _ended() -> SimulacrumError:
    what = "a process that helps with the work has ended by itself, perhaps for want of memory"
    return SimulacrumError(what, remedy="Try again with --workers 1")


# What follows runs in helpers.
class Line:
    """What connects a helper with the process that started it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._inbox: queue.Queue[bytes | None] = queue.Queue(_INBOX)
        self._outbox: queue.Queue[memoryview] = queue.Queue(_ASKED)
        for run in (self._fill, self._empty):
            threading.Thread(target=run, daemon=True).start()

    def _fill(self) -> None:
        # Messages are taken off the line at any time: who sends one need not wait until an answer is sent.
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._inbox.put(self._connection.recv_bytes())
        self._inbox.put(None)

    def receive(self) -> Any:
        """What the other process sends next, None where it sends no more."""
        # It is unpickled here: of two threads that import the same modules one may meet half of one, and end.
        data = self._inbox.get()
        return None if data is None else pickle.loads(data)

    def send(self, what: Any) -> None:
        """Tell the other process something; nobody waits here until it has taken it."""
        self._outbox.put(ForkingPickler.dumps(what))

    def _empty(self) -> None:
        # Where the other process has ended, nobody waits for an answer.
        with contextlib.suppress(OSError):
            while True:
                self._connection.send_bytes(self._outbox.get())


_line: list[Line] = []


def line() -> Line:
    """The line of this process, which is a helper."""
    return _line[0]


def _work(connection: Connection) -> None:
    started.end_with_parent()
    sys.setswitchinterval(_SWITCH)
    _line[:] = [Line(connection)]
    # Where the other process has ended, nobody waits for an answer.
    with contextlib.suppress(OSError):
        while (asked := line().receive()) is not None:
            do, what = asked
            try:
                answer: tuple[Any, Exception | None] = do(*what), None
            except Exception as error:
                answer = None, _told(error)
            line().send(answer)


def _told(error: Exception) -> Exception:
    """An error as it is sent; one that nobody expects says where it was raised."""
    if not isinstance(error, SimulacrumError):
        error.add_note(traceback.format_exc())
    return error
