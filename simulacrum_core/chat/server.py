"""An endpoint on this machine that speaks OpenAI's protocol, for front ends that are there already."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..errors import MissingExtraError, SimulacrumError, UsageError
from .generations import BusyError, Generations, GoneError, while_there
from .guards import Access, Guards
from .openai_answers import ChatAnswer, TextAnswer, Usage, event, refusal
from .openai_protocol import (
    Asked,
    ChatCompletionRequest,
    CompletionRequest,
    NewChat,
    TextCompletionRequest,
    asked_chat,
    asked_text,
)
from .speaker import Sampling

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_BYTES = 1 << 20
_PATIENCE = 30.0
"""Seconds in which a request has to be there whole."""


def application(new_chat: NewChat, usual: Sampling, model: str, access: Access) -> Guards:
    """The web application: `POST /v1/chat/completions` and `/v1/completions`, streamed or whole, `GET /v1/models`."""
    try:
        from starlette.applications import Starlette
        from starlette.exceptions import HTTPException
        from starlette.responses import JSONResponse
        from starlette.routing import Route
    except ImportError as error:
        raise MissingExtraError(str(error.name), "serve") from None
    card = {"id": model, "object": "model", "created": int(time.time()), "owned_by": "simulacrum"}
    line = Generations()

    async def complete(request: Request) -> _Completion:
        understood = partial(_understood_chat, new_chat, usual)
        return _Completion(request, understood, ChatAnswer(model), line)

    async def go_on(request: Request) -> _Completion:
        understood = partial(_understood_text, new_chat, usual)
        return _Completion(request, understood, TextAnswer(model), line)

    async def models(_: Request) -> Any:
        return JSONResponse({"object": "list", "data": [card]})

    async def unknown(_: Request, error: Any) -> Any:
        return JSONResponse(refusal(error.detail, error.status_code), error.status_code, error.headers)

    routes = [
        Route("/v1/chat/completions", complete, methods=["POST"]),
        Route("/v1/completions", go_on, methods=["POST"]),
        Route("/v1/models", models),
    ]
    return Guards(Starlette(routes=routes, exception_handlers={HTTPException: unknown}), access)


def _understood_chat(new_chat: NewChat, usual: Sampling, body: bytes) -> tuple[CompletionRequest, Asked]:
    request = ChatCompletionRequest.model_validate_json(body)
    return request, asked_chat(new_chat, request, usual)


def _understood_text(new_chat: NewChat, usual: Sampling, body: bytes) -> tuple[CompletionRequest, Asked]:
    request = TextCompletionRequest.model_validate_json(body)
    return request, asked_text(new_chat, request, usual)


class _Completion:
    """The answer to one request, as long as its client is there."""

    def __init__(
        self,
        request: Request,
        understood: Callable[[bytes], tuple[CompletionRequest, Asked]],
        answer: ChatAnswer,
        line: Generations,
    ) -> None:
        self._request, self._understood, self._answer, self._line = request, understood, answer, line

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await _body(receive)
            # Counting tokens takes a while, in which others are answered.
            request, asked = await asyncio.to_thread(self._understood, body)
        except GoneError:
            return
        except (ValidationError, UsageError, TimeoutError) as error:
            await self._refuse(send, *_why(error))
            return
        await while_there(receive, self._answered(request, asked, send))

    async def _answered(self, request: CompletionRequest, asked: Asked, send: Any) -> None:
        try:
            async with self._line.pieces(asked.pieces, asked.chat.stop) as pieces:
                if request.stream:
                    await self._stream(request, asked, pieces, send)
                    return
                text = "".join([piece async for piece in pieces])
        except BusyError as error:
            await self._refuse(send, str(error), 429)
        except SimulacrumError as error:
            await self._refuse(send, str(error), 500)
        else:
            usage = Usage.of(asked.chat, asked.prompt, text)
            await _send_json(send, self._answer.whole(text, usage, asked.bubbles(text)))

    async def _stream(self, request: CompletionRequest, asked: Asked, pieces: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        text = ""
        try:
            await _send_more(send, self._answer.first())
            async for piece in pieces:
                text += piece
                await _send_more(send, self._answer.piece(piece))
            usage = Usage.of(asked.chat, asked.prompt, text)
            last = self._answer.last(usage, request.wants_usage, asked.bubbles(text))
        except SimulacrumError as error:
            last = event(refusal(str(error), 500))
        await send({"type": "http.response.body", "body": last.encode()})

    async def _refuse(self, send: Any, why: str, status: int) -> None:
        await _send_json(send, refusal(why, status), status)


async def _body(receive: Any) -> bytes:
    """All that a client sends; raises UsageError for too much, GoneError where it goes away, TimeoutError."""
    blocks, size = [], 0
    async with asyncio.timeout(_PATIENCE):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise GoneError
            blocks.append(message.get("body", b""))
            size += len(blocks[-1])
            if size > MOST_BYTES:
                raise UsageError(f"the request is longer than {MOST_BYTES:,} bytes")
            if not message.get("more_body"):
                return b"".join(blocks)


def _why(error: Exception) -> tuple[str, int]:
    """What is wrong with a request, and the status that says so."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"]))), 400
    if isinstance(error, TimeoutError):
        return f"the request was not complete within {_PATIENCE:g} seconds", 408
    return str(error), 400


async def _send_more(send: Any, text: str) -> None:
    if text:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _send_json(send: Any, content: dict[str, Any], status: int = 200) -> None:
    from starlette.responses import JSONResponse

    response = JSONResponse(content, status)
    await send({"type": "http.response.start", "status": status, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body})
