"""Requests in the shape in which front ends send them, as they were seen: Open WebUI 0.12, SillyTavern 1.19."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from simulacrum_core.chat.chat import Chat

from .servers import ask, messages, serving
from .test_chat import Parrot, manifest

ANSWER = " at home\nfor once"
TOOLS = [
    {
        "type": "function",
        "function": {"name": "read_clock", "description": "The hour.", "parameters": {"type": "object"}},
    }
]
OPEN_WEBUI = {
    "stream": True,
    "model": "Ada",
    "tools": TOOLS,
    "temperature": 0.3,
    "frequency_penalty": 0.1,
    "repeat_penalty": 1.2,
    "top_k": 40,
    "min_p": 0.05,
    "num_ctx": 2048,
}
TITLE = '### Task:\nName this talk.\n### Output:\n{"title": "..."}\n<chat_history>\nUSER: hi\nASSISTANT: at home\n</chat_history>'


class Steady(Parrot):
    """Writes the same each time."""

    def speak(self, text: str, *_: Any, **__: Any) -> Iterator[str]:
        self.prompts.append(text)
        yield from (ANSWER, "\nBen", ": I am not Ben")


@pytest.fixture
def speaker() -> Steady:
    return Steady()


@pytest.fixture
def port(speaker: Steady) -> Iterator[int]:
    with serving(lambda sampling: Chat(manifest(), speaker, sampling), key="simulacrum") as port:
        yield port


def say(port: int, body: dict[str, Any], path: str = "/v1/chat/completions") -> tuple[int, str]:
    return ask(port, body, path, Authorization="Bearer simulacrum")


def streamed(body: str) -> str:
    events = [json.loads(line) for line in body.replace("data: ", "").split("\n") if line and line != "[DONE]"]
    return "".join(event["choices"][0]["delta"].get("content", "") for event in events)


def test_open_webuis_tools_and_numbers_change_no_prompt(port: int, speaker: Steady) -> None:
    status, body = say(port, OPEN_WEBUI | {"messages": messages("hi", "at home\nfor once", "still?")})
    assert (status, streamed(body)) == (200, "at home\nfor once")
    assert speaker.prompts == ["<s>Ada and Ben.\nBen: hi\nAda: at home\nfor once\nBen: still?\nAda:"]


def test_a_title_that_open_webui_asks_for_stays_out_of_the_talk(port: int, speaker: Steady) -> None:
    title = {"model": "Ada", "messages": messages(TITLE), "stream": False}
    assert say(port, title)[0] == 200
    assert say(port, OPEN_WEBUI | {"messages": messages("hi")})[0] == 200
    assert speaker.prompts[-1] == "<s>Ada and Ben.\nBen: hi\nAda:"


def test_continue_response_is_refused_in_words(port: int) -> None:
    status, body = say(port, OPEN_WEBUI | {"messages": messages("hi", "at home")})
    assert (status, json.loads(body)["error"]["message"]) == (400, "the last message must be the user's")


def test_silly_tavern_leaves_bos_to_the_server_and_names_many_ends(port: int, speaker: Steady) -> None:
    stop = ["\nBen:", "</s>", *(f"\nGuest {number}:" for number in range(300))]
    body = {"prompt": "Ada and Ben.\nBen: hi\nAda:", "max_tokens": 200, "presence_penalty": 0, "stop": stop}
    status, told = say(port, body, "/v1/completions")
    assert (status, json.loads(told)["choices"][0]["text"]) == (200, ANSWER)
    assert speaker.prompts == ["<s>Ada and Ben.\nBen: hi\nAda:"]
