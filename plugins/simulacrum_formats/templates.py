"""Conversations as the chat template of a tokenizer renders them, in a process of its own and within limits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from simulacrum_core import MissingExtraError, Tokenizer

WORKER = Path(__file__).with_name("template_worker.py")
_SECONDS = 20
_NO_LIBRARY = 3
_SYSTEM = "words-of-the-system"
_TALK = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "words-of-the-assistant"}]

Conversation = Sequence[Mapping[str, str]]
"""Messages with `role` and `content`."""


class Rendered(msgspec.Struct, frozen=True):
    """A conversation as text, or the template's reason for refusing it."""

    text: str = ""
    error: str = ""


def rendered(tokenizer: Tokenizer, conversations: Sequence[Conversation]) -> list[Rendered]:
    """Each conversation under the tokenizer's template, without a prompt for more.

    It is a program from a stranger's model. Raises MissingExtraError where a library for it is missing.
    """
    asked = {
        "template": tokenizer.chat_template,
        "bos": tokenizer.bos,
        "eos": tokenizer.eos,
        "conversations": conversations,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(WORKER)], input=json.dumps(asked).encode(), capture_output=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return [Rendered(error=f"it takes longer than {_SECONDS} seconds")] * len(conversations)
    if done.returncode == _NO_LIBRARY:
        raise MissingExtraError("Jinja2", "tokenizers")
    try:
        return msgspec.json.decode(done.stdout, type=list[Rendered])
    except msgspec.DecodeError:
        return [Rendered(error="it is no template that can be rendered")] * len(conversations)


def takes_system(tokenizer: Tokenizer) -> bool:
    """Whether a system message comes to stand in the text: some templates refuse one, others leave it out."""
    if not tokenizer.chat_template:
        return True
    (found,) = rendered(tokenizer, [[{"role": "system", "content": _SYSTEM}, *_TALK]])
    # Of a template that renders nothing at all, nothing is known.
    return _SYSTEM in found.text or not is_rendered(tokenizer)


def is_rendered(tokenizer: Tokenizer) -> bool:
    """Whether the template writes out what is said."""
    return _TALK[-1]["content"] in rendered(tokenizer, [_TALK])[0].text


def refuses_system(tokenizer: Tokenizer) -> bool:
    """Whether the template raises an error at a system message, and at no message of others."""
    asked = [[{"role": "system", "content": _SYSTEM}], _TALK]
    alone, said = rendered(tokenizer, asked) if tokenizer.chat_template else (Rendered(), Rendered())
    return bool(alone.error) and not said.error
