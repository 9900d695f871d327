"""An endpoint on this machine that speaks OpenAI's chat protocol, for front ends that are there already."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from pydantic import BaseModel, Field, ValidationError

from .chatting import Chat, Sampling
from .errors import MissingExtraError, SimulacrumError, UsageError

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

LOOPBACK = "127.0.0.1"
_HOSTS = [LOOPBACK, "localhost", "[::1]"]
_MOST_BYTES = 1 << 20
NewChat = Callable[[Sampling], Chat]
"""Makes a chat without history."""


class Said(BaseModel):
    """A message of a request; `system` messages are read and not used, as the dataset brings its own prompt."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[dict[str, Any]]
    name: str | None = None

    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")


class Asked(BaseModel):
    """The fields of a request that mean something here; others are ignored."""

    messages: list[Said] = Field(min_length=1)
    stream: bool = False
    temperature: float | None = Field(default=None, ge=0, le=5)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    seed: int | None = Field(default=None, ge=0)

    def sampling(self, usual: Sampling) -> Sampling:
        """How to draw: as usual, where the request says nothing."""
        given = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_tokens": self.max_completion_tokens or self.max_tokens,
            "seed": self.seed,
        }
        return msgspec.structs.replace(usual, **{key: value for key, value in given.items() if value is not None})


def application(new_chat: NewChat, usual: Sampling, model: str) -> Starlette:
    """The web application: `POST /v1/chat/completions`, streamed or whole, and `GET /v1/models`."""
    try:
        from starlette.applications import Starlette
        from starlette.concurrency import run_in_threadpool
        from starlette.middleware import Middleware
        from starlette.middleware.trustedhost import TrustedHostMiddleware
        from starlette.responses import JSONResponse, StreamingResponse
        from starlette.routing import Route
    except ImportError as error:
        raise MissingExtraError(str(error.name), "serve") from None
    one_at_a_time = threading.Lock()

    async def complete(request: Request) -> Response:
        try:
            asked = Asked.model_validate_json(await _body(request))
            talk = _with_history(new_chat, asked, usual)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            return _refused(".".join(map(str, first["loc"])) + ": " + first["msg"])
        except UsageError as error:
            return _refused(str(error))
        pieces = _locked(talk.answer(), one_at_a_time)
        if asked.stream:
            return StreamingResponse(_events(pieces, model), media_type="text/event-stream")
        try:
            return JSONResponse(await run_in_threadpool(_whole, pieces, model))
        except SimulacrumError as error:
            return _refused(str(error), 500)

    def _refused(why: str, status: int = 400) -> Response:
        kind = "invalid_request_error" if status < 500 else "server_error"
        return JSONResponse({"error": {"message": why, "type": kind}}, status)

    async def models(_: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": model, "object": "model", "owned_by": "simulacrum"}]})

    return Starlette(
        routes=[
            Route("/v1/chat/completions", complete, methods=["POST"]),
            Route("/v1/models", models),
        ],
        # A page of another site cannot reach this one under a name of its own.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)],
    )


def serve(app: Starlette, port: int) -> None:
    """Answer on the loopback address until Ctrl-C."""
    try:
        import uvicorn
    except ImportError:
        raise MissingExtraError("uvicorn", "serve") from None

    uvicorn.run(app, host=LOOPBACK, port=port, log_level="warning")


async def _body(request: Request) -> bytes:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > _MOST_BYTES:
            raise UsageError(f"the request is longer than {_MOST_BYTES:,} bytes")
    return body


def _with_history(new_chat: NewChat, asked: Asked, usual: Sampling) -> Chat:
    """A chat that has heard what the request tells."""
    talk = new_chat(asked.sampling(usual))
    for said in asked.messages:
        if said.role == "assistant":
            talk.recall(said.text())
        elif said.role == "user":
            talk.hear(said.text(), said.name)
    if not talk.turns or talk.turns[-1].persona:
        raise UsageError("the last message must be the user's")
    return talk


def _locked(pieces: Iterator[str], lock: threading.Lock) -> Iterator[str]:
    with lock:
        yield from pieces


def _whole(pieces: Iterator[str], model: str) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": "".join(pieces)}, "finish_reason": "stop"}
    return _head("chat.completion", model) | {"choices": [choice]}


def _events(pieces: Iterator[str], model: str) -> Iterator[str]:
    """Server-sent events, one a piece."""
    head = _head("chat.completion.chunk", model)

    def event(delta: dict[str, str], reason: str | None = None) -> str:
        return f"data: {json.dumps(head | {'choices': [{'index': 0, 'delta': delta, 'finish_reason': reason}]})}\n\n"

    yield event({"role": "assistant", "content": ""})
    try:
        for piece in pieces:
            yield event({"content": piece})
    except SimulacrumError as error:
        yield f"data: {json.dumps({'error': {'message': str(error), 'type': 'server_error'}})}\n\n"
        return
    yield event({}, "stop")
    yield "data: [DONE]\n\n"


def _head(kind: str, model: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": model}
