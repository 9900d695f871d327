"""OpenAI's chat protocol: what a request may hold, the chat that it tells, and what answers look like."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, Field

from ..errors import SimulacrumError, UsageError
from .chat import Chat, Sampling
from .turn_end import TurnEnd, spoken

NewChat = Callable[[Sampling], Chat]
"""Makes a chat without history."""


class ChatMessage(BaseModel):
    """A message of a request; `system` messages are read and not used, as the dataset brings its own prompt."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[dict[str, Any]]
    name: str | None = None

    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")


class ChatCompletionRequest(BaseModel):
    """The fields of a request that mean something here; others are ignored."""

    messages: list[ChatMessage] = Field(min_length=1)
    stream: bool = False
    temperature: float | None = Field(default=None, ge=0, le=5)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    seed: int | None = Field(default=None, ge=0)
    stop: str | list[str] | None = None
    n: Literal[1] | None = None

    def stops(self) -> list[str]:
        """Further texts that end the answer."""
        return [self.stop] if isinstance(self.stop, str) else list(self.stop or [])

    def sampling(self, usual: Sampling) -> Sampling:
        """How to draw: as usual, where the request says nothing."""
        given = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_tokens": self.max_completion_tokens or self.max_tokens,
            "seed": self.seed,
        }
        return msgspec.structs.replace(usual, **{key: value for key, value in given.items() if value is not None})


def with_history(new_chat: NewChat, asked: ChatCompletionRequest, usual: Sampling) -> Chat:
    """A chat that has heard what the request tells."""
    talk = new_chat(asked.sampling(usual))
    for said in asked.messages:
        if said.role == "assistant":
            talk.add_persona_message(said.text())
        elif said.role == "user":
            talk.add_user_message(said.text(), said.name)
    if not talk.turns or talk.turns[-1].persona:
        raise UsageError("the last message must be the user's")
    return talk


def answer(talk: Chat, asked: ChatCompletionRequest) -> Iterator[str]:
    """The persona's turn, up to a text at which the request wants it to stop."""
    return spoken(talk.reply(), TurnEnd(asked.stops(), ())) if asked.stops() else talk.reply()


def refusal(why: str, status: int) -> dict[str, Any]:
    """An error as OpenAI's clients read it."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": why, "type": kind, "param": None, "code": None}}


def whole(pieces: Iterator[str], model: str) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": "".join(pieces)}, "finish_reason": "stop"}
    return _head("chat.completion", model) | {"choices": [choice]}


def events(pieces: Iterator[str], model: str) -> Iterator[str]:
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
