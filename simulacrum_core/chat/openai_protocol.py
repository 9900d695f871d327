"""OpenAI's protocol, read: what a request may hold, and the chat that it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, Field

from ..errors import UsageError
from .bubbles import beginning, lines_of
from .chat import Chat
from .speaker import Sampling
from .turn_end import TurnEnd, spoken

NewChat = Callable[[Sampling], Chat]
"""Makes a chat without history."""

_MOST_NAMES = 100
# SillyTavern sends one for each person of a dataset.
_MOST_STOPS = 512
_LARGEST_SEED = 2**62

Stop = Annotated[str, Field(max_length=500)]


class ChatMessage(BaseModel):
    """A message of a request; `system` messages replace the dataset's own system prompt.

    `bubbles` are the messages of the persona's turn as an answer gave them.
    """

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[dict[str, Any]] | None
    name: str | None = Field(default=None, max_length=200)
    bubbles: list[str] | None = None

    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(str(part.get("text", "")) for part in self.content or [] if part.get("type") == "text")


class StreamOptions(BaseModel):
    """What a stream tells besides the text."""

    include_usage: bool = False


class CompletionRequest(BaseModel):
    """The fields of any request that mean something here; others are ignored."""

    stream: bool = False
    stream_options: StreamOptions | None = None
    temperature: float | None = Field(default=None, ge=0, le=5, allow_inf_nan=False)
    top_p: float | None = Field(default=None, gt=0, le=1, allow_inf_nan=False)
    max_tokens: int | None = Field(default=None, ge=1)
    seed: int | None = Field(default=None, ge=0, le=_LARGEST_SEED)
    stop: Stop | Annotated[list[Stop], Field(max_length=_MOST_STOPS)] | None = None
    n: Literal[1] | None = None

    @property
    def wants_usage(self) -> bool:
        """Whether a stream ends with the numbers of tokens."""
        return self.stream_options is not None and self.stream_options.include_usage

    def stops(self) -> list[str]:
        """Further texts that end the answer."""
        return [self.stop] if isinstance(self.stop, str) else list(self.stop or [])

    def sampling(self, usual: Sampling, budget: int) -> Sampling:
        """How to draw: as usual, where the request says nothing, and no longer answers than training texts."""
        wanted = self._max_tokens()
        given = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_tokens": wanted and min(wanted, max(usual.max_tokens, budget)),
            "seed": self.seed,
        }
        return msgspec.structs.replace(usual, **{key: value for key, value in given.items() if value is not None})

    def _max_tokens(self) -> int | None:
        return self.max_tokens


class ChatCompletionRequest(CompletionRequest):
    """A request with messages."""

    messages: list[ChatMessage] = Field(min_length=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)

    def _max_tokens(self) -> int | None:
        return self.max_completion_tokens or self.max_tokens


class TextCompletionRequest(CompletionRequest):
    """A request with a text, laid out as the training text is; the model goes on with it."""

    prompt: str | Annotated[list[str], Field(min_length=1, max_length=1)]

    def text(self) -> str:
        """The text to go on with."""
        return self.prompt if isinstance(self.prompt, str) else self.prompt[0]


class Asked(msgspec.Struct, frozen=True):
    """A request that was understood: the prompt, what to read to answer it, and the chat that can be stopped.

    With `has_bubbles` the answer tells them apart.
    """

    chat: Chat
    prompt: str
    pieces: Iterator[str]
    has_bubbles: bool = False

    def bubbles(self, text: str) -> list[str] | None:
        """The bubbles of an answer of which `text` was sent; None where it has none."""
        return beginning(self.chat.bubbles, len(text)) if self.has_bubbles else None


def asked_chat(new_chat: NewChat, request: ChatCompletionRequest, usual: Sampling) -> Asked:
    """A chat that has heard what the request tells; raises UsageError where it cannot be answered."""
    talk = _chat(new_chat, request, usual)
    talk.set_system_prompt(_system_prompt(request.messages))
    for said in request.messages:
        if said.role == "assistant":
            _add_persona_turn(talk, said)
        elif said.role == "user":
            talk.add_user_message(said.text(), said.name)
    if not talk.turns or talk.turns[-1].persona:
        raise UsageError("the last message must be the user's")
    if len({turn.name for turn in talk.turns}) > _MOST_NAMES:
        raise UsageError(f"the messages have more than {_MOST_NAMES} names")
    return Asked(talk, talk.prompt(), _until(talk.reply(), request.stops()), talk.has_bubbles)


def asked_text(new_chat: NewChat, request: TextCompletionRequest, usual: Sampling) -> Asked:
    """A chat that goes on with a text; raises UsageError where the text is too long."""
    talk = _chat(new_chat, request, usual)
    prompt = talk.opened(request.text())
    return Asked(talk, prompt, _until(talk.continued(prompt), request.stops()))


def _system_prompt(messages: Sequence[ChatMessage]) -> str:
    """What a front end tells instead of the dataset's prompt, empty where it tells nothing."""
    return "\n\n".join(filter(None, (said.text() for said in messages if said.role in ("system", "developer"))))


def _add_persona_turn(talk: Chat, said: ChatMessage) -> None:
    """What the persona said; where only the content came back, in which newlines stand between bubbles, by lines."""
    if said.bubbles is not None and talk.has_bubbles:
        bubbles: Sequence[str] = said.bubbles
    else:
        text = said.text()
        bubbles = lines_of(text) if talk.has_bubbles and not talk.is_parted(text) else [text]
    for bubble in bubbles:
        talk.add_persona_message(bubble)


def _chat(new_chat: NewChat, request: CompletionRequest, usual: Sampling) -> Chat:
    return new_chat(request.sampling(usual, new_chat(usual).budget))


def _until(pieces: Iterator[str], stops: list[str]) -> Iterator[str]:
    """The pieces up to a text at which the request wants them to stop."""
    return spoken(pieces, TurnEnd(stops, ())) if stops else pieces
