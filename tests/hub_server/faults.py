"""Faults that a test asks for: statuses, cut connections, lost answers, slowness."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HTML = b"<html><head><title>504</title></head><body><h1>Gateway <b>trouble</b> at 10.0.0.7</h1></body></html>"
CUTS = ("cut", "cut body", "lost", "half", "stop")


@dataclass
class Fault:
    """What happens to the next calls whose `METHOD path` holds `where`.

    `what` is a status (with `headers` and `body`), `slow` (a second, or `seconds`), or how the connection is reset: `cut`
    before anything is read, `cut body` in the middle of what is sent, `lost` after the work was done (`hook` is called then),
    `half` in the middle of the answer; `stop` ends it there in good order, as a server that is shut down.
    """

    where: str
    what: int | str
    times: int = 1
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    seconds: float = 1.0
    hook: Callable[[], object] = bool


@dataclass
class Chaos:
    """Seeded faults, for `HubServer.chaos`: each call fails with probability `share`, until `most` have happened."""

    seed: int
    share: float
    most: int = 10_000

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def __call__(self, call: str) -> Fault | None:
        if self.most <= 0 or self._random.random() >= self.share:
            return None
        self.most -= 1
        what = self._random.choice([*CUTS, "slow", 408, 409, 412, 429, 500, 502, 503, 504])
        body = HTML if self._random.random() < 0.5 else b'{"error": "no"}'
        return Fault("", what, body=body, headers=(("Retry-After", "0"),), seconds=0.05)


class Faulty:
    """Stands before the server proper, and does to a call what `choose` says."""

    def __init__(self, app: ASGIApp, choose: Callable[[str], Fault | None]) -> None:
        self._app, self._choose = app, choose

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._choose(f"{scope['method']} {scope['path']}")
        if fault is None:
            await self._app(scope, receive, send)
        elif isinstance(fault.what, int):
            await _answer(fault, scope, receive, send)
        elif fault.what == "slow":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        else:
            await self._broken(fault, scope, receive, send)

    async def _broken(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.what == "cut body":
            # The first piece of what is sent is read, the rest is not.
            await receive()
        elif fault.what == "lost":
            await self._app(scope, receive, _nowhere)
            fault.hook()
        elif fault.what in ("half", "stop"):
            await self._app(scope, receive, _Half(send))
            # Without a pause what was sent of the answer would be thrown away with the connection.
            await asyncio.sleep(0.02)
        _end(receive, orderly=fault.what == "stop")


async def _answer(fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    fields = {"content-length": str(len(fault.body)), **dict(fault.headers)}
    headers = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": fault.what, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else fault.body})


async def _nowhere(message: Message) -> None:
    pass


class _Half:
    """Lets through the head of an answer and half of its body."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            message = {**message, "body": body[: len(body) // 2], "more_body": True}
        await self._send(message)


def _end(receive: Receive, orderly: bool) -> None:
    """End the connection, as a network does that breaks down: the client gets a TCP reset. Or in good order."""
    transport = receive.__self__.transport  # type: ignore[attr-defined]
    if orderly:
        transport.close()
        return
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
