"""OpenAI's protocol, written: answers, events of a stream, errors."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import msgspec

from .chat import Chat


class Usage(msgspec.Struct, frozen=True):
    """The tokens of a prompt and of its answer, and whether the answer was cut at the most that was allowed."""

    prompt: int
    completion: int
    is_cut: bool

    @classmethod
    def of(cls, chat: Chat, prompt: str, text: str) -> Usage:
        """Of an answer that has ended; where the speaker does not tell, what was said is counted."""
        return cls(chat.count(prompt), chat.written.tokens or chat.count(text), chat.written.is_cut)

    @property
    def reason(self) -> str:
        """Why the answer ended."""
        return "length" if self.is_cut else "stop"

    def told(self) -> dict[str, int]:
        """The numbers as a client reads them."""
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.prompt + self.completion,
        }


class ChatAnswer:
    """The answer to a request with messages."""

    _whole, _piece, _id = "chat.completion", "chat.completion.chunk", "chatcmpl"

    def __init__(self, model: str) -> None:
        self._head = {"id": f"{self._id}-{uuid.uuid4().hex}", "created": int(time.time()), "model": model}

    def whole(self, text: str, usage: Usage, bubbles: list[str] | None = None) -> dict[str, Any]:
        """All of it at once."""
        choice = {"index": 0, "finish_reason": usage.reason, "logprobs": None, **self._said(text, bubbles)}
        return {**self._head, "object": self._whole, "choices": [choice], "usage": usage.told()}

    def first(self) -> str:
        """What a stream begins with."""
        return self._event({"delta": {"role": "assistant", "content": ""}})

    def piece(self, text: str) -> str:
        """The event of a piece."""
        return self._event({"delta": {"content": text}})

    def last(self, usage: Usage, is_told: bool, bubbles: list[str] | None = None) -> str:
        """The events at the end of a stream; with `is_told` the numbers of tokens are one of them."""
        numbers = event({**self._head, "object": self._piece, "choices": [], "usage": usage.told()}) if is_told else ""
        return self._event({**self._end(bubbles), "finish_reason": usage.reason}) + numbers + "data: [DONE]\n\n"

    def _said(self, text: str, bubbles: list[str] | None) -> dict[str, Any]:
        return {"message": {"role": "assistant", "content": text, **_apart(bubbles)}}

    def _end(self, bubbles: list[str] | None) -> dict[str, Any]:
        return {"delta": _apart(bubbles)}

    def _event(self, choice: dict[str, Any]) -> str:
        choices = [{"index": 0, "finish_reason": None, "logprobs": None, **choice}]
        return event({**self._head, "object": self._piece, "choices": choices})


class TextAnswer(ChatAnswer):
    """The answer to a request with a text."""

    _whole, _piece, _id = "text_completion", "text_completion", "cmpl"

    def first(self) -> str:
        return ""

    def piece(self, text: str) -> str:
        return self._event({"text": text})

    def _said(self, text: str, bubbles: list[str] | None) -> dict[str, Any]:
        return {"text": text}

    def _end(self, bubbles: list[str] | None) -> dict[str, Any]:
        return {"text": ""}


def _apart(bubbles: list[str] | None) -> dict[str, Any]:
    """A field of our own: the messages of the turn, which `content` joins by newlines."""
    return {} if bubbles is None else {"bubbles": bubbles}


def event(content: dict[str, Any]) -> str:
    """A server-sent event."""
    return f"data: {json.dumps(content)}\n\n"


def refusal(why: str, status: int) -> dict[str, Any]:
    """An error as OpenAI's clients read it."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": why, "type": kind, "param": None, "code": None}}
