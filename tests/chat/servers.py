"""A real server on the loopback address for the tests, which ends with them, and what asks it."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from simulacrum_core.chat.guards import LOOPBACK, Access
from simulacrum_core.chat.listening import listening
from simulacrum_core.chat.openai_protocol import NewChat
from simulacrum_core.chat.server import application
from simulacrum_core.chat.speaker import Sampling

PATH = "/v1/chat/completions"


@contextlib.contextmanager
def serving(new_chat: NewChat, **access: Any) -> Iterator[int]:
    """The port of the endpoint for a chat."""
    with listening(0) as listener:
        port = listener.getsockname()[1]
        app = application(new_chat, Sampling(), "Ada", Access(port=port, **access))
        with running(app, listener):
            yield port


@contextlib.contextmanager
def running(app: Any, listener: Any) -> Iterator[None]:
    """Any application on a socket, in a thread; it has ended when the block has."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def ask(port: int, body: object, path: str = PATH, host: str | None = None, **headers: str) -> tuple[int, str]:
    """Status and text of the answer; without a body it is a GET."""
    status, text, _ = ask_fully(port, body, path, host, headers)
    return status, text


def ask_fully(
    port: int,
    body: object,
    path: str = PATH,
    host: str | None = None,
    headers: dict[str, str] | None = None,
    method: str | None = None,
) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of the answer."""
    data = body if isinstance(body, bytes | None) else (body if isinstance(body, str) else json.dumps(body)).encode()
    with contextlib.closing(http.client.HTTPConnection(LOOPBACK, port, timeout=20)) as connection:
        sent = {"Host": f"{host or LOOPBACK}:{port}", **(headers or {})}
        connection.request(method or ("GET" if body is None else "POST"), path, data, sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}


def messages(*texts: str) -> list[dict[str, Any]]:
    """What a user and the persona said in turn."""
    return [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(texts)]
