"""The endpoint as OpenAI's own client sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.speaker import Sampling

from .servers import serving
from .speakers import Slow
from .test_bubbles import BUBBLES, Again, parting
from .test_chat import manifest

openai = pytest.importorskip("openai")
ASK: list[Any] = [{"role": "user", "content": "how are you?"}]


@pytest.fixture(scope="module")
def speaker() -> Slow:
    return Slow(words=20)


@pytest.fixture(scope="module")
def address(speaker: Slow) -> Iterator[str]:
    with serving(lambda sampling: Chat(manifest(), speaker, sampling), key="secret") as port:
        yield f"http://127.0.0.1:{port}/v1"


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    with openai.OpenAI(base_url=address, api_key="secret", max_retries=0) as client:
        yield client


def test_a_chat_a_text_and_the_models(client: Any) -> None:
    assert [model.id for model in client.models.list()] == ["Ada"]
    told = client.chat.completions.create(model="Ada", messages=ASK, max_tokens=3)
    assert told.choices[0].message.content == "w0 w1 w2"
    assert (told.choices[0].finish_reason, told.usage.completion_tokens) == ("length", 3)
    text = client.completions.create(model="Ada", prompt="Ben: hi\nAda:")
    assert (text.choices[0].finish_reason, text.usage.completion_tokens) == ("stop", 20)


def test_a_stream_that_is_left_ends_the_writing(client: Any, speaker: Slow) -> None:
    with client.chat.completions.create(model="Ada", messages=ASK, stream=True) as stream:
        assert next(iter(stream)).choices[0].delta.role == "assistant"
    assert speaker.ended()
    usage = {"include_usage": True}
    *_, end, last = client.chat.completions.create(model="Ada", messages=ASK, stream=True, stream_options=usage)
    assert (end.choices[0].finish_reason, last.usage.completion_tokens) == ("stop", 20)


def test_errors_are_the_clients_own(client: Any, address: str) -> None:
    with pytest.raises(openai.BadRequestError, match="less than or equal to 5"):
        client.chat.completions.create(model="Ada", messages=ASK, temperature=9)
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="Ada", input="x")
    with pytest.raises(openai.PermissionDeniedError):
        client.models.list(extra_headers={"Origin": "https://evil.example"})
    with (
        openai.OpenAI(base_url=address, api_key="other", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError),
    ):
        stranger.models.list()


def test_bubbles_are_a_field_of_the_message_that_goes_back_with_it() -> None:
    speaker = Again()

    def new_chat(sampling: Sampling) -> Chat:
        return Chat(parting(), speaker, sampling)

    with (
        serving(new_chat) as port,
        openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", max_retries=0) as client,
    ):
        message = client.chat.completions.create(model="Ada", messages=ASK).choices[0].message
        assert message.bubbles == BUBBLES
        told = [*client.chat.completions.create(model="Ada", messages=[*ASK, message, *ASK], stream=True)]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in told) == message.content
    assert told[-1].choices[0].delta.bubbles == BUBBLES
    assert "\nAda: hi\nand a line\nAda: second\nAda: Ada: third\nBen:" in speaker.prompts[-1]
