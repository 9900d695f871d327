"""An endpoint on this machine that speaks OpenAI's chat protocol, for front ends that are there already."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..errors import MissingExtraError, SimulacrumError, UsageError
from .chat import Sampling
from .openai_protocol import ChatCompletionRequest, NewChat, answer, events, refusal, whole, with_history
from .origins import OwnPagesOnly

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

LOOPBACK = "127.0.0.1"
_HOSTS = [LOOPBACK, "localhost", "[::1]"]
_MOST_BYTES = 1 << 20


def application(new_chat: NewChat, usual: Sampling, model: str, origins: Sequence[str] = ()) -> Starlette:
    """The web application: `POST /v1/chat/completions`, streamed or whole, and `GET /v1/models`.

    Web pages may ask it only from `origins`.
    """
    try:
        from starlette.applications import Starlette
        from starlette.concurrency import run_in_threadpool
        from starlette.exceptions import HTTPException
        from starlette.middleware import Middleware
        from starlette.middleware.cors import CORSMiddleware
        from starlette.middleware.trustedhost import TrustedHostMiddleware
        from starlette.responses import JSONResponse, StreamingResponse
        from starlette.routing import Route
    except ImportError as error:
        raise MissingExtraError(str(error.name), "serve") from None
    one_at_a_time = threading.Lock()
    card = {"id": model, "object": "model", "created": int(time.time()), "owned_by": "simulacrum"}

    def _refused(why: str, status: int = 400) -> Response:
        return JSONResponse(refusal(why, status), status)

    async def complete(request: Request) -> Response:
        try:
            asked = ChatCompletionRequest.model_validate_json(await _body(request))
            talk = with_history(new_chat, asked, usual)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            return _refused(".".join(map(str, first["loc"])) + ": " + first["msg"])
        except UsageError as error:
            return _refused(str(error))
        pieces = _locked(answer(talk, asked), one_at_a_time)
        if asked.stream:
            return StreamingResponse(events(pieces, model), media_type="text/event-stream")
        try:
            return JSONResponse(await run_in_threadpool(whole, pieces, model))
        except SimulacrumError as error:
            return _refused(str(error), 500)

    async def unknown(_: Request, error: Any) -> Response:
        return _refused(error.detail, error.status_code)

    return Starlette(
        routes=[
            Route("/v1/chat/completions", complete, methods=["POST"]),
            Route("/v1/models", lambda _: JSONResponse({"object": "list", "data": [card]})),
        ],
        # A page of another site cannot reach this one under a name of its own, nor send to it without reading.
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS),
            Middleware(OwnPagesOnly, origins=origins),
            Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["*"], allow_headers=["*"]),
        ],
        exception_handlers={HTTPException: unknown},
    )


def listening(port: int) -> socket.socket:
    """A socket on the loopback address, on any port for 0; raises UsageError where the port is taken."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError:
        raise UsageError(f"port {port} is taken, or only for root", remedy="Pass another --port") from None


def serve(app: Starlette, listener: socket.socket) -> None:
    """Answer what comes to the socket until Ctrl-C."""
    try:
        import uvicorn
    except ImportError:
        raise MissingExtraError("uvicorn", "serve") from None

    with suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listener])


async def _body(request: Request) -> bytes:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > _MOST_BYTES:
            raise UsageError(f"the request is longer than {_MOST_BYTES:,} bytes")
    return body


def _locked(pieces: Iterator[str], lock: threading.Lock) -> Iterator[str]:
    with lock:
        yield from pieces
