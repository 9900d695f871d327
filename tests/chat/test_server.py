"""The endpoint for chat front ends: a real server on the loopback address, asked over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from simulacrum_core.chat.chat import Chat, Sampling
from simulacrum_core.chat.server import LOOPBACK, application, listening
from simulacrum_core.errors import UsageError

from .test_chat import Parrot, manifest

FRIEND = "http://localhost:3000"


class Echo(Parrot):
    """A speaker that repeats the last line it was told, in two messages, and then speaks for somebody else."""

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Iterator[str]:
        self.prompts.append(text)
        said = text.rpartition("\n")[0].rpartition(": ")[2]
        yield from (f" you said\n{said}", f" at {sampling.temperature:g}\n", "Ben: I am not Ben")


@pytest.fixture(scope="module")
def speaker() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def port(speaker: Echo) -> Iterator[int]:
    app = application(lambda sampling: Chat(manifest(), speaker, sampling), Sampling(), "Ada", [FRIEND])
    with socket.socket() as listening:
        listening.bind((LOOPBACK, 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def ask(
    port: int, body: object, path: str = "/v1/chat/completions", host: str = LOOPBACK, **headers: str
) -> tuple[int, str]:
    data = body if isinstance(body, str) else json.dumps(body)
    method = "GET" if body is None else "POST"
    with contextlib.closing(http.client.HTTPConnection(LOOPBACK, port, timeout=10)) as connection:
        connection.request(method, path, None if body is None else data.encode(), {"Host": f"{host}:{port}", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def messages(*texts: str) -> list[dict[str, Any]]:
    return [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(texts)]


def test_the_answer_is_the_personas_turn_and_nobody_elses(port: int) -> None:
    status, body = ask(port, {"model": "any", "messages": messages("hello there"), "temperature": 0.5})
    assert status == 200
    (choice,) = json.loads(body)["choices"]
    assert choice["message"] == {"role": "assistant", "content": "you said\nhello there at 0.5"}


def test_a_stream_tells_the_same_in_events(port: int) -> None:
    status, body = ask(port, {"messages": messages("hello"), "stream": True})
    events = [line.removeprefix("data: ") for line in body.split("\n") if line]
    assert status == 200
    assert events[-1] == "[DONE]"
    deltas = [json.loads(event)["choices"][0]["delta"] for event in events[:-1]]
    assert "".join(delta.get("content", "") for delta in deltas) == "you said\nhello at 0.8"


def test_the_history_and_names_are_in_the_prompt_and_system_messages_are_not(port: int, speaker: Echo) -> None:
    history = [{"role": "system", "content": "You are a helpful assistant."}, *messages("one", "two", "three")]
    history[1]["name"] = "Zoe"
    history[3]["content"] = [{"type": "text", "text": "three"}]
    assert ask(port, {"messages": history})[0] == 200
    assert speaker.prompts[-1] == "<s>Ada and Zoe, Ben.\nZoe: one\nAda: two\nBen: three\nAda:"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("no json", "Invalid JSON"),
        ({}, "messages: Field required"),
        ({"messages": []}, "at least 1 item"),
        ({"messages": messages("a", "b")}, "the last message must be the user's"),
        ({"messages": messages("a"), "temperature": 9}, "less than or equal to 5"),
        ({"messages": messages("a"), "n": 2}, "n: Input should be 1"),
        ({"messages": [{"role": "user", "content": "x" * (1 << 20)}]}, "longer than"),
    ],
)
def test_a_wrong_request_is_told_why(port: int, body: object, why: str) -> None:
    status, answer = ask(port, body)
    assert status == 400
    assert why in json.loads(answer)["error"]["message"]


def test_the_model_bears_the_name_of_the_persona(port: int) -> None:
    status, body = ask(port, None, "/v1/models")
    assert (status, [model["id"] for model in json.loads(body)["data"]]) == (200, ["Ada"])


def test_a_page_of_another_site_cannot_ask(port: int) -> None:
    assert ask(port, None, "/v1/models", host="evil.example")[0] == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": FRIEND, "Sec-Fetch-Site": "same-site"}, 200),
        ({}, 200),
    ],
)
def test_only_programs_and_pages_that_are_allowed_may_ask(port: int, headers: dict[str, str], status: int) -> None:
    assert ask(port, {"messages": messages("hello")}, **headers)[0] == status
    assert ask(port, None, "/v1/models", **headers)[0] == status


def test_a_page_may_not_send_text_that_is_no_json_behind_ones_back(port: int, speaker: Echo) -> None:
    asked = len(speaker.prompts)
    headers = {"Origin": "https://evil.example", "Content-Type": "text/plain"}
    assert ask(port, {"messages": messages("hello")}, **headers)[0] == 403
    assert len(speaker.prompts) == asked


@pytest.mark.parametrize(("stop", "answer"), [("hello", "you said"), (["zzz", " at"], "you said\nhello"), (None, None)])
def test_a_request_may_name_further_ends(port: int, stop: object, answer: str | None) -> None:
    _, body = ask(port, {"messages": messages("hello"), "stop": stop})
    content = json.loads(body)["choices"][0]["message"]["content"]
    assert content.rstrip() == (answer or "you said\nhello at 0.8")


def test_what_is_not_there_is_an_error_as_clients_read_it(port: int) -> None:
    status, body = ask(port, None, "/v1/embeddings")
    assert (status, json.loads(body)["error"]["type"]) == (404, "invalid_request_error")


def test_a_port_that_is_taken_is_told_before_a_model_is_loaded() -> None:
    with listening(0) as first, pytest.raises(UsageError, match="is taken") as told:
        listening(first.getsockname()[1])
    assert told.value.remedy == "Pass another --port"
