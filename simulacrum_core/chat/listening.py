"""Listening on an address of this machine, until the program is told to stop."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import socket
import sys
from contextlib import suppress
from typing import Any

from ..errors import MissingExtraError, UsageError
from .guards import LOOPBACK

_MOST_CONNECTIONS = 512


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
    """Answer what comes to the socket until Ctrl-C or SIGTERM, which ends what is being answered."""
    try:
        import uvicorn
    except ImportError:
        raise MissingExtraError("uvicorn", "serve") from None

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # A cancelled request is no fault; uvicorn would show it as one.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            for task in list(self.server_state.tasks):
                task.cancel()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        # Of a client that does not take its answer.
        timeout_graceful_shutdown=1,
    )
    with suppress(KeyboardInterrupt):
        Server(config).run([listener])


def end() -> None:
    """End the program now: else it would wait for the step that the model computes, which may take a minute."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(0)
