"""Listening on an address of this machine, until the program is told to stop."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from ..errors import MissingExtraError, UsageError
from .guards import LOOPBACK

GRACE = 0.25
"""Seconds in which what is being answered is ended and clients are told, before the program ends without that."""
_MOST_CONNECTIONS = 512
_PATIENCE = 30.0
"""Seconds in which a client that has connected has to ask for something."""


def listening(port: int, host: str = LOOPBACK) -> socket.socket:
    """A socket on an address, on any port for 0; raises UsageError where the port is taken or there is no such one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise UsageError(f"--host {host} is not an address of this machine", remedy="Pass another one") from None
        raise UsageError(f"port {port} is in use, or reserved for root", remedy="Pass another --port") from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address; a name that is not known is taken for one that others can."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_any(host: str) -> bool:
    """Whether an address stands for all addresses of this machine."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_unspecified
    return not host


def address(listener: socket.socket) -> str:
    """Where a socket listens, as it stands in a URL."""
    host, port, *_ = listener.getsockname()
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def serve(app: Any, listener: socket.socket) -> None:
    """Answer what comes to the socket until Ctrl-C, SIGTERM or SIGHUP, which ends what is being answered.

    The program ends within GRACE seconds of the signal, in here where something cannot be ended sooner.
    """
    try:
        import uvicorn
    except ImportError:
        raise MissingExtraError("uvicorn", "serve") from None
    deadline, silent = _Deadline(), _Silent()

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            deadline.begin()
            super().handle_exit(sig, frame)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # A cancelled request is no fault; uvicorn would show it as one.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            for task in list(self.server_state.tasks):
                task.cancel()
            await super().shutdown(sockets)

        async def on_tick(self, counter: int) -> bool:
            if counter % 10 == 0:
                silent.close(self.server_state.connections)
            return await super().on_tick(counter)

    config = uvicorn.Config(app, log_level="warning", server_header=False, limit_concurrency=_MOST_CONNECTIONS)
    server = Server(config)
    with suppress(KeyboardInterrupt), deadline, _hanging_up(server.handle_exit):
        server.run([listener])


@contextmanager
def _hanging_up(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """A terminal that is closed asks for a stop, too; of signals, uvicorn handles the two others."""
    if not hasattr(signal, "SIGHUP") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGHUP, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


class _Silent:
    """Closes connections whose clients ask for nothing, each of which takes the place of one that does."""

    def __init__(self) -> None:
        self._since: dict[Any, tuple[object, float]] = {}

    def close(self, connections: Collection[Any]) -> None:
        """Close those that wait for a request too long; where few places are left, those that wait at all."""
        now, kept = time.monotonic(), self._since
        patience = _PATIENCE if len(connections) < _MOST_CONNECTIONS // 2 else 1.0
        self._since = {}
        for connection in connections:
            # A connection of another protocol is no client that has still to ask.
            request = getattr(connection, "cycle", connection)
            if request is not None and not getattr(request, "response_complete", False):
                continue
            last, since = kept.get(connection, (request, now))
            self._since[connection] = (request, since if last is request else now)
            if last is request and now - since > patience:
                connection.transport.close()


class _Deadline:
    """Ends the program some time after it was told to, whatever its other threads wait for or compute.

    Clients that do not take their answers, steps of a model, texts that are being counted: Python would wait for all of
    these. A thread that is there from the beginning needs no other one to begin to count.
    """

    def __enter__(self) -> None:
        self._told, self._tell = os.pipe()
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deadline", daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._left.set()
        os.write(self._tell, b".")
        self._thread.join()
        os.close(self._told)
        os.close(self._tell)

    def begin(self) -> None:
        """Count from now on; to be called by a handler of signals, in which no lock may be waited for."""
        # Threads that compute take turns with those that end them, and let them wait as long as this.
        sys.setswitchinterval(0.0005)
        with suppress(OSError):
            os.write(self._tell, b".")

    def _run(self) -> None:
        os.read(self._told, 1)
        if not self._left.wait(GRACE):
            os._exit(0)


def end() -> None:
    """End the program now: else it would wait for the step that the model computes, which may take a minute."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(0)
