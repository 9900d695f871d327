"""One history is one text: what `serve` makes of messages is what the merged model's chat template makes of them.

tests/torch/test_gguf.py has the same of the real llama.cpp.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment

from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.openai_protocol import ChatCompletionRequest, asked_chat
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.rendering.chat_template import chat_template

from .test_chat import Parrot, manifest

TEXTS = ["hi", "  two", " ", "\n", "a\nb\n", "{{ x }}", "{% if %}", "{# c #}", "'\"\\n", "é👍🏽", "0", "\u2028"]
NAMES = ["Ada", 'O\'B "q" {{x}}', "a: b", "👩‍🔬 Ana", "back\\slash"]
LIST = ["Ben", "Cy Q"]
USER = st.builds(
    lambda text, name: {"role": "user", "content": text} | ({"name": name} if name else {}),
    st.sampled_from(TEXTS),
    st.sampled_from(["", *LIST, "Dee"]),
)
OWN = st.builds(lambda text: {"role": "assistant", "content": text}, st.sampled_from(TEXTS))
SYSTEM = st.builds(
    lambda role, text: {"role": role, "content": text},
    st.sampled_from(["system", "developer"]),
    st.sampled_from(["Talk.", "{me}\nand {other}", ""]),
)
ENVIRONMENT = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)


def texts(messages: list[dict[str, Any]], name: str = "Ada", system_prompt: str = "") -> tuple[str, str]:
    """The prompt of `serve`, and that of the chat template."""
    one = manifest(10**6)
    template = one.template.model_copy(update={"name": name, "system_prompt": system_prompt})
    one = one.model_copy(update={"template": template, "others": LIST})
    request = ChatCompletionRequest.model_validate({"messages": messages})
    served = asked_chat(lambda sampling: Chat(one, Parrot(), sampling), request, Sampling()).prompt
    rendered = ENVIRONMENT.from_string(chat_template(template, LIST))
    return served, rendered.render(messages=messages, add_generation_prompt=True, bos_token="-", eos_token="-")


@given(
    st.lists(SYSTEM, max_size=2),
    st.lists(USER | OWN, max_size=7),
    USER,
    st.sampled_from(NAMES),
    st.sampled_from(["", "{me} talks with {other}.", "{other} and {me}: {other}", 'plain "{x}"\n']),
)
def test_any_history_is_the_same_text(
    system: list[dict[str, Any]], said: list[dict[str, Any]], last: dict[str, Any], name: str, prompt: str
) -> None:
    served, rendered = texts([*system, *said, last], name, prompt)
    assert served == rendered


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        # A greeting is what was said first, in every front end.
        ([{"role": "assistant", "content": "hey"}, {"role": "user", "content": "hi"}], "Ada: hey\nBen: hi\n"),
        ([{"role": "user", "content": "hi", "name": "Dee"}, {"role": "user", "content": "so?"}], "Dee: hi\nBen: so?\n"),
        (
            [
                {"role": "user", "content": "hi"},
                {"role": "assistant", "content": " "},
                {"role": "user", "content": "?"},
            ],
            "Ben: hi\n?\n",
        ),
    ],
)
def test_a_greeting_names_and_a_silence(messages: list[dict[str, Any]], text: str) -> None:
    others = ", ".join(dict.fromkeys(one.get("name", "Ben") for one in messages if one["role"] == "user"))
    served, rendered = texts(messages, system_prompt="To {other}.")
    assert served == rendered
    assert f"To {others}.\n{text}Ada:" in served
