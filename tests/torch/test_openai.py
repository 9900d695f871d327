"""The endpoint with a real model behind it, asked by OpenAI's own client."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

ASK: list[Any] = [{"role": "system", "content": "Be helpful."}, {"role": "user", "content": "how are you?"}]


@pytest.fixture(scope="module")
def client(trained: Path) -> Iterator[openai.OpenAI]:
    """A client of `simulacrum serve`, which runs as a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--temperature", "0", "--repetition-penalty", "1", "--port", str(port)]
    command = [sys.executable, "-m", "simulacrum_core", "serve", str(trained), *options]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, "the server ended"
            time.sleep(0.1)
        yield openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", max_retries=0)
        server.terminate()


def answer(client: openai.OpenAI, **options: Any) -> str | None:
    return client.chat.completions.create(model="Ada", messages=ASK, **options).choices[0].message.content


def test_the_persona_answers(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["Ada"]
    assert answer(client) == "fine\nno sea today"
    assert answer(client, n=1, stop=["\n"]) == "fine"
    assert len(answer(client, max_tokens=2) or "") < len("fine\nno sea today")


def test_a_stream_comes_in_pieces(client: openai.OpenAI) -> None:
    events = list(client.chat.completions.create(model="Ada", messages=ASK, stream=True))
    pieces = [event.choices[0].delta.content or "" for event in events]
    assert "".join(pieces) == "fine\nno sea today"
    assert len([piece for piece in pieces if piece]) > 1
    assert events[-1].choices[0].finish_reason == "stop"


def test_a_seed_gives_the_same_answer_twice(client: openai.OpenAI) -> None:
    warm = {"temperature": 2, "top_p": 1, "max_tokens": 12}
    assert answer(client, seed=5, **warm) == answer(client, seed=5, **warm)
    assert len({answer(client, seed=seed, **warm) for seed in range(5)}) > 1


def test_errors_are_the_clients_own(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="n: Input should be 1"):
        answer(client, n=2)
    with pytest.raises(openai.BadRequestError, match="the last message must be the user's"):
        client.chat.completions.create(model="Ada", messages=[{"role": "system", "content": "x"}])
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="Ada", input="x")
    with pytest.raises(openai.PermissionDeniedError):
        answer(client, extra_headers={"Origin": "https://evil.example"})
